"""What is done with many runs: headless runs, validation, findings, curves, plots.
May import format and sim."""
