"""What is drawn against an axis: the strip chart, its lanes, the comparison, the histogram.
May import playback and style; the panels place them."""
