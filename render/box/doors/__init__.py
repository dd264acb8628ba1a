"""What acts at the doors and in which state they are, drawn over the picture of the box. May import the camera, the
style and playback."""
