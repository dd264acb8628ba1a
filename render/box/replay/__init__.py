"""The last seconds of the picture, kept to be seen again: what is kept of a moment, and where in them the eye is.
Imports what render.box imports."""
