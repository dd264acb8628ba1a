"""What a visitor sets by hand where a scene compares cases: the row below the picture, his points on the chart, the
words for both. Panels and charts stand on it."""
