"""The same word in two texts: where the state stands after it, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.disk.empty import empty
from pages.ui.reading import text as reading
from pages.ui.reading.disk import Read, reading_disk, say_unordered
from pages.ui.reading.trajectory import Distance, distance_in
from pages.ui.run.projection_choice import pick_ball
from pages.ui.shell import state
from pages.ui.shell.marked_text import pointed
from pages.ui.shell.pickers import choose, pick_word
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.data.corpus import Document
    from hmlc_core.data.prepare import Prepared
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.evaluation.predictor import Places
    from hmlc_core.runs.opened import OpenedRun

BUNDLED = "newsroom"
NEAREST = 5
MOST_DOCUMENTS = 100
SIDES = ("First", "Second")


@dataclass(frozen=True, slots=True)
class Context:
    """Documents in which a word occurs, and the meaning it has there, where that is known."""

    meaning: str
    documents: tuple[Document, ...]


def contexts_of_a_word(run: Run, opened: OpenedRun, places: Places, stage: DeltaGenerator) -> None:
    """Choose a word and two texts, and compare."""
    own = reading.pick_source() == reading.OWN
    found = _own_texts() if own else _documents(run, opened.prepared)
    if found is None:
        with stage:
            empty("Choose a word that two texts share.")
        return
    word, texts = found
    reads = [reading.read(run, opened, text) for text in texts]
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
    ball = pick_ball(run)
    with stage:
        reading_disk(
            run,
            places,
            [
                Read(f"{side.lower()} text", read, place + 1)
                for side, read, place in zip(SIDES, reads, at, strict=True)
            ],
            ball=ball,
            title=f"Two texts on their way to the word {word}",
            key="contexts",
        )
    if reads[0].ordered:
        st.caption("Solid: the way through the first text; dashed: through the second.")
        _apart(word, reads, at, distance_in(places.geometry))
    for side, read, place in zip(SIDES, reads, at, strict=True):
        _side(opened, side, read, place)


def _own_texts() -> tuple[str, list[str]] | None:
    from hmlc_core.data.text import tokenize

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
    return None if word is None else (word, [first.text, second.text])


def _documents(run: Run, prepared: Prepared) -> tuple[str, list[str]] | None:
    meanings = _meanings(run.id, _prepared=prepared) if prepared.corpus.name == BUNDLED else {}
    if meanings:
        word = choose("Word with several meanings", state.WORD, sorted(meanings), default="bank")
    else:
        word = pick_word(prepared.vocabulary.words[2:], default=_telling(prepared))
    if word is None:
        return None
    contexts = meanings.get(word) or [Context("", documents_with(prepared, word))]
    if sum(len(context.documents) for context in contexts) < 2:
        st.info(
            f"Fewer than two documents have the word “{escape(word, 40)}”.",
            icon=":material/search_off:",
        )
        return None
    texts = []
    for number, (side, column) in enumerate(zip(SIDES, st.columns(2, gap="small"), strict=True)):
        with column:
            texts.append(_pick(side, word, contexts, number))
    return word, [document.text for document in texts]


def _pick(side: str, word: str, contexts: Sequence[Context], number: int) -> Document:
    """The document of one side; by default the two sides differ in the word's meaning."""
    context = contexts[0]
    if len(contexts) > 1:
        context = contexts[
            st.selectbox(
                f"{side} meaning",
                range(len(contexts)),
                number,
                format_func=lambda n: contexts[n].meaning,
                key=f"meaning {side} {word}",
            )
        ]
    documents = context.documents[:MOST_DOCUMENTS]
    document: Document = st.selectbox(
        f"{side} text",
        documents,
        _another(documents) if number and len(contexts) == 1 else 0,
        format_func=lambda item: f"{item.id} · {' '.join(item.text.split())[:70]}",
        key=f"text {side} {word} {context.meaning}",
    )
    return document


def _another(documents: Sequence[Document]) -> int:
    """The first document without a label of the very first; else the second."""
    known = set(documents[0].labels)
    apart = (n for n, document in enumerate(documents) if known.isdisjoint(document.labels))
    return next(apart, 1)


@st.cache_resource(show_spinner="Looking for words with several meanings …", max_entries=4)
def _meanings(run_id: str, *, _prepared: Prepared) -> dict[str, list[Context]]:
    """Word -> its contexts, for the bundled corpus, which knows the senses of its words."""
    from hmlc_core.data.newsroom import senses

    found: dict[str, list[Context]] = {}
    graph = _prepared.corpus.graph
    for sense in senses():
        label = graph.index(sense.label)
        documents = tuple(
            document
            for document in documents_with(_prepared, sense.word)
            if label in document.labels
        )
        if documents:
            meaning = f"{sense.meaning} ({graph.display(label)})"
            found.setdefault(sense.word, []).append(Context(meaning, documents))
    return {word: contexts for word, contexts in found.items() if len(contexts) > 1}


def documents_with(prepared: Prepared, word: str) -> tuple[Document, ...]:
    """Documents whose first words, as a model reads them, include `word`; unseen ones first."""
    corpus = prepared.corpus
    known = {document.id: document for document in (*corpus.dev, *corpus.train)}
    parts = (
        (prepared.test, corpus.test),
        (prepared.validation, [known[name] for name in prepared.validation_ids]),
        (prepared.train, [known[name] for name in prepared.train_ids]),
    )
    if word not in prepared.vocabulary:
        return ()
    entry = prepared.vocabulary.encode([word])[0]
    found: list[Document] = []
    for encoded, documents in parts:
        places = np.flatnonzero(encoded.tokens == entry)
        rows = np.unique(np.searchsorted(encoded.offsets, places, side="right") - 1)
        found += [documents[row] for row in rows.tolist()]
    return tuple(found)


def _telling(prepared: Prepared) -> str:
    """A frequent word that is not in every other document, to begin with."""
    from hmlc_core.training.watch import watched_words

    watched = watched_words(prepared)
    return prepared.vocabulary.words[watched[0]] if len(watched) else ""


def _apart(
    word: str, reads: Sequence[Explanation], places: Sequence[int], distance: Distance
) -> None:
    """How far apart the two states are after the word, beside how far they were before it."""
    trails = [reading.among_labels(read)[0] for read in reads]
    paths = [np.concatenate([np.zeros_like(trail[:1]), trail]) for trail in trails]
    before, after = (
        distance(*(path[place + n] for path, place in zip(paths, places))) for n in (0, 1)
    )
    st.markdown(
        f"After “{escape(word, 40)}” the two states are **{after:.2f}** apart; before it they "
        f"were {before:.2f} apart. The plain word vector is the same point in both: what differs "
        "is what was read before."
    )


def _side(opened: OpenedRun, side: str, explanation: Explanation, place: int) -> None:
    names = reading.shown_words(explanation)
    graph = opened.corpus.graph
    scores = reading.among_labels(explanation)[1][:, place]
    near = np.argsort(-scores, kind="stable")[:NEAREST].tolist()
    st.markdown(f"**{side} text**, word {place + 1} of {len(names)}")
    pointed(names, place)
    st.dataframe(
        {
            "nearest labels": [graph.display(label) for label in near],
            "distance": -scores[near],
        },
        hide_index=True,
        column_config={"distance": st.column_config.NumberColumn(format="%.2f", width=80)},
        alt=f"Nearest labels after the word in the {side.lower()} text.",
    )
