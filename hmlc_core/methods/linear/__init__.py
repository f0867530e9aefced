"""TF-IDF + linear: one linear support vector machine for each label (Joachims, ECML 1998).

`choice` says which settings are tried, `predictor` is what was learned and `method` learns it.
"""

from hmlc_core.methods.linear.method import LinearMethod as LinearMethod
