"""Runs that are started together and belong together, whatever they compare."""
