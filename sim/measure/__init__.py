"""What is read off a running simulation, and how sure it is: censuses, currents, estimates, predictions.
May import theory; the dynamics import none of it but what only counts (observables, ammeter)."""
