"""Test documents on which two methods disagree, each to be opened with either run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.errors import DataError
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.shell import resources
from pages.ui.shell.routes import link
from pages.ui.shell.text import escape
from pages.ui.systems.groups import about, finished

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hmlc_core.data.corpus import Corpus
    from hmlc_core.evaluation.disagreement import Disagreement

SHOWN = 8
"""Documents at a time."""

EXCERPT = 420
"""Characters of a document's text."""


def documents(group: Sequence[Run]) -> None:
    """Choose two methods and a seed, and see where they disagree."""
    members = finished(group)
    if len(members) < 2:
        st.info(
            "Documents appear here when two methods have finished a run.",
            icon=":material/hourglass_empty:",
        )
        return
    one, other, seed = _pick(list(members), members)
    if one is None or other is None or seed is None:
        return
    runs = members[one][seed], members[other][seed]
    corpus = resources.corpus(about(group).corpus.name, grow_to=about(group).corpus.documents)
    if not corpus.test:
        raise DataError(
            "there are no test documents to disagree on",
            where=corpus.name,
            remedy="Add a test split to the corpus.",
        )
    found = _disagreement(runs[0].id, runs[1].id)
    _counts(found, (one, other))
    rows = _pick_side(found, (one, other))
    for row in rows:
        _document(corpus, found, row, (one, other), runs)


def _pick(
    names: list[str], members: dict[str, dict[int, Run]]
) -> tuple[str | None, str | None, int | None]:
    left, middle, right = st.columns([3, 3, 2])
    one = left.selectbox("Method", names, 0, key="first method")
    others = [name for name in names if name != one]
    other = middle.selectbox("and", others, len(others) - 1, key="second method")
    seeds = sorted(members[one].keys() & members[other].keys())
    seed = right.selectbox("Seed", seeds, key="seed of documents")
    if seed is None:
        st.info("These two have no seed in common yet.", icon=":material/hourglass_empty:")
    return one, other, seed


@st.cache_resource(show_spinner="Reading the test documents with both …", max_entries=8)
def _disagreement(first: str, second: str) -> Disagreement:
    from hmlc_core.evaluation.disagreement import disagreement
    from hmlc_core.runs.opened import open_run
    from hmlc_core.runs.predictions import predictions_of

    one, other = (open_run(resources.store(), run_id) for run_id in (first, second))
    return disagreement(
        predictions_of(one).scores, predictions_of(other).scores, one.corpus.label_matrix("test")
    )


def _counts(found: Disagreement, names: tuple[str, str]) -> None:
    """How often the best label is right, with both, one, or neither."""
    counts = found.counts()
    total = sum(counts.values())
    titles = {
        "both": "both",
        "first": f"only {escape(names[0], 40)}",
        "second": f"only {escape(names[1], 40)}",
        "neither": "neither",
    }
    parts = [f"{title} **{counts[key]:,}**" for key, title in titles.items()]
    st.markdown(
        f"Whose best label is right, of {counted(total, 'test document')} with a label: "
        + " · ".join(parts)
    )


def _pick_side(found: Disagreement, names: tuple[str, str]) -> NDArray[np.int64]:
    """The documents of a part of the list, those with the largest difference first."""
    sides = [found.better(), found.better(second=True)]
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    side = left.segmented_control(
        "Documents",
        [0, 1],
        default=int(len(sides[1]) > len(sides[0])),
        required=True,
        key="better",
        format_func=lambda n: f"{names[n]} ranks better: {len(sides[n]):,}",
        label_visibility="collapsed",
    )
    rows = sides[side or 0]
    pages = max(1, -(-len(rows) // SHOWN))
    page = 1
    if pages > 1:
        page = int(right.number_input(f"Part (of {pages:,})", 1, pages, 1, key="part of documents"))
    st.caption(
        "The largest difference in nDCG@5 first. Bold with ✓: a true label."
        if len(rows)
        else "There is no such document."
    )
    return rows[(page - 1) * SHOWN : page * SHOWN]


def _document(
    corpus: Corpus,
    found: Disagreement,
    row: int,
    names: tuple[str, str],
    runs: tuple[Run, Run],
) -> None:
    """A document: its text in brief, its labels, and what each method makes of it."""
    document, graph = corpus.test[row], corpus.graph
    true = set(document.labels)
    with st.container(border=True, gap="small"):
        st.markdown(f"**{escape(document.id, 80)}** · {escape(document.shown, EXCERPT)}")
        labels = ", ".join(escape(graph.display(label), 60) for label in sorted(true))
        st.markdown(f"True labels: {labels}")
        sides = (found.first, found.first_top), (found.second, found.second_top)
        for column, (values, top), name, run in zip(st.columns(2), sides, names, runs):
            ranked = [
                f"**✓\u00a0{title}**" if label in true else title
                for label in top[row].tolist()
                for title in (escape(graph.display(label), 60),)
            ]
            with column:
                st.markdown(f"{escape(name, 60)}, nDCG@5 {values[row]:.2f}: {' · '.join(ranked)}")
                link(
                    "interactions",
                    f"Open with {name}",
                    run=run.id,
                    split="test",
                    doc=document.id,
                )
