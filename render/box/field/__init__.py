"""The picture of charge and potential: where they are, as colours below the ions. Part of render.box; what finds them
is sim.field."""
