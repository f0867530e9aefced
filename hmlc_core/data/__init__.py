"""Corpora: label graphs, documents, file formats, and their way to integer tokens.

What lives here needs numpy and scipy at most, TF-IDF (`features`) scikit-learn; tensors are made in
`models` and `training`.
"""
