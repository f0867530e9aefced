"""One explained prediction: where a document's words went, and what they did for each label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import unmeasured
from hmlc_core.evaluation.ranking import top_labels
from hmlc_core.wording import counted

Numbers = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Explanation:
    """How a method read a document of T words, with C labels in `width` coordinates.

    words: the T words as they were read.
    unknown: those of them that the method does not know, and reads all alike.
    logits: (C,) scores of the labels, as contributions add to them. probabilities: (C,), or None
        of a method that has none. scale: what they are, where they were not learned as
        probabilities.
    contributions: (C, T) what a label's logit loses when the word is masked; > 0 speaks for the
        label, NaN where that was not measured. meaning: in sentences, what is masked and what
        stays.
    word_points: (T, width) plain word vectors, before any context.
    trail: (T, width) what is compared with the labels: encoder states, or `word_points` again.
    scores: (C, T) −distance between each label and each point of the trail.
    attention: name of a level -> (T,) weights of the words, summing to 1.
    ordered: the trail is a state that moves from word to word.
    notes: what else a reader must know, in sentences.

    `word_points`, `trail` and `scores` are None for a method that compares only whole documents
    with labels, `attention` for one without any.
    """

    words: tuple[str, ...]
    logits: Numbers
    probabilities: Numbers | None
    contributions: Numbers
    meaning: str
    word_points: Numbers | None = None
    trail: Numbers | None = None
    scores: Numbers | None = None
    attention: Mapping[str, Numbers] | None = None
    ordered: bool = False
    scale: str = "probability"
    unknown: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def unmeasured(self) -> int:
        """How many words nobody has measured yet."""
        return int(unmeasured(self.contributions).sum())


def not_measured(explanation: Explanation) -> str:
    """How many words have no contribution because there was no time for it, in a sentence; empty
    where all have."""
    missing, total = explanation.unmeasured, len(explanation.words)
    if not missing:
        return ""
    return (
        f"What words do was measured for {total - missing:,} of {counted(total, 'word')}, in "
        "reading order, since each means scoring the text again. The others were not measured: "
        "that they have no contribution does not mean that they do nothing."
    )


def ranked_by(explanation: Explanation) -> Numbers:
    """(C,) what labels are ordered by: probabilities, or scores of a method that has none."""
    found = explanation.probabilities
    return explanation.logits if found is None else found


def predicted_labels(explanation: Explanation, k: int = 5) -> NDArray[np.int64]:
    """The k labels with the highest scores, best first (fewer where there are fewer labels)."""
    labels: NDArray[np.int64] = top_labels(ranked_by(explanation)[None], k)[0]
    return labels


def weighty_words(explanation: Explanation, label: int, k: int = 10) -> NDArray[np.int64]:
    """Positions of the k words that move a label's logit most, up or down, strongest first, as far
    as they were measured."""
    places = np.flatnonzero(~unmeasured(explanation.contributions))
    moves = np.abs(explanation.contributions[label, places])
    words: NDArray[np.int64] = places[top_labels(moves[None], k)[0]]
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
