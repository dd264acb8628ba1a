"""What is set by hand: the sliders, and the row below the picture where a scene compares cases."""
