"""Who is there: whether anybody has touched anything of late, and whether staff hold their keys.
May import nothing of the kiosk."""
