"""Setting up a comparison: which methods on which corpus, with how many seeds and documents."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.data.learnable import UNSCORED
from hmlc_core.experiment.models import MODELS, labelling
from hmlc_core.experiment.presets import preset_for_method
from hmlc_core.runs.comparing import comparison_grid, comparison_group, kept_runs, refusals
from hmlc_core.runs.origin import origin
from hmlc_core.runs.run import ACTIVE, RESUMABLE, Run
from hmlc_core.wording import counted
from pages.ui.experiment import fit
from pages.ui.group.queueing import offer, start
from pages.ui.shell import presses, state
from pages.ui.shell.pickers import pick_corpus
from pages.ui.shell.text import escape, without_folders

if TYPE_CHECKING:
    from hmlc_core.data.registry import CorpusInfo

MOST_SEEDS = 20
REFUSED = "systems: methods that cannot learn"


def comparison_form(runs: Sequence[Run]) -> tuple[str, int]:
    """Everything that is set before a comparison, and the button that queues its runs.

    runs: of the store, to estimate the time by. Returns the corpus and the number of training
    documents that were chosen, 0 for all.
    """
    corpus = pick_corpus()
    chosen = st.pills(
        "Methods",
        list(labelling()),
        selection_mode="multi",
        default=list(labelling()),
        key="methods",
        format_func=lambda name: MODELS[name].title,
        help="Each is trained with its settings for small corpora.",
    )
    left, right = st.columns(2)
    seeds = left.number_input(
        "Seeds",
        1,
        MOST_SEEDS,
        3,
        key="seeds",
        bind="query-params",
        help="Each seed has its split, starting values and order of documents, shared by all "
        "methods. One seed cannot tell a difference from noise; five are better than three.",
    )
    documents = right.number_input(
        "Training documents",
        1,
        10_000_000,
        None,
        key="documents",
        bind="query-params",
        placeholder="all",
        help="At most so many are learned from; left empty, all that there are.",
    )
    most = int(documents or 0)
    refused = _refused().get((corpus.name, most), {})
    names = [name for name in labelling() if name in chosen and name not in refused]
    for name in (name for name in refused if name in chosen):
        reason = escape(without_folders(refused[name]), 300)
        st.caption(f":material/block: **{escape(MODELS[name].title, 60)}** is left out: {reason}")
    if len(names) < 2:
        st.caption("Choose at least two methods that can learn from this corpus.")
    else:
        first = comparison_grid(corpus.name, names[:1], [0], documents=most)[0]
        if fit.known(first).unscored:
            st.caption(f":material/warning: {UNSCORED}")
        _offer(corpus, names, int(seeds), most, runs)
    return corpus.name, most


def _offer(
    info: CorpusInfo, names: Sequence[str], seeds: int, documents: int, runs: Sequence[Run]
) -> None:
    """What is trained, how much of it is still to be, its cost, and the button."""
    corpus = info.name
    said = escape(", ".join(map(_begun_from, names)), 500)
    st.caption(f"With each seed, on the same documents: {said}.")
    grid = comparison_grid(corpus, names, range(seeds), documents=documents)
    group = comparison_group(corpus, documents)
    kept = kept_runs(runs, grid, group)
    begun = {one: run.id for one, run in kept.items() if run.status in RESUMABLE}
    rest = [one for one in grid if one not in kept or one in begun]
    if there := len(grid) - len(rest):
        busy = sum(run.status in ACTIVE for run in kept.values())
        verb = "is" if there == 1 else "are"
        states = [f"{there - busy} finished"] * (there > busy)
        states += [f"{busy} at work or waiting"] * (busy > 0)
        only = ": only the others are trained" * bool(rest)
        st.caption(
            f"{there} of {counted(len(grid), 'run')} {verb} there already "
            f"({', '.join(states)}){only}."
        )
    if not rest:
        if st.button("Show this comparison", icon=":material/visibility:", width="stretch"):
            state.put(state.COMPARISON, group)
            st.rerun()
        return
    line = command(corpus, names, seeds, documents)
    if not offer(rest, runs, what="comparison", line=line, labels=info.labels):
        return
    with presses.answering():
        if not (queued := start(rest, group, begun)):
            return
        state.put(state.COMPARISON, group)
        if queued == len(rest):  # else it has been said why not: that stays to be read
            st.rerun()  # so that the button is gone whose runs are waiting


def _begun_from(name: str) -> str:
    """A method with its preset, whose title may name it by itself."""
    title, preset = MODELS[name].title, origin(preset_for_method(name))[0]
    return preset if preset.startswith(title) else f"{title} ({preset})"


def command(corpus: str, names: Sequence[str], seeds: int, documents: int) -> str:
    """The line that runs the same in a terminal."""
    words = ["python", "-m", "hmlc_core", "compare", "--corpus", corpus, "--seeds", str(seeds)]
    if list(names) != list(labelling()):
        words += ["--methods", ",".join(names)]
    if documents:
        words += ["--documents", str(documents)]
    return shlex.join(words)


def check(corpus: str, documents: int) -> None:
    """See which methods cannot learn from the corpus, so that the form says so.

    It takes reading and preparing the documents: to be called when the page is drawn. Where there
    are such methods the page runs once more.
    """
    if (corpus, documents) in _refused():
        return
    with st.spinner("Seeing whether every method can learn from this corpus …"):
        found = _refusals(corpus, documents, tuple(labelling()))
    _refused()[corpus, documents] = found
    if found:  # the form has said nothing of them yet
        st.rerun()


def _refused() -> dict[tuple[str, int], dict[str, str]]:
    """What is known in this session: corpus and documents -> method -> why it cannot learn."""
    known: dict[tuple[str, int], dict[str, str]] = st.session_state.setdefault(REFUSED, {})
    return known


@st.cache_data(show_spinner=False, max_entries=32)
def _refusals(corpus: str, documents: int, names: tuple[str, ...]) -> dict[str, str]:
    return refusals(comparison_grid(corpus, names, [0], documents=documents))
