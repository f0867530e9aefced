"""One explained prediction: where a document's words went, and what they did for each label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.ranking import top_labels

Numbers = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Explanation:
    """How a model read a document of T words, with C labels in `dim` coordinates.

    words: the T words as the model saw them.
    word_points: (T, dim) plain word vectors, before any context.
    trail: (T, dim) what is compared with the labels: encoder states, or `word_points` again.
    scores: (C, T) −distance between each label and each point of the trail.
    logits, probabilities: (C,) the prediction.
    contributions: (C, T) what each word adds to each label's logit; > 0 speaks for the label.

    `word_points`, `trail` and `scores` are None for a model that compares only whole documents
    with labels.
    """

    words: tuple[str, ...]
    word_points: Numbers | None
    trail: Numbers | None
    scores: Numbers | None
    logits: Numbers
    probabilities: Numbers
    contributions: Numbers


def predicted_labels(explanation: Explanation, k: int = 5) -> NDArray[np.int64]:
    """The k most probable labels, best first (fewer where there are fewer labels)."""
    labels: NDArray[np.int64] = top_labels(explanation.probabilities[None], k)[0]
    return labels


def weighty_words(explanation: Explanation, label: int, k: int = 10) -> NDArray[np.int64]:
    """Positions of the k words that move a label's logit most, up or down, strongest first."""
    words: NDArray[np.int64] = top_labels(np.abs(explanation.contributions[label])[None], k)[0]
    return words


def nearest_labels(explanation: Explanation, k: int = 3) -> NDArray[np.int64]:
    """Labels nearest to each point of the trail, (T, k), nearest first."""
    assert explanation.scores is not None, "only models that compare words with labels have scores"
    return top_labels(explanation.scores.T, k)


def displacements(
    explanation: Explanation, distance: Callable[[Numbers, Numbers], Numbers]
) -> Numbers:
    """(T,) how far each word moved the trail, which sets out from the origin.

    distance: of the model's geometry, from points (T, dim) to points (T, dim), giving (T,).
    """
    trail = explanation.trail
    assert trail is not None, "only models that compare words with labels have a trail"
    before = np.concatenate([np.zeros_like(trail[:1]), trail[:-1]])
    return distance(before, trail)
