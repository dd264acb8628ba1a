"""What comes before a scene: the chapters of the menu and the pieces that play for passers-by. May import all of
scenes but its studies."""
