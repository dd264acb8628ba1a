"""The tray of pieces that a membrane is built from, and the buttons that move what sits in it.
Imports what render.panels imports."""
