"""The printed page of a scene, for pupils, and with answers and numbers for their teacher. May import all of scenes but
`progress`; knows keys and marks of the window only from what it is given."""
