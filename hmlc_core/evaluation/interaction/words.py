"""Whether words that carry no topic lie nearer the centre than those that do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from hmlc_core.data.text import SPECIAL, Vocabulary
from hmlc_core.evaluation.interaction.finding import Finding
from hmlc_core.evaluation.interaction.ranks import DRAWS, share_before, spread
from hmlc_core.evaluation.predictor import Places

SEEN = 5
"""Training documents with a word, at least: a rarer one lies about where it started."""

FEWEST = 5
"""Words of either kind, at least."""

COMMON = 0.5
"""Share of the training documents from which on a word stands in for a function word."""

_TITLE = "Function words near the centre"
_COMMON_TITLE = "Most common words near the centre"


def function_words(vocabulary: Vocabulary, places: Places, random: np.random.Generator) -> Finding:
    """Function words against all others, by distance from the space's centre.

    Function words are those of scikit-learn's English list. Where the corpus has hardly any, the
    words of half of its documents stand in for them, and the finding says so.
    """
    if places.words is None:
        return _undefined("This method places no words.")
    frequency = np.array(vocabulary.document_frequency)
    judged = np.flatnonzero(frequency >= SEEN)
    judged = judged[judged >= len(SPECIAL)]
    english = np.isin(judged, on_english_list(vocabulary.words))
    common = frequency[judged] >= COMMON * vocabulary.documents
    if _enough(english):
        return _finding(places, judged, english, random, "function", _TITLE)
    if _enough(common):
        return _finding(places, judged, common, random, "common", _COMMON_TITLE)
    return _undefined(
        f"Of the words in at least {SEEN} training documents, {english.sum()} are English function "
        f"words and {common.sum()} stand in half of the documents: fewer than {FEWEST}, or too "
        "few others."
    )


def _enough(kind: NDArray[np.bool_]) -> bool:
    """Whether there are words of the kind, and others, to compare."""
    return FEWEST <= int(kind.sum()) <= len(kind) - FEWEST


def on_english_list(words: Sequence[str]) -> list[int]:
    """Numbers of the words that are on scikit-learn's list of English function words."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return [number for number, word in enumerate(words) if word in ENGLISH_STOP_WORDS]


def _finding(
    places: Places,
    judged: NDArray[np.int64],
    member: NDArray[np.bool_],
    random: np.random.Generator,
    kind: str,
    title: str,
) -> Finding:
    assert places.words is not None, "asked before"
    ranks = rankdata(_from_centre(places)[judged])
    members, total = int(member.sum()), len(ranks)
    sums = [random.permutation(ranks)[:members].sum() for _ in range(DRAWS)]
    source = (
        "scikit-learn's English list"
        if kind == "function"
        else "words of at least half of the training documents, for want of function words"
    )
    return Finding(
        title=title,
        measure=f"of pairs of a {kind} word and another have the {kind} one nearer the centre",
        value=float(share_before(ranks[member].sum(), members, total)),
        chance=spread(share_before(np.array(sums), members, total)),
        on=f"Measured on {members:,} {kind} words ({source}) and {total - members:,} others, each "
        f"in at least {SEEN} training documents.",
    )


def _from_centre(places: Places) -> NDArray[np.float64]:
    """(vocabulary,) distances of words from the centre that labels have."""
    import torch

    labels, words = (
        torch.tensor(np.asarray(points, dtype=np.float64))
        for points in (places.labels, places.words)
    )
    found: NDArray[np.float64] = places.geometry.distance(
        words, places.geometry.centre(labels)
    ).numpy()
    return found


def _undefined(reason: str) -> Finding:
    return Finding(title=_TITLE, reason=reason)
