"""HARNN: labels predicted level by level, with attention that each level hands to the next.

`attention` is the unit of a level, `network` the whole, `objective` what it minimises, `method`
the method.
"""
