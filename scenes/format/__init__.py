"""What a scene file is: its keys, how it is read, checked and, where it is wrong, answered.
May import sim; nothing here runs a simulation."""
