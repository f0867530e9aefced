"""A run on a page: its state, its disk, its scores; many of them in a table."""
