"""The window: draws snapshots of a running simulation and turns keys, clicks and touches into commands.

Nothing here changes the physics except through the commands that scene files use as well. Importing this package
opens no display. `render.app.play` is the entry.
"""
