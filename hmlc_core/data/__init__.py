"""Corpora: label graphs, documents, file formats, and their way to integer tokens.

What lives here needs numpy and scipy at most; tensors are made in `models` and `training`.
"""
