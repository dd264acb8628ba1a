"""What the picture shows and when: a scene's shots, the way from one to the next, the ion that is followed on it.
Imports what render.box imports."""
