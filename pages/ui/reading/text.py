"""A text, and how the method of a run reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.shipped import program
from hmlc_core.wording import counted
from pages.ui.shell import resources, state
from pages.ui.shell.pickers import choose, pick_document
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus, Document
    from hmlc_core.evaluation.explain import Explanation, Numbers
    from hmlc_core.runs.opened import OpenedRun

DOCUMENT, OWN = "A document", "Your own text"
SPLITS = {
    "test": "test documents (the model never saw them)",
    "dev": "development documents (training is judged by them)",
    "train": "training documents (the model learned from them)",
}
EXAMPLE = "Type or paste a text, for instance: The bank raised its interest rate after the crisis."
MOST_NAMED = 8
DRAWN = 500
"""Words of a text that are drawn one by one; more would make the browser slow."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is read; `document` is None for a text of the reader's own."""

    text: str
    document: Document | None = None


def reads_words(opened: OpenedRun) -> bool:
    """Whether the run reads words; says so where it reads vectors instead."""
    if not opened.prepared.vectors:
        return True
    st.info(
        "This run reads each document as a vector of "
        f"{counted(opened.prepared.vectors, 'number')}. Coordinates have no words, so there is "
        "none whose part in a label could be shown, and none with a place of its own. Its scores "
        f"are on the page Runs, and `{program()} predict` labels other vectors.",
        icon=":material/block:",
    )
    return False


def follows_words(run: Run) -> bool:
    """Whether the run's method places words among the labels."""
    wanted = {"words", "places"}
    return run.experiment is not None and wanted <= run.experiment.model.capabilities


def places_words(run: Run) -> bool:
    """Whether the run's method gives words places of their own, among labels or alone."""
    return run.experiment is not None and "words" in run.experiment.model.capabilities


def ended(run: Run) -> bool:
    """Whether nothing trains it now, so that what it has learned is there and stays."""
    return run.status not in ACTIVE


def open_run(run: Run) -> OpenedRun | None:
    """The run with what it has learned, and a sentence when training may still change that.

    None, with a sentence, where it is at work and has learned nothing yet.
    Raises `StoreError`, `DataError` or `TrainingError` when there is nothing to be had.
    """
    opened = resources.opened(run)
    if run.status in ACTIVE and not opened.trained:
        _look_again("This run has only begun: it has learned nothing yet that could be shown here.")
        return None
    _ = opened.predictor  # what it raises is all that the page then says
    if run.status in ACTIVE:
        _look_again("This run is still training. Shown is what it has learned so far, at its best.")
    return opened


def _look_again(said: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(said, icon=":material/pending:", width="stretch")
        st.button("Look again", icon=":material/refresh:")


def pick_text(
    opened: OpenedRun, example: Callable[[str], str | None] = lambda split: None
) -> Text | None:
    """A document of the corpus or a text of the reader's own; None, with a hint, without one, and
    for one that has no words.

    example: id of the document of a split to begin with; asked while none was chosen.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width="content"):
            source = pick_source()
        split = "" if source == OWN else pick_split(opened.corpus)
    if source == OWN:
        text = own_text("own text", "Text")
        return text if text is not None and has_words(opened, text.text, "This text") else None
    fresh = state.get(state.DOCUMENT) is None
    document = pick_document(opened.corpus.split(split), default=example(split) if fresh else None)
    if document is None or not has_words(opened, document.text, "This document"):
        return None
    return Text(document.text, document)


def has_words(opened: OpenedRun, text: str, subject: str) -> bool:
    """Whether there is anything to read for the run; says so where there is not."""
    if opened.prepared.tokenize(text, 1):
        return True
    what = "has no words, only signs" if text.strip() else "is empty"
    st.info(
        f"{subject} {what}: there is nothing that a method could read, and no word that could pull "
        "to a label. Choose another.",
        icon=":material/draft:",
    )
    return False


def pick_source() -> str:
    """Where texts come from: `DOCUMENT` or `OWN`."""
    source: str = st.segmented_control(
        "Source",
        [DOCUMENT, OWN],
        default=DOCUMENT,
        required=True,
        key="source",
        bind="query-params",
        label_visibility="collapsed",
    )
    return source


def pick_split(corpus: Corpus) -> str:
    """A part of the corpus that has documents, unseen ones first."""
    there = [split for split in SPLITS if corpus.split(split)]
    return choose("From", state.SPLIT, there, show=lambda split: SPLITS[split]) or "train"


def own_text(key: str, label: str) -> Text | None:
    """A text that is typed; None, with a hint, while there is none."""
    typed = st.text_area(
        label, key=key, persist_state="session", placeholder=EXAMPLE, height=110
    ).strip()
    if not typed:
        st.caption("The text is read when you leave the field or press Ctrl + Enter.")
        return None
    return Text(typed)


def shown_words(explanation: Explanation, count: int | None = None) -> list[str]:
    """The (first `count`) words as pages write them: an asterisk marks the unknown ones."""
    unknown = explanation.unknown
    return [f"{word}*" if word in unknown else word for word in explanation.words[:count]]


def shown_part(words: Sequence[str]) -> int:
    """How many of the words can be drawn one by one; says so where it is not all of them."""
    if len(words) > DRAWN:
        st.caption(f"Drawn are the first {DRAWN:,} of {len(words):,} words.")
    return min(len(words), DRAWN)


def among_labels(explanation: Explanation) -> tuple[Numbers, Numbers]:
    """Trail (T, width) and scores (C, T) of a method that places words among the labels."""
    trail, scores = explanation.trail, explanation.scores
    assert trail is not None, "a method that places words has a trail"
    assert scores is not None, "a method that places words has scores"
    return trail, scores


def remarks(opened: OpenedRun, text: str, explanation: Explanation) -> None:
    """What a reader must know: words left out, and words the method does not know."""
    limit = opened.experiment.corpus.max_words
    read, total = len(explanation.words), len(opened.prepared.tokenize(text))
    if read < total:
        why = f" (`corpus.max_words` = {limit})" if read == limit else ""
        st.caption(f"Only the first {read:,} of {total:,} words are read, as in training{why}.")
    unknown = [word for word in dict.fromkeys(explanation.words) if word in explanation.unknown]
    if len(unknown) == len(set(explanation.words)):
        st.info(
            "The method knows none of these words, and any other text of unknown words would get "
            "much the same labels: they say nothing about this one.",
            icon=":material/help:",
        )
    elif unknown:
        named = ", ".join(escape(word, 30) for word in unknown[:MOST_NAMED])
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        st.caption(
            f"\\* unknown to the method, since training had too few of it: {named}{more}. "
            "All unknown words are the same to it."
        )
