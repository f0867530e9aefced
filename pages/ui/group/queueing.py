"""Queuing the runs of a group: what they will cost, and the way to run them where they are many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from statistics import median
from types import MappingProxyType

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.run import Run, default_name, duration
from hmlc_core.wording import counted
from pages.ui.shell import presses, resources
from pages.ui.shell.changing import changing, note
from pages.ui.shell.errors import show as show_error

MANY = 1_000
"""Labels of a corpus from which on runs are long: each has scores for all pairs of documents and
labels to compute, and points of all labels to place."""


def offer(
    grid: Sequence[Experiment],
    runs: Sequence[Run],
    *,
    what: str,
    line: str,
    labels: int | None,
    remark: str = "",
) -> bool:
    """The cost of the runs, the button, and the same as a command; whether its press waits, see
    `presses.button`.

    runs: of the store, to estimate the time by. what: what the runs are together, as in "Start the
    ablation". line: the command. labels: of their corpus, where that is known. remark: on the
    command, in Markdown.
    """
    waiting = sum(run.status == "queued" for run in runs)
    limit = resources.service().limit
    time = expected_time(grid, runs)
    st.markdown(f"**{counted(len(grid), 'run')}**{time}.")
    if grid and not time:
        st.caption("How long they take is told here once runs like each of them have finished.")
        if labels is not None and labels >= MANY and len(grid) > 1:
            st.warning(
                f"With {labels:,} labels, {counted(len(grid), 'run')} may take hours: begin with "
                "one seed, whose runs tell how long others take.",
                icon=":material/hourglass_top:",
            )
    too_many = len(grid) > limit - waiting
    if too_many:
        waits = f", and {waiting} wait already" if waiting else ""
        st.warning(
            f"The queue takes {counted(limit, 'run')}{waits}. Choose fewer, or run the {what} in "
            "a terminal, where there is no such limit; its runs show here as well. `--jobs 4` "
            "trains four at a time, `HMLC_SCHEDULER=tcp://…` hands them to a Dask cluster.",
            icon=":material/stacks:",
        )
    pressed = presses.button(
        f"Start the {what}",
        key=f"start the {what}",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        **changing(disabled=too_many or not grid),
    )
    note()
    with st.expander(
        "The same in a terminal", icon=":material/terminal:", expanded=too_many, key="command"
    ):
        st.code(line, language="bash", wrap_lines=True)
        if remark:
            st.caption(remark)
    return pressed


def start(
    grid: Sequence[Experiment],
    group: str,
    begun: Mapping[Experiment, str] = MappingProxyType({}),
    named: Callable[[Experiment], str] = default_name,
) -> int:
    """Queue the runs as a group of that name; how many of them were taken.

    begun: experiments of which there is a run that can be resumed -> its id. named: what the run of
    an experiment is called.
    """
    queued = 0
    try:
        for experiment in grid:
            if experiment in begun:
                resources.service().resume(begun[experiment])
            else:
                resources.service().submit(experiment, name=named(experiment), group=group)
            queued += 1
    except HyperlabelError as error:
        show_error(error)
        if queued:
            st.warning(f"{queued} of {counted(len(grid), 'run')} had been queued before that.")
    if queued:
        st.toast(f"{counted(queued, 'run')} queued; they are followed below.")
    return queued


def group_name(grid: Sequence[Experiment]) -> str:
    """A name for runs that are started together now: their corpus and the time."""
    return f"{grid[0].corpus.name} {datetime.now():%Y-%m-%d %H:%M:%S}"


def expected_time(grid: Sequence[Experiment], runs: Sequence[Run]) -> str:
    """How long the runs will take, one after another; empty where nothing is known of it.

    Each run is expected to take as long as finished ones with the same method, encoder, corpus,
    dimension and training; a guess from unlike runs, or from an example's on another machine,
    would be worse than none.
    """
    efforts = [_effort(experiment) for experiment in grid]
    known: dict[object, list[float]] = {}
    alike = {_alike(experiment) for experiment in grid}
    for run in runs:
        if run.status != "finished" or run.experiment is None or run.example:
            continue
        if _alike(run.experiment) in alike:  # the quicker question first: runs are many
            known.setdefault(_effort(run.experiment), []).append(run.seconds)
    if not grid or not all(effort in known for effort in efforts):
        return ""
    total = duration(sum(median(known[effort]) for effort in efforts))
    like = counted(sum(len(known[effort]) for effort in set(efforts)), "finished run")
    return f", about {total} of training in all (going by {like} like these)"


def _alike(experiment: Experiment) -> tuple[str, str, int | None, int]:
    """Part of `_effort`."""
    model = experiment.model
    epochs = experiment.training.epochs if model.by_epochs() else 0
    return model.name, experiment.corpus.name, model.size(), epochs


def _effort(experiment: Experiment) -> object:
    """Equal for experiments that take about as long."""
    model, training = experiment.model, experiment.training
    pace = (training.epochs, training.batch, training.dtype, training.kernels)
    return (
        model.name,
        model.workload(),
        model.size(),
        experiment.corpus,
        pace if model.by_epochs() else None,
    )
