"""Numbers about a corpus: its statistics in words, its labels as a table, its references."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.experiment import CorpusSettings
from hmlc_core.experiment.tokenizers import WORDS
from hmlc_core.runs.references import titles_beside
from pages.ui.corpus import notes
from pages.ui.run.scores import reservations_on, scores_table
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus
    from hmlc_core.data.statistics import Statistics


def statistics(corpus: Corpus) -> Statistics:
    """The corpus' statistics, measured once."""
    sizes = tuple(len(corpus.split(split)) for split in ("train", "dev", "test"))
    return _statistics(corpus.name, sizes, len(corpus.graph), _corpus=corpus)


@st.cache_resource(show_spinner="Counting …", max_entries=8)
def _statistics(name: str, sizes: tuple[int, ...], labels: int, *, _corpus: Corpus) -> Statistics:
    from hmlc_core.data.statistics import statistics

    return statistics(_corpus)


def overview(corpus: Corpus) -> None:
    """Size and shape at a glance, everything else as a table, and what is unusual."""
    found = statistics(corpus)
    columns = st.columns(5)
    for column, (name, value) in zip(columns, _headlines(found)):
        column.metric(name, value)
    rows = list(_rows(found))
    st.dataframe(
        {
            "measure": [row[0] for row in rows],
            "value": [row[1] for row in rows],
            "meaning": [row[2] for row in rows],
        },
        hide_index=True,
        height="content",
        column_config={"value": st.column_config.TextColumn(width=200)},
        alt="Statistics of the corpus.",
    )
    if corpus.tokenizer != WORDS:
        st.caption(f"Texts become words by the tokenizer `{escape(corpus.tokenizer, 60)}`.")
    if corpus.notes:
        st.markdown("**Worth knowing**")
        notes.show(corpus.notes, corpus.assumed)


def _headlines(found: Statistics) -> list[tuple[str, str]]:
    return [
        ("Documents", f"{sum(found.documents.values()):,}"),
        ("Labels", f"{found.labels:,}"),
        ("Levels", f"{found.levels}"),
        ("Labels a document", f"{found.labels_per_document:.2f}"),
        ("Words a document", f"{found.words_per_document:.0f}")
        if found.words_per_document or not found.vectors
        else ("Numbers a document", f"{found.vectors:,}"),
    ]


def _rows(found: Statistics) -> list[tuple[str, str, str]]:
    splits = ", ".join(f"{size:,} {split}" for split, size in found.documents.items() if size)
    levels = ", ".join(f"{size:,}" for size in found.labels_per_level)
    return [
        ("documents", splits, "Models learn from train, are chosen on dev, judged on test."),
        ("labels per level", levels, "Top labels first; a level is the longest path from the top."),
        ("vectors", f"{found.vectors:,}", "Numbers in the vector of a document; 0: it has none."),
        ("leaves", f"{found.leaves:,}", "Labels without children."),
        ("several parents", f"{found.several_parents:,}", "Labels that are no place in a tree."),
        (
            "several paths",
            f"{found.multi_path:.1%}",
            "Documents whose labels end in more than one place of the hierarchy.",
        ),
        (
            "ancestors missing",
            f"{found.unclosed:.1%}",
            "Documents with a label but not all labels above it.",
        ),
        (
            "consistency",
            _share(found.consistency),
            "How often the parent is there where the child is.",
        ),
        ("without labels", f"{found.without_labels:,}", "Documents that say nothing to learn."),
        ("without words", f"{found.without_words:,}", "Documents that no model can read."),
        (
            "repeated texts",
            f"{found.repeated_texts:,}",
            "Test documents whose text is in train, too: easy to get right.",
        ),
        ("labels unseen", f"{found.unseen:,}", "Labels without a training document."),
        (
            "imbalance",
            f"{_number(found.max_over_median)} times",
            "The most frequent label against the one in the middle.",
        ),
        ("Gini", _number(found.gini), "Inequality of label counts: 0 all equal, 1 one has all."),
    ]


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1%}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def labels(corpus: Corpus) -> None:
    """Every label with its level, parents and documents."""
    graph = corpus.graph
    counts = {
        split: np.asarray(corpus.label_matrix(split).sum(axis=0)).ravel().astype(int)
        for split in ("train", "dev", "test")
        if corpus.split(split)
    }
    everyone = range(len(graph))
    columns: dict[str, Any] = {
        "label": [graph.display(label) for label in everyone],
        "level": graph.depth + 1,
        "parents": [
            ", ".join(graph.display(parent) for parent in graph.parents(label))
            for label in everyone
        ],
        **counts,
    }
    st.dataframe(columns, hide_index=True, alt="Labels with level, parents and documents.")


def references(corpus: Corpus) -> None:
    """What predictors of known kinds score on the test documents, computed when asked."""
    st.markdown("**What to compare a model with**")
    if not corpus.test:
        st.caption("There are no test documents to compare predictors on.")
        return
    sizes = (len(corpus.train), len(corpus.test))
    beside = titles_beside(len(corpus.graph), len(corpus.train))
    asked = f"references of {corpus.name} {sizes}"
    st.caption(
        f"On the test documents: {escape(', '.join(beside.values()), 300)}. Not every score can "
        "reach 100 %."
    )
    if not st.session_state.get(asked):
        if not st.button(
            "Compute",
            icon=":material/calculate:",
            help="The larger the corpus, the longer it takes.",
        ):
            return
        st.session_state[asked] = True
    found = _references(corpus.name, sizes, _corpus=corpus)
    scores_table({}, found, what="predictor")
    reservations_on(corpus, found)


@st.cache_data(show_spinner="Fitting the references …", show_time=True, max_entries=8)
def _references(
    name: str, sizes: tuple[int, int], *, _corpus: Corpus
) -> Mapping[str, Mapping[str, float]]:
    from hmlc_core.data.home import home
    from hmlc_core.data.prepare import prepare
    from hmlc_core.runs.references import cached_references

    prepared = prepare(_corpus, CorpusSettings(name=name), 0)
    return cached_references(prepared, home() / "cache")
