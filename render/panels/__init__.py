"""What stands around the box: read-out, sliders, buttons, cards and covers; charts have a room of their own.
May import charts, playback, style and the table of controls; never box, stage or session."""
