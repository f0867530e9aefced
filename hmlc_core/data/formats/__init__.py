"""Readers of corpus files, one file format each."""
