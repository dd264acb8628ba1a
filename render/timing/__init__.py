"""How long frames take: the clock of the window, the report made of it, and whose turn it is to be painted.
May import playback's snapshot for its type, nothing that draws."""
