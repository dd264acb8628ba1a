"""What is on the bench as a scene of its own: a file, or a text short enough for a QR code, that plays again to the
bit. May import all of scenes but its studies; `code` stands below the format, which reads it."""
