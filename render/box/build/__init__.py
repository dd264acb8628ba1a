"""What a hand is about to do to the membrane, drawn over it.
Imports what render.box imports."""
