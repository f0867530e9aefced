"""The same word in two texts: where the state stands after it, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.disk.empty import empty
from pages.ui.reading import measuring
from pages.ui.reading import text as reading
from pages.ui.reading.disk import Read, reading_disk, say_unordered
from pages.ui.reading.examples import (
    Tried,
    clearest,
    contrast_at,
    run_key,
    say_tried,
    tried_words,
)
from pages.ui.reading.labels import judged, labels_beside
from pages.ui.reading.word_contexts import SIDES, opening_pairs, pick_documents
from pages.ui.run.projection_choice import pick_picture
from pages.ui.shell import state
from pages.ui.shell.marked_text import pointed
from pages.ui.shell.pickers import choose
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.contrast import Contrast
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.evaluation.predictor import Places
    from hmlc_core.runs.opened import OpenedRun

NEAREST = 5


def contexts_of_a_word(run: Run, opened: OpenedRun, places: Places, stage: DeltaGenerator) -> None:
    """Choose a word and two texts, and compare."""
    own = reading.pick_source() == reading.OWN

    def example() -> str | None:
        best = clearest(_tried(run, opened))
        return None if best is None else best.word

    found = _own_texts(opened) if own else pick_documents(run, opened.prepared, example)
    if found is None:
        with stage:
            empty("Choose a word that two texts share.")
        return
    word, texts = found
    reads = [measuring.read(run, opened, text.text) for text in texts]
    say_unordered(reads[0])
    late = {
        side: len(read.words)
        for side, read in zip(SIDES, reads, strict=True)
        if word not in read.words
    }
    if late:
        st.info(
            f"{' and '.join(late)} text: “{escape(word, 40)}” comes after the first "
            f"{max(late.values())} words, which are all that this run reads. Choose another text.",
            icon=":material/content_cut:",
        )
        with stage:
            empty("Choose two texts that are read as far as the word.")
        return
    at = [read.words.index(word) for read in reads]
    verdicts = [
        judged(opened, read, text.document) for read, text in zip(reads, texts, strict=True)
    ]
    picture = pick_picture(run)
    with stage:
        reading_disk(
            run,
            places,
            [
                Read(f"{side.lower()} text", read, place + 1, verdict)
                for side, read, place, verdict in zip(SIDES, reads, at, verdicts, strict=True)
            ],
            picture=picture,
            title=f"Two texts on their way to the word {word}",
            key="contexts",
        )
    if reads[0].ordered:
        documents = [text.document for text in texts]
        trails = [reading.among_labels(read)[0] for read in reads]
        contrast = contrast_at(places, trails, at, documents)
        _apart(word, contrast)
    measured = st.container()  # filled last, for it may take a while
    for side, read, place, verdict in zip(SIDES, reads, at, verdicts, strict=True):
        _side(side, read, place)
        labels_beside(opened, read, verdict)
        _nearest(opened, side, read, place)
    if reads[0].ordered and not own:
        with measured:
            say_tried(_tried(run, opened), contrast)


def _own_texts(opened: OpenedRun) -> tuple[str, list[reading.Text]] | None:
    tokenize = opened.prepared.tokenize
    first = reading.own_text("own first", "First text")
    second = reading.own_text("own second", "Second text")
    if first is None or second is None:
        return None
    others = set(tokenize(second.text))
    shared = [word for word in dict.fromkeys(tokenize(first.text)) if word in others]
    if not shared:
        st.info("The two texts have no word in common.", icon=":material/join_inner:")
        return None
    longest = max(shared, key=len)  # short words are seldom telling
    word = choose("Word they share", state.WORD, shared, default=longest)
    return None if word is None else (word, [first, second])


def _tried(run: Run, opened: OpenedRun) -> tuple[Tried, ...]:
    """Words of this run, each measured between the two texts that it opens with."""
    return tried_words(
        *run_key(run),
        _opened=opened,
        _pairs=lambda most: opening_pairs(run, opened.prepared, most),
    )


def _apart(word: str, contrast: Contrast) -> None:
    """How far apart the two states are after the word, beside how far they were before it."""
    said = (
        f"After “{escape(word, 40)}” the two states are **{contrast.after:.2f}** apart; before it "
        f"they were {contrast.before:.2f} apart. The plain word vector is the same point in both: "
        "what differs is what was read before."
    )
    if contrast.leads is not None:
        ways = [
            f"**{abs(lead):.2f} {'nearer' if lead > 0 else 'further'}**" for lead in contrast.leads
        ]
        said += (
            " Of the labels that only one of the texts has, its own are on average "
            f"{ways[0]} than the other's for the first state, and {ways[1]} for the second."
        )
    st.markdown(said)


def _side(side: str, explanation: Explanation, place: int) -> None:
    names = reading.shown_words(explanation)
    st.markdown(f"**{side} text**, word {place + 1} of {len(names)}")
    pointed(names, place)


def _nearest(opened: OpenedRun, side: str, explanation: Explanation, place: int) -> None:
    graph = opened.corpus.graph
    scores = reading.among_labels(explanation)[1][:, place]
    near = np.argsort(-scores, kind="stable")[:NEAREST].tolist()
    st.dataframe(
        {
            "nearest labels": [graph.display(label) for label in near],
            "distance": -scores[near],
        },
        hide_index=True,
        column_config={"distance": st.column_config.NumberColumn(format="%.2f", width=80)},
        alt=f"Nearest labels after the word in the {side.lower()} text.",
    )
