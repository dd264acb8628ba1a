"""The front door: a menu of chapters, a gallery of cells, and the drawings on them. May import what render.panels may
and the chapters themselves."""
