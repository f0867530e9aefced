"""HMCN-F: a layer for each level of the hierarchy, whose outputs are mixed with that of them all.

`network` is the whole, `objective` what it minimises, `method` the method.
"""
