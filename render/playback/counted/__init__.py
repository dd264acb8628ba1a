"""What is counted of a state that is left alone: a case's, or one that a visitor has set."""
