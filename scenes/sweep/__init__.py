"""Many runs of one scene over a grid of its keys: what is asked, what each run gave, what is made of it.
May import study, cluster and format. A folder keeps each run as it ends, so that a sweep can be gone on with."""
