"""The museum's way to run: a watchdog that keeps a visitor's window alive, resets it, and lets only staff out.
Stands on the whole window; only main.py imports it."""
