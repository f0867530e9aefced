"""Setting up an experiment: the recipe in the address, its form, ways to take it elsewhere."""
