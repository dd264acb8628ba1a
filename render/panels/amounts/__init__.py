"""The table of concentrations, whose figures can be dragged. May import style, playback and the parts of a slider."""
