"""A run as files that other programs and people read."""
