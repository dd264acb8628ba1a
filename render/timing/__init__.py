"""How long frames take: the clock of the window and the report made of it.
May import playback's snapshot for its type, nothing that draws."""
