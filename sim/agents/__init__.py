"""What acts on its own between the ions' steps: gates, pumps, baths and the electrode.
May import solution, ions, geometry, scene and kernels; no theory and no measure."""
