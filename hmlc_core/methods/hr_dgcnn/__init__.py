"""HR-DGCNN (Peng et al., WWW 2018): convolutions over the graph of a document's words.

`compiled` and `graphs` make the graphs, `convolutions` reads them, `network` is the whole,
`objective` what it minimises, `method` the method.
"""
