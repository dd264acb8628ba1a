"""The window: draws snapshots of a running simulation and turns keys, clicks and touches into commands.
May import scenes and sim; opens no display when imported. `render.app.play` is the entry."""
