"""Files of named vectors: word vectors that others have trained, and points that runs exported.

Here: one reader for all of them. Not here: documents as corpora (`formats`), what a vocabulary
makes of the vectors (`hmlc_core.embeddings.vectors`), writing them (`runs.export.vectors`).
"""

from __future__ import annotations

from hmlc_core.data.vectors.reading import read_vectors
from hmlc_core.data.vectors.value import NamedVectors
from hmlc_core.data.vectors.wanted import Wanted, one_case

__all__ = ["NamedVectors", "Wanted", "one_case", "read_vectors"]
