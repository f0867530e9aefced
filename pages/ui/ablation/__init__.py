"""Ablations: setting one up, and what its seeds say."""
