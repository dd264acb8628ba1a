"""What all commands of main.py share: how a refusal is told, how a signal ends them.
May import render.device; opens nothing and imports no pygame."""
