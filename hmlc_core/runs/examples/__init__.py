"""Examples: finished runs that are shipped, so that there is something to look at from the start.

What lives here: their files, and how they come into a store. What does not: how they are made
(`python -m benchmarks examples`).
"""
