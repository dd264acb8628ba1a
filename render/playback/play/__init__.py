"""What a visitor plays with: missions to be brought about. No pygame; may import what render.playback has, and scenes
inside functions."""
