"""How what a visitor plays with is drawn: the mark of a mission. Imports what render.panels imports."""
