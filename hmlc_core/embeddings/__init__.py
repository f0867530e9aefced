"""Vectors from structure alone, before any document is read.

`graph` places the labels of a hierarchy by stochastic gradient descent on Eq. 2, `hypernyms` draws
words to theirs by the same (`descent` watches the passes over `pairs`, whose compiled loop is
`sgd`), `sarkar` places a tree in the disk at once, `walks` places the nodes of any graph
in flat space, `edges` embeds a graph that comes without documents, as the published benchmarks do,
`vectors` has words start from what others have trained. Measures of how well a hierarchy was
recovered belong to `evaluation.recovery`; what a model does with the vectors belongs to `models`.
"""
