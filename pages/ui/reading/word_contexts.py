"""A word and two documents that have it, of two meanings where those are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.reading import text as reading
from pages.ui.shell import state
from pages.ui.shell.pickers import choose, pick_word
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Document
    from hmlc_core.data.prepare import Prepared

BUNDLED = "newsroom"
MOST_DOCUMENTS = 100
SIDES = ("First", "Second")


@dataclass(frozen=True, slots=True)
class Context:
    """Documents in which a word occurs, and the meaning it has there, where that is known."""

    meaning: str
    documents: tuple[Document, ...]


def pick_documents(
    run: Run, prepared: Prepared, example: Callable[[], str | None]
) -> tuple[str, list[reading.Text]] | None:
    """A word and two documents with it; None, with a hint, without.

    example: the word to begin with, asked while none was chosen.
    """
    usual = example() if state.get(state.WORD) is None else None
    meanings = _meanings_in(run, prepared)
    if meanings:
        word = choose("Word with several meanings", state.WORD, sorted(meanings), default=usual)
    else:
        usual = usual or next(iter(_telling(prepared)), "")
        word = pick_word(prepared.vocabulary.words[2:], default=usual)
    if word is None:
        return None
    contexts = _contexts(prepared, meanings, word)
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
    return word, [reading.Text(document.text, document) for document in texts]


def opening_pairs(
    run: Run, prepared: Prepared, most: int
) -> list[tuple[str, tuple[Document, Document]]]:
    """At most so many words, evenly spaced, each with the two documents it opens with."""
    meanings = _meanings_in(run, prepared)
    words = sorted(meanings) or _telling(prepared)
    if len(words) > most:
        words = [words[n * len(words) // most] for n in range(most)]
    pairs = []
    for word in words:
        contexts = _contexts(prepared, meanings, word)
        if sum(len(context.documents) for context in contexts) > 1:
            first, second = contexts[0].documents, contexts[min(1, len(contexts) - 1)].documents
            pairs.append((word, (first[0], second[_usual(1, contexts)])))
    return pairs


def _meanings_in(run: Run, prepared: Prepared) -> dict[str, list[Context]]:
    """`_meanings` of the bundled corpus; no others are known."""
    return _meanings(run.id, _prepared=prepared) if prepared.corpus.name == BUNDLED else {}


def _contexts(
    prepared: Prepared, meanings: Mapping[str, list[Context]], word: str
) -> Sequence[Context]:
    return meanings.get(word) or [Context("", documents_with(prepared, word))]


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
        _usual(number, contexts),
        format_func=lambda item: f"{item.id} · {' '.join(item.text.split())[:70]}",
        key=f"text {side} {word} {context.meaning}",
    )
    return document


def _usual(number: int, contexts: Sequence[Context]) -> int:
    """The document that side `number` opens with, of its context's."""
    if number == 0 or len(contexts) > 1:
        return 0
    return _another(contexts[0].documents[:MOST_DOCUMENTS])


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


def _telling(prepared: Prepared) -> list[str]:
    """Frequent words that are not in every other document, to begin with."""
    from hmlc_core.training.watch import watched_words

    return [prepared.vocabulary.words[entry] for entry in watched_words(prepared).tolist()]
