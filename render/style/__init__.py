"""How things look: colours, letters, words, icons, ions, and where on the window each part stands.
May import the languages of scenes and nothing else of render."""
