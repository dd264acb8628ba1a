"""What plays for passers-by, until one of them touches the screen. May import what render.kiosk may."""
