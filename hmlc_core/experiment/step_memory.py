"""Memory that comparing words with labels takes in a training step, computed from sizes.

What a step holds for a document, word and label depends on the head and on who computes: `HELD`
was measured, and `python -m benchmarks all --cases interaction_memory` measures it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSizes:
    """The largest training step on a corpus.

    documents: of a batch. words: of the longest document that is read. most_words: that would be
    read of a longer one. labels: of the corpus. own: those that some document of a batch has.
    of_document: those that one document has.
    """

    documents: int
    words: int
    most_words: int
    labels: int
    own: int
    of_document: int


class Held(NamedTuple):
    """What is held at the peak for a document, word and label.

    kept: numbers of each branch of the encoder, until the backward pass. indices: bytes beside
    them. once: numbers of the branch that is at work.
    """

    kept: float
    indices: float
    once: float


HELD = {
    ("position", "compiled"): Held(1.6, 0, 1.1),
    ("position", "torch"): Held(2.4, 0, 1.4),
    ("sorted", "compiled"): Held(1.6, 9, 1.4),
    ("sorted", "torch"): Held(2.6, 9, 1.4),
    ("pooled", "compiled"): Held(0, 0, 0),  # no score of a word outlives its row
    ("pooled", "torch"): Held(3.1, 0, 3.2),
}
"""(head, who computes) -> what is held."""

PER_LABEL = 15
"""Numbers for each document and label, whatever the words: logits, truth and their gradients."""


def score_memory(
    labels: int, step: StepSizes, *, head: str, compiled: bool, branches: int, number: int
) -> int:
    """Bytes of the scores of a step that compares its words with so many labels.

    branches: of the encoder, each compared with them. number: bytes of one.
    """
    held = HELD[head, "compiled" if compiled else "torch"]
    per_word = branches * (held.kept * number + held.indices) + held.once * number
    return round(step.documents * labels * (PER_LABEL * number + step.words * per_word))
