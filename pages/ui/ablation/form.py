"""Setting up an ablation: which variants, dimensions and seeds, and what that will cost."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import streamlit as st

from hmlc_core.errors import HyperlabelError, shorten
from hmlc_core.experiment import Experiment, ModelSettings
from hmlc_core.experiment.variants import variant, variant_set, variants
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.run import Run
from pages.ui.experiment import form as experiment_form
from pages.ui.experiment import recipe
from pages.ui.run.view import duration
from pages.ui.shell import resources
from pages.ui.shell.absent import absent
from pages.ui.shell.changing import changing, note
from pages.ui.shell.errors import show as show_error
from pages.ui.shell.pickers import pick_corpus

DIMS = (2, 3, 5, 10, 20, 50, 100)
MOST_SEEDS = 20
TUNING = (
    "`--tune` first chooses the learning rates of points on validation documents, with a seed that "
    "is not compared. "
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an ablation compares.

    set: name of the method's set of variants. names: those of its variants that are run. dims:
    empty for a method without a choice of dimensions.
    """

    set: str
    names: Sequence[str]
    dims: Sequence[int]
    seeds: int


def ablation_form(runs: Sequence[Run], group_key: str) -> None:
    """Everything that is set before an ablation, and the button that queues its runs.

    runs: of the store, to estimate the time by. group_key: the widget that will show the group.
    """
    corpus = pick_corpus()
    draft = recipe.read(corpus.name)
    experiment_form.pick_preset(draft)
    base = recipe.base(draft).model
    if "variants" not in base.capabilities:
        absent(base, "variants", "There is nothing that an ablation could compare.")
        return
    plan = _plan(base)
    if draft.error:
        show_error(draft.error)
    elif not plan.names or (base.size() is not None and not plan.dims):
        st.caption("Choose at least one variant and one dimension.")
    elif draft.experiment is not None:
        experiment_form.changes(draft)
        _offer(draft.experiment, draft.preset, plan, runs, group_key)
    with st.expander("Settings", icon=":material/tune:", key="settings"):
        varied = ", ".join(sorted(f"`{path}`" for path in _varied(base, plan.set)))
        st.caption(f"They hold for all runs, but for what the ablation varies: {varied}.")
        experiment_form.settings(draft)


def _plan(model: ModelSettings) -> Plan:
    chosen = variant_set(model)
    if len(model.variants) > 1:
        chosen = st.segmented_control(
            "Compare",
            list(model.variants),
            default=_keep("set of variants", list(model.variants), chosen),
            required=True,
            key="set of variants",
            wrap=True,
        )
    compared = model.variants[chosen]
    names = list(compared.variants)
    picked = st.multiselect(
        "Variants",
        names,
        _keep("variants", names, names),
        key="variants",
        bind="query-params",
        help=compared.help,
    )
    left, right = st.columns([2, 1])
    dims: list[int] = []
    if (size := model.size()) is not None:
        usual = compared.dims or (size,)
        sizes = sorted({*DIMS, *usual, size})
        shown = _keep("dims", sizes, list(usual))
        with left:
            dims = st.multiselect("Dimensions", sizes, shown, key="dims", bind="query-params")
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
    return Plan(chosen, picked, sorted(dims), int(seeds))


def _varied(model: ModelSettings, name: str) -> set[str]:
    """Paths of the settings that an ablation of that set of variants overrides."""
    fields = {field for changes in variants(model, name).values() for field in changes}
    size = set() if model.size() is None else {"model.dim"}
    return {"seed", *size, *(f"model.{field}" for field in fields)}


def _keep(key: str, options: Sequence[Any], usual: Any) -> Any:
    """What a widget shows at first: `usual`, or None where the session says.

    What was chosen for another method and does not exist for this one gives way to `usual`. It is
    set and not forgotten: a forgotten value would still be what the browser shows.
    """
    if key not in st.session_state:
        return usual
    chosen = st.session_state[key]
    if isinstance(chosen, str):
        if chosen not in options:
            st.session_state[key] = usual
        return None
    known = [value for value in chosen or () if value in options]
    if len(known) < len(chosen or ()):
        st.session_state[key] = known or list(usual)
    return None


def _offer(base: Experiment, preset: str, plan: Plan, runs: Sequence[Run], group_key: str) -> None:
    """The cost of the grid and the button, or the way to run it where there is no queue."""
    seeds = range(base.seed, base.seed + plan.seeds)
    grid = [
        experiment
        for experiment in ablation_grid(base, plan.dims, seeds, name=plan.set)
        if variant(experiment, plan.set) in plan.names
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
        **changing(disabled=too_many),
    )
    note()
    with st.expander(
        "The same in a terminal", icon=":material/terminal:", expanded=too_many, key="command"
    ):
        st.code(command(base, preset, plan), language="bash", wrap_lines=True)
        whole = len(plan.names) == len(variants(base.model, plan.set))
        tuning = TUNING if base.model.rate_group() else ""
        st.caption(tuning + ("" if whole else "The command runs all variants."))
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
        and not run.example  # trained on another machine
        and run.experiment is not None
        and run.experiment.corpus == base.corpus
        and run.experiment.model.name == base.model.name
        and run.experiment.model.workload() == base.model.workload()
        and (not base.model.by_epochs() or run.experiment.training.epochs == base.training.epochs)
    ]
    if not seconds:
        return "; no run like these has finished yet, so how long they take is unknown"
    total = duration(count * median(seconds))
    return f", about {total} of training in all (going by {len(seconds)} finished runs like these)"


def command(base: Experiment, preset: str, plan: Plan) -> str:
    """The line that runs the same grid, all variants, in a terminal."""
    words = ["python", "-m", "hmlc_core", "ablate", "--preset", preset]
    words += ["--corpus", base.corpus.name]
    if plan.set != variant_set(base.model):
        words += ["--variants", plan.set]
    if plan.dims:
        words += ["--dims", ",".join(map(str, plan.dims))]
    words += ["--seeds", str(plan.seeds)]
    if base.seed:
        words += ["--seed", str(base.seed)]
    varied = _varied(base.model, plan.set)
    for part in recipe.differences(base, preset):
        if part.partition("=")[0] not in varied:
            words += ["--set", part]
    return shlex.join([*words, *(["--tune"] if base.model.rate_group() else [])])


def describe_group(name: str, runs: Sequence[Run]) -> str:
    """A group in a list: its name and size."""
    return f"{shorten(name)} · {len(runs)} runs"
