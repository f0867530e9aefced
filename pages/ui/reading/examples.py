"""Which example opens: one in which this run shows a difference, and how that was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.budget import SCORES_ONLY
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.reading.text import among_labels
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmlc_core.data.corpus import Document
    from hmlc_core.evaluation.contrast import Contrast, Landings
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.evaluation.predictor import Places
    from hmlc_core.runs.opened import OpenedRun

MOST_TEXTS = 100
"""Texts that are read to find an example, so that a page does not wait long for it."""

Pairs = Callable[[int], Sequence[tuple[str, tuple["Document", "Document"]]]]
"""Gives at most so many words, each with two documents."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A word that two texts share, and what was measured between them; the leads are known."""

    word: str
    contrast: Contrast

    @property
    def leads(self) -> tuple[float, float]:
        """`Contrast.leads`."""
        assert self.contrast.leads is not None, "only words with leads are kept"
        return self.contrast.leads


@dataclass(frozen=True, slots=True, eq=False)
class Landed:
    """Documents that were read to their ends, and where their states stand there."""

    documents: tuple[Document, ...]
    landings: Landings

    @property
    def example(self) -> str:
        """Id of the document whose own labels lead by most."""
        return self.documents[int(self.landings.leads.argmax())].id


def contrast_at(
    places: Places,
    trails: Sequence[NDArray[Any]],
    at: Sequence[int],
    documents: Sequence[Document | None],
) -> Contrast:
    """What a word does to the states of two texts, of which it is word number `at`."""
    from hmlc_core.evaluation.contrast import Contrast, leads

    paths = [np.concatenate([np.zeros_like(trail[:1]), trail]) for trail in trails]
    before, after = (
        np.stack([path[place + n] for path, place in zip(paths, at, strict=True)]) for n in (0, 1)
    )
    labels = [() if document is None else document.labels for document in documents]
    return Contrast(
        before=float(_distances(places, before[:1], before[1:])[0, 0]),
        after=float(_distances(places, after[:1], after[1:])[0, 0]),
        leads=leads(_distances(places, after, places.labels), labels),
    )


@st.cache_resource(show_spinner="Comparing pairs of texts …", max_entries=16)
def tried_words(
    run_id: str, step: int, status: str, *, _opened: OpenedRun, _pairs: Pairs
) -> tuple[Tried, ...]:
    """Words measured between two texts each, as far as these can be compared; none for a run
    without a state."""
    found: list[Tried] = []
    predictor = _opened.predictor
    for word, pair in _pairs(MOST_TEXTS // 2):
        if not found and not predictor.explain(pair[0].text, SCORES_ONLY).ordered:
            break
        read = [_trail(_opened, document) for document in pair]
        if not all(word in words[1:] and words[0] != word for words, _ in read):
            continue  # nothing was read before it
        at, trails = [words.index(word) for words, _ in read], [trail for _, trail in read]
        assert predictor.places is not None, "a method that places words has a space"
        contrast = contrast_at(predictor.places, trails, at, pair)
        if contrast.leads is not None:
            found.append(Tried(word, contrast))
    return tuple(found)


def clearest(tried: Sequence[Tried]) -> Tried | None:
    """The pair in which the smaller of the two leads is largest."""
    return max(tried, key=lambda each: min(each.leads), default=None)


def say_tried(tried: Sequence[Tried], shown: Contrast) -> None:
    """How often states are on their own texts' side in this run, and how often by chance; and
    how the pair that is shown compares with others."""
    from hmlc_core.evaluation.contrast import more_than_chance

    best, count = clearest(tried), len(tried)
    if best is None:
        st.caption(
            "Nothing could be measured for this run: its corpus has no two texts with a word in "
            "common and labels of their own."
        )
        return
    both = sum(min(each.leads) > 0 for each in tried)
    together = sum(sum(each.leads) > 0 for each in tried)
    counts = (
        f"Measured in this run: {counted(count, 'word')}, each with the two texts that it opens "
        f"with. In **{together} of {count}** the two states, taken together, are nearer to their "
        f"own texts' labels than to each other's; by chance it would be {count / 2:g}."
    )
    if more_than_chance(together, count):
        verdict = "That is more than chance would give (two standard deviations)."
    else:
        verdict = "**That is no more than chance would give: this run shows no difference.**"
    alone = f"In {both} this holds for each of the two."
    if both:
        opens = f"The page opens with “{escape(best.word, 40)}”, where both are so by most."
    else:
        opens = f"The page opens with “{escape(best.word, 40)}”, where least is missing."
    smaller = sum(each.contrast.ratio < shown.ratio for each in tried)
    ratio = (
        f"After this word the states are {shown.ratio:.2f} times as far apart as before it: more "
        f"than for {smaller} of the {count} words."
    )
    st.caption(f"{counts} {verdict} {alone} {opens} {ratio}")


@st.cache_resource(show_spinner="Reading some texts …", max_entries=16)
def landed(run_id: str, step: int, status: str, split: str, *, _opened: OpenedRun) -> Landed | None:
    """The first documents of a split that have words and labels; None where fewer than two have,
    or the run has no state."""
    from hmlc_core.evaluation.contrast import landings

    words = _opened.prepared.tokenize
    fit = (each for each in _opened.corpus.split(split) if each.labels and words(each.text, 1))
    documents = tuple(document for document, _ in zip(fit, range(MOST_TEXTS), strict=False))
    predictor = _opened.predictor
    if len(documents) < 2 or not predictor.explain(documents[0].text, SCORES_ONLY).ordered:
        return None
    last = np.stack([_trail(_opened, document)[1][-1] for document in documents])
    assert predictor.places is not None, "a method that places words has a space"
    away = _distances(predictor.places, last, predictor.places.labels)
    return Landed(documents, landings(away, [document.labels for document in documents]))


def say_landed(found: Landed, explanation: Explanation, document: Document | None) -> None:
    """Where the state ends in this text, and how well ends fit their texts in this run."""
    if document is not None and document.labels:
        others = [each for each in found.documents if each.id != document.id]
        last = -among_labels(explanation)[1][:, -1]
        own = float(last[list(document.labels)].mean())
        further = sum(float(last[list(each.labels)].mean()) > own for each in others)
        st.markdown(
            "After the last word the state is nearer to this text's labels (mean distance "
            f"{own:.2f}) than to those of **{further} of {len(others)}** other texts."
        )
    count, passed = len(found.documents), float(found.landings.passed.mean())
    if found.landings.more_than_chance():
        verdict = "That is more than chance would give (two standard deviations)."
    else:
        verdict = "**That is no more than chance would give: trails do not lead to labels here.**"
    st.caption(
        f"Measured in this run: at the ends of the first {count} texts the state is nearer to "
        f"their own labels than to those of {passed:.1f} of the {count - 1} others on average; by "
        f"chance it would be {(count - 1) / 2:g}. {verdict} The page opens with the text whose "
        "labels lead by most."
    )


def run_key(run: Run) -> tuple[str, int, str]:
    """What a measurement of a run is kept under."""
    return run.id, run.step, run.status


def _trail(opened: OpenedRun, document: Document) -> tuple[list[str], NDArray[Any]]:
    """The words of a document, as far as they are read, and the state after each."""
    trail = opened.predictor.trail(document.text)
    assert trail is not None, "a method that places words has a trail"
    return opened.prepared.tokenize(document.text, len(trail)), trail


def _distances(places: Places, points: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """(n, m) from points (n, width) to others (m, width)."""
    import torch

    pair = (torch.tensor(np.asarray(each, dtype=np.float64)) for each in (points, others))
    found: NDArray[Any] = places.geometry.pairwise(*pair).numpy()
    return found
