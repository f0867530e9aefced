"""DXML: labels get vectors from their graph, networks learn where documents lie among them.

`labels` is the stage that places the labels, `network` has the networks and the documents that they
find, `objective` what is minimised, `method` the method.
"""
