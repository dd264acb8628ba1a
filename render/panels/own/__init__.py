"""A visitor's own points on a chart, and the words for them; charts and panels stand on it."""
