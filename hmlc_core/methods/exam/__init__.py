"""EXAM: every word's state is compared with every label, and one network weighs the scores.

`network` is the whole, `method` the method.
"""
