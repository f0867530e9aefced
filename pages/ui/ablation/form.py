"""Setting up an ablation: which variants, dimensions and seeds, and what that will cost."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any

import streamlit as st

from hmlc_core.errors import HyperlabelError, shorten
from hmlc_core.experiment import Experiment, HiddeN, HyperIM
from hmlc_core.experiment.variants import variant, variants
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.run import Run
from pages.ui.experiment import form as experiment_form
from pages.ui.experiment import recipe
from pages.ui.run.view import duration
from pages.ui.shell import resources
from pages.ui.shell.errors import show as show_error
from pages.ui.shell.pickers import pick_corpus

DIMS = (2, 3, 5, 10, 20, 50, 100)
MOST_SEEDS = 20
TUNING = (
    "`--tune` first chooses each geometry's learning rate on validation documents, with a seed "
    "that is not compared. "
)


def ablation_form(runs: Sequence[Run], group_key: str) -> None:
    """Everything that is set before an ablation, and the button that queues its runs.

    runs: of the store, to estimate the time by. group_key: the widget that will show the group.
    """
    corpus = pick_corpus()
    draft = recipe.read(corpus.name)
    experiment_form.pick_preset(draft)
    chosen, dims, seeds = _size(recipe.base(draft))
    if draft.error:
        show_error(draft.error)
    elif not chosen or not dims:
        st.caption("Choose at least one variant and one dimension.")
    elif draft.experiment is not None:
        experiment_form.changes(draft)
        _offer(draft.experiment, draft.preset, chosen, dims, seeds, runs, group_key)
    with st.expander("Settings", icon=":material/tune:", key="settings"):
        st.caption(
            "They hold for all runs. Geometry, start of the labels, dimensions and seed are what "
            "the ablation varies: it overrides them."
        )
        experiment_form.settings(draft)


def _size(base: Experiment) -> tuple[list[str], list[int], int]:
    model = base.model
    names = list(variants(model))
    sizes = sorted({*DIMS, model.dim})
    _keep("variants", names)
    _keep("dims", sizes)
    chosen = st.multiselect(
        "Variants",
        names,
        names,
        key="variants",
        bind="query-params",
        help=experiment_form.VARIANT_HELP[model.name],
    )
    left, right = st.columns([2, 1])
    with left:
        usual = 5 if isinstance(model, HyperIM) else model.dim
        dims = st.multiselect("Dimensions", sizes, [usual], key="dims", bind="query-params")
    with right:
        seeds = st.number_input(
            "Seeds",
            1,
            MOST_SEEDS,
            3,
            key="seeds",
            bind="query-params",
            help="Each seed has its split, starting values and order of documents, shared by all "
            "variants. One seed cannot tell a difference from noise; five are better than three.",
        )
    return chosen, sorted(dims), int(seeds)


def _keep(key: str, options: Sequence[Any]) -> None:
    """Forget what was chosen for another model and does not exist for this one."""
    chosen = st.session_state.get(key, ())
    known = [value for value in chosen if value in options]
    if len(known) == len(chosen):
        return
    if known:
        st.session_state[key] = known
    else:
        del st.session_state[key]


def _offer(
    base: Experiment,
    preset: str,
    chosen: Sequence[str],
    dims: Sequence[int],
    seeds: int,
    runs: Sequence[Run],
    group_key: str,
) -> None:
    """The cost of the grid and the button, or the way to run it where there is no queue."""
    grid = [
        experiment
        for experiment in ablation_grid(base, dims, range(base.seed, base.seed + seeds))
        if variant(experiment) in chosen
    ]
    waiting = sum(run.status == "queued" for run in runs)
    limit = resources.service().limit
    st.markdown(f"**{len(grid)} runs**{_time(base, len(grid), runs)}.")
    too_many = len(grid) > limit - waiting
    if too_many:
        waits = f", and {waiting} wait already" if waiting else ""
        st.warning(
            f"The queue takes {limit} runs{waits}. Choose fewer, or run the ablation in a "
            "terminal, where there is no such limit; its runs show here as well. `--jobs 4` "
            "trains four at a time, `HMLC_SCHEDULER=tcp://…` hands them to a Dask cluster.",
            icon=":material/stacks:",
        )
    pressed = st.button(
        "Start the ablation",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=too_many,
    )
    with st.expander(
        "The same in a terminal", icon=":material/terminal:", expanded=too_many, key="command"
    ):
        st.code(command(base, preset, dims, seeds), language="bash", wrap_lines=True)
        st.caption(
            (TUNING if isinstance(base.model, HyperIM) else "")
            + ("" if len(chosen) == len(variants(base.model)) else "The command runs all variants.")
        )
    if pressed:
        _start(grid, group_key)


def _start(grid: Sequence[Experiment], group_key: str) -> None:
    group = f"{grid[0].corpus.name} {datetime.now():%Y-%m-%d %H:%M:%S}"
    queued = 0
    try:
        for experiment in grid:
            resources.service().submit(experiment, group=group)
            queued += 1
    except HyperlabelError as error:
        show_error(error)
        if queued:
            st.warning(f"{queued} of {len(grid)} runs were queued before that.")
    if queued:
        st.session_state[group_key] = group


def _time(base: Experiment, count: int, runs: Sequence[Run]) -> str:
    """How long that many runs will take one after another, going by finished ones like them."""
    seconds = [
        run.seconds
        for run in runs
        if run.status == "finished"
        and run.experiment is not None
        and run.experiment.corpus == base.corpus
        and run.experiment.training.epochs == base.training.epochs
        and _like(run.experiment.model, base.model)
    ]
    if not seconds:
        return "; no run like these has finished yet, so how long they take is unknown"
    total = duration(count * median(seconds))
    return f", about {total} of training in all (going by {len(seconds)} finished runs like these)"


def _like(one: HyperIM | HiddeN, other: HyperIM | HiddeN) -> bool:
    """Whether they take about as long to train."""
    if isinstance(one, HyperIM) and isinstance(other, HyperIM):
        return (one.encoder, one.head) == (other.encoder, other.head)
    return one.name == other.name and one.encoder == other.encoder


def command(base: Experiment, preset: str, dims: Sequence[int], seeds: int) -> str:
    """The line that runs the same grid, all variants, in a terminal."""
    fields = {field for variant in variants(base.model).values() for field in variant}
    varied = ("seed=", "model.dim=", *(f"model.{field}=" for field in fields))
    words: list[Any] = ["python", "-m", "hmlc_core", "ablate", "--preset", preset]
    words += ["--corpus", base.corpus.name, "--dims", ",".join(map(str, dims)), "--seeds", seeds]
    if base.seed:
        words += ["--seed", base.seed]
    for part in recipe.differences(base, preset):
        if not part.startswith(varied):
            words += ["--set", part]
    return shlex.join([*map(str, words), *(["--tune"] if isinstance(base.model, HyperIM) else [])])


def describe_group(name: str, runs: Sequence[Run]) -> str:
    """A group in a list: its name and size."""
    return f"{shorten(name)} · {len(runs)} runs"
