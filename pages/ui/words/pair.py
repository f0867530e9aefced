"""The same word in two runs, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import Run
from pages.ui.reading import text as reading
from pages.ui.run.disk import begins_with_words
from pages.ui.shell import resources
from pages.ui.shell.narrowing import narrowed
from pages.ui.shell.pickers import describe_run
from pages.ui.shell.run_names import names
from pages.ui.shell.text import escape
from pages.ui.words.choice import lexicon
from pages.ui.words.near import NEIGHBOURS

if TYPE_CHECKING:
    from hmlc_core.evaluation.words.agreement import Agreement
    from hmlc_core.evaluation.words.lexicon import Lexicon


def pick_other(run: Run) -> Run | None:
    """Another run that has words, of the same corpus where there is one; None, with a hint."""
    others = [
        each
        for each in resources.runs()
        if each.id != run.id and reading.places_words(each) and each.status == "finished"
    ]
    if not others:
        st.info(
            "There is no other run with words to look at beside this one. Train one, for instance "
            "in flat space (model.geometry=euclidean).",
            icon=":material/compare:",
        )
        return None
    corpus = readable(run).corpus.name

    def unlike(other: Run) -> tuple[bool, bool]:
        experiment = readable(other)
        return experiment.corpus.name != corpus, not begins_with_words(experiment.model)

    others.sort(key=unlike)
    kept = {each.id: each for each in narrowed(others, key="find a run beside")}
    if not kept:
        return None
    named = names([run, *kept.values()])
    chosen = st.selectbox(
        "Beside it",
        list(kept),
        format_func=lambda run_id: describe_run(kept[run_id], named[run_id]),
        key=f"beside {run.id}",
    )
    return kept[chosen]


def beside(run: Run, other: Run, words: Lexicon, row: int) -> tuple[Lexicon, int | None]:
    """What the two say of the word; returns the other's words, and the word's row there."""
    from hmlc_core.evaluation.words.neighbours import neighbours

    second = lexicon(other, resources.opened(other))
    name = words.names[row]
    there = second.find(name)
    sides = [(run, words, row)] + ([(other, second, there)] if there is not None else [])
    near = {
        each.id: [
            known.names[n]
            for n in neighbours(at, known.points, known.geometry, NEIGHBOURS).rows.tolist()
        ]
        for each, known, at in sides
    }
    if there is None:
        st.info(
            f"The other run has not learned the word “{escape(name, 40)}”.",
            icon=":material/search_off:",
        )
    else:
        shared = set(near[run.id]) & set(near[other.id])
        st.dataframe(
            {
                head: [f"{word} ✓" if word in shared else word for word in near[each.id]]
                for head, each in (("left", run), ("right", other))
            },
            hide_index=True,
            alt=f"The words nearest to {name} in both runs; those with a tick are in both lists.",
        )
        st.caption(f"✓: in both lists, {len(shared)} of {NEIGHBOURS}.")
    if there is not None:
        st.caption(
            "The pictures are not to the same scale: each begins with its word and neighbours. How "
            "far it is magnified, and how wide it is, stands below it."
        )
    found = _agreement((run.id, run.step, other.id, other.step), _one=words, _other=second)
    st.markdown(_said(found))
    return second, there


@st.cache_resource(show_spinner="Comparing the neighbours of words …", max_entries=8)
def _agreement(
    key: tuple[str, int, str, int], *, _one: Lexicon, _other: Lexicon
) -> Agreement | None:
    from hmlc_core.evaluation.words.agreement import agreement

    return agreement(_one, _other, NEIGHBOURS)


def _said(found: Agreement | None) -> str:
    if found is None:
        return "The two runs have too few words in common to compare their neighbours."
    return (
        f"Of the {found.count} nearest words, **{found.share:.1%}** are the same in both runs; by "
        f"chance it would be {found.chance:.1%} (mean over the {found.asked:,} most frequent of "
        f"{found.common:,} common words)."
    )
