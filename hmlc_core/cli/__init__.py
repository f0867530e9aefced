"""The command line: one file per command; `python -m hmlc_core` only puts them together.

Commands read their arguments, ask the core, and print. What they need beyond the standard
library is imported when they run, so that `--help` answers at once.
"""
