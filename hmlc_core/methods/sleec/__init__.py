"""SLEEC (Bhatia et al., NIPS 2015): local embeddings of documents, and labels of neighbours.

`clusters` splits documents, `projection` embeds those of a cluster by their labels, `regression`
maps features to these embeddings, `method` fits all that and `predictor` is what was learned.
"""

from hmlc_core.methods.sleec.method import SleecMethod as SleecMethod
