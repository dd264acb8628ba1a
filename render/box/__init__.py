"""The picture of the ions: a camera on the box, and one painter for each thing that is seen there.
May import playback and style; never panels."""
