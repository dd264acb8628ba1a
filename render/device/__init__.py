"""The machine's side of the window: its surface on the screen, its loudspeaker.
May import style; knows neither scenes nor the simulation's state."""
