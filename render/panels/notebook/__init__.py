"""The notebook over the picture: a plot, a table and what is done with them. May import charts and amounts."""
