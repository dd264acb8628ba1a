"""A scene as a film or a still picture, frame by frame, without a window.
Stands on the whole window; only main.py imports it."""
