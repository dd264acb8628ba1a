"""A cell that runs, with what is kept of its recent past; two of them make a twin. No pygame."""
