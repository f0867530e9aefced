"""Bags of words as the Extreme Classification Repository and libsvm write them.

A document is a line, `3,17 12:2 40:1`: its labels, then features with their counts. The repository
puts a line with the numbers of documents, features and labels above. Documents are read as bags:
terms without order. `folder` reads a file for each split, `single` one file, `random_splits` one
file with lists of rows; `matrices` reads features and labels in files of their own, and `texts` the
texts of newer corpora.

Bhatia et al.: The extreme classification repository. manikvarma.org/downloads/XC/XMLRepository.html
"""
