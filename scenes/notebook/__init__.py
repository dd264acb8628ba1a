"""A student's notebook: what was measured and how all was set, kept on disk, with fits and tables. May import
scenes.study.certainty and what predicts in sim; no pygame."""
