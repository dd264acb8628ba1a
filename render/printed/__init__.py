"""The printed page of a scene, which tells the window's keys in its words and marks. Stands on panels; only main.py
imports it."""
