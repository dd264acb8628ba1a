"""The same jobs on the workers of a Dask scheduler, on this machine or on others.
May import nothing else of the program: what is run there is handed in. Dask is optional, imported when used."""
