"""What stands around the box: read-out, sliders, buttons, cards and covers.
May import playback, style and the table of controls; never box, stage or session."""
