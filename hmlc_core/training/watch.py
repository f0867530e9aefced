"""Which words a run keeps pictures of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.prepare import Prepared

WATCHED = 100
COMMON = 0.2
"""Words in more than this share of the documents say little and are not watched."""


def watched_words(prepared: Prepared) -> NDArray[np.int64]:
    """Ids of the most frequent words that are not in every other document, most frequent first."""
    vocabulary = prepared.vocabulary
    frequency = np.array(vocabulary.document_frequency)
    telling = np.flatnonzero(frequency <= COMMON * vocabulary.documents)
    telling = telling[telling > 1]  # 0 is PAD and 1 is UNK
    order = np.argsort(-frequency[telling], kind="stable")
    return telling[order[:WATCHED]].astype(np.int64)
