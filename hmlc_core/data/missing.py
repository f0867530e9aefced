"""Labels that an annotator forgot: HiddeN's Setting 1 for any corpus.

Chatterjee et al. (EACL 2021, §4.1): with probability p a document loses one of its labels,
drawn uniformly. A document with a single label keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hmlc_core.data.corpus import Document


def forget(
    documents: Sequence[Document], share: float, random: np.random.Generator
) -> tuple[Document, ...]:
    """The documents, each of which has lost one of its labels with probability `share`."""
    unlucky = random.random(len(documents)) < share
    lost = random.random(len(documents))
    return tuple(
        _without(document, int(place * len(document.labels)))
        if hit and len(document.labels) > 1
        else document
        for document, hit, place in zip(documents, unlucky, lost, strict=True)
    )


def _without(document: Document, number: int) -> Document:
    kept = document.labels[:number] + document.labels[number + 1 :]
    return replace(document, labels=kept)
