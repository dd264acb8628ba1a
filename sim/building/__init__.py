"""A membrane that somebody builds on: where doors and pumps can sit, the scene after, and what becomes of the ions.
May import agents and all below; the cell stands on it."""
