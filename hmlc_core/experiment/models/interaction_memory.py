"""Memory that the scores of one HyperIM training step take, computed from settings and sizes.

A step compares each word of its documents with each label that it scores (Eq. 6, 7). What it holds
for such a triple depends on the head and on who computes: `HELD` was measured, and
`python -m benchmarks all --cases interaction_memory` measures beside it anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmlc_core.experiment.models.base import StepSizes
from hmlc_core.experiment.training import Training

if TYPE_CHECKING:
    from hmlc_core.experiment.models.hyperim import HyperIM


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
    ("position", "torch"): Held(2.5, 0, 2.3),
    ("sorted", "compiled"): Held(2.3, 9, 0.7),
    ("sorted", "torch"): Held(3.1, 9, 2.0),
    ("pooled", "torch"): Held(3.1, 0, 4.2),
}
"""(head, who computes) -> what is held; the compiled pooled head keeps no score of a word."""

PER_LABEL = 15
"""Numbers for each document and label, whatever the words: logits, truth and their gradients."""


def interaction_memory(settings: HyperIM, training: Training, step: StepSizes) -> dict[str, int]:
    """Choice of `interaction` -> bytes of the largest step's scores."""
    labels = {
        "full": step.labels,
        "sampled": min(step.labels, step.own + settings.negatives),
        "batch_union": step.own,
    }
    each = PER_LABEL * _bytes(training) + step_words(settings, step) * _per_word(settings, training)
    return {choice: round(step.documents * count * each) for choice, count in labels.items()}


def step_words(settings: HyperIM, step: StepSizes) -> int:
    """Words of a document that are scored: of the longest, or all that may be read."""
    return step.most_words if settings.released.padding_is_a_word else step.words


def _per_word(settings: HyperIM, training: Training) -> float:
    """Bytes for a document, word and label."""
    released, head = settings.released, settings.head
    ordinary = not (released.inverting_projection or released.rescaled_product_matrix)
    compiled = training.kernels != "torch" and ordinary
    if compiled and head == "pooled" and not released.positive_distance:
        return 0.0
    who = "compiled" if compiled and head != "pooled" else "torch"
    held = HELD[head, who]
    branches = 2 if settings.encoder == "gru+word" else 1
    return branches * (held.kept * _bytes(training) + held.indices) + held.once * _bytes(training)


def _bytes(training: Training) -> int:
    return 4 if training.dtype == "float32" else 8
