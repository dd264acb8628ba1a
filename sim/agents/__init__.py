"""What acts on its own between the ions' steps: gates, pumps, baths and the electrode.
May import solution and all below, of measure only what counts (observables); no theory."""
