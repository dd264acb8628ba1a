"""What runs, without pygame: the simulation's thread, the player, what it tells the window.
May import sim and scenes; nothing of render outside this room."""
