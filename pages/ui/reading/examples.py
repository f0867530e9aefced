"""Which example opens: one in which this run shows a difference, and how that was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.reading.text import among_labels
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Document
    from hmlc_core.evaluation.contrast import Contrast, Landings
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.runs.opened import OpenedRun
    from pages.ui.reading.trajectory import Distance

MOST_TEXTS, FEWEST_TEXTS = 40, 8
"""Texts that are read to find an example;"""
CELLS = 120_000_000
"""fewer where reading them takes more than so many numbers: words² × labels for each text."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Two texts that share a word, and what was measured between them."""

    word: str
    contrast: Contrast


@dataclass(frozen=True, slots=True, eq=False)
class Landed:
    """Documents that were read to their ends, and where their states stand there."""

    documents: tuple[Document, ...]
    landings: Landings

    @property
    def example(self) -> str:
        """Id of the document whose own labels lead by most."""
        return self.documents[int(self.landings.leads.argmax())].id


def texts_to_read(opened: OpenedRun) -> int:
    """How many texts a search for an example may read."""
    words, labels = opened.experiment.corpus.max_words, len(opened.corpus.graph)
    return max(FEWEST_TEXTS, min(MOST_TEXTS, CELLS // max(1, words * words * labels)))


def contrast_at(
    word: str,
    reads: Sequence[Explanation],
    documents: Sequence[Document | None],
    distance: Distance,
) -> Contrast:
    """What the word does to the states of two texts; labels only of documents that have some."""
    from hmlc_core.evaluation.contrast import Contrast, leads

    at = [read.words.index(word) for read in reads]
    trails = [among_labels(read)[0] for read in reads]
    paths = [np.concatenate([np.zeros_like(trail[:1]), trail]) for trail in trails]
    before, after = (
        float(distance(*(path[place + n][None] for path, place in zip(paths, at, strict=True)))[0])
        for n in (0, 1)
    )
    labels = [() if document is None else document.labels for document in documents]
    return Contrast(before, after, leads(reads, at, labels))


@st.cache_resource(
    show_spinner="Looking for a word that this run reads in two ways …", max_entries=16
)
def tried_words(
    run_id: str,
    step: int,
    status: str,
    *,
    _opened: OpenedRun,
    _pairs: Callable[[int], Sequence[tuple[str, tuple[Document, Document]]]],
    _distance: Distance,
) -> tuple[Tried, ...]:
    """Words measured between two texts each, as far as these can be compared; none for a run
    without a state. _pairs: gives so many of them."""
    found = []
    for word, pair in _pairs(texts_to_read(_opened) // 2):
        reads = [_opened.predictor.explain(document.text) for document in pair]
        if not all(
            read.ordered and word in read.words[1:] and read.words[0] != word for read in reads
        ):
            continue  # nothing was read before it
        contrast = contrast_at(word, reads, pair, _distance)
        if contrast.leads is not None and contrast.before > 0:
            found.append(Tried(word, contrast))
    return tuple(found)


def clearest(tried: Sequence[Tried]) -> Tried | None:
    """The pair in which the smaller of the two leads is largest."""
    return max(tried, key=lambda each: each.contrast.lead, default=None)


def say_tried(tried: Sequence[Tried]) -> None:
    """How often states are on their own text's side in this run, and how often by chance."""
    from hmlc_core.evaluation.contrast import more_than_chance

    best = clearest(tried)
    if best is None:
        st.caption("This corpus has no two texts with a word in common and labels of their own.")
        return
    right = sum(min(each.contrast.leads or (0, 0)) > 0 for each in tried)
    wrong = sum(max(each.contrast.leads or (0, 0)) < 0 for each in tried)
    counts = (
        f"{counted(len(tried), 'word')} of this run were tried, each with the two texts that it "
        f"opens with. For **{right}** both states are nearer to their own text's labels, for "
        f"{wrong} both are nearer to the other's; states that say nothing about their texts would "
        "do either equally often."
    )
    if not right:
        verdict = "**So no pair shows that this run reads a word by its text.**"
    elif not more_than_chance(right, wrong):
        verdict = "**That is no more than chance would give: do not read much into an example.**"
    else:
        verdict = "That is more than chance would give (two standard deviations)."
    opens = f"The page opens with “{escape(best.word, 40)}”, where the smaller lead is largest."
    st.markdown(f"{counts} {verdict} {opens}")


@st.cache_resource(show_spinner="Looking for a text that this run reads well …", max_entries=16)
def landed(run_id: str, step: int, status: str, split: str, *, _opened: OpenedRun) -> Landed | None:
    """The first documents of a split that have words and labels; None where fewer than two have."""
    from hmlc_core.data.text import tokenize
    from hmlc_core.evaluation.contrast import landings

    most = texts_to_read(_opened)
    fit = (each for each in _opened.corpus.split(split) if each.labels and tokenize(each.text))
    documents = tuple(document for document, _ in zip(fit, range(most), strict=False))
    if len(documents) < 2:
        return None
    reads = [_opened.predictor.explain(document.text) for document in documents]
    if not all(read.ordered for read in reads):
        return None
    return Landed(documents, landings(reads, [document.labels for document in documents]))


def say_landed(found: Landed, explanation: Explanation, document: Document | None) -> None:
    """Where the state ends in this text, and in how many of the texts that were tried it fits."""
    others = [each for each in found.documents if document is None or each.id != document.id]
    if document is not None and document.labels:
        from hmlc_core.evaluation.contrast import nearness

        last = -nearness(explanation)[:, -1]
        own = float(last[list(document.labels)].mean())
        further = sum(float(last[list(each.labels)].mean()) > own for each in others)
        st.markdown(
            f"After the last word the state is nearer to this text's labels (mean distance "
            f"{own:.2f}) than to those of **{further} of {len(others)}** other texts."
        )
    count, passed = len(found.documents), found.landings.passed
    said = (
        f"Of the {count} texts tried, a state passes {passed.mean():.1f} of {count - 1} on "
        f"average; one that says nothing about its text would pass {(count - 1) / 2:.1f}."
    )
    if found.landings.more_than_chance():
        said += " That is more than chance would give."
    else:
        said += " That is no more than chance would give: in this run trails do not lead to labels."
    st.caption(f"{said} The page opens with the text whose labels lead by most.")


def run_key(run: Run) -> tuple[str, int, str]:
    """What a measurement of a run is kept under."""
    return run.id, run.step, run.status
