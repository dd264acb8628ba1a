"""Pages over the window for scenes that are kept and shared: the list of one's own, the QR code."""
