"""How things look: colours, letters, words, icons, and where on the window each thing stands.
May import nothing else of render."""
