"""The machine's side of the window: its surface on the screen, its loudspeaker.
May import playback's snapshot, to hear what crosses; nothing that draws."""
