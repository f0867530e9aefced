"""Vectors of whole documents, by models that others have trained.

`local_models` opens such a model from a folder, `encoding` writes the vectors of a corpus with it,
batch after batch, so that a stopped one goes on. Not here: the file that it writes, which is
`data.formats.document_vectors`, and networks that are trained with labels, in `models.encoders`.
"""
