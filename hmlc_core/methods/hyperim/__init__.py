"""HyperIM and EuclideanIM (Chen et al., AAAI 2020): words and labels as points of one space.

`network` scores words against labels, `objective` and `partial` say which labels a step scores,
`method` puts them together with the stage that places labels by a hierarchy.
"""
