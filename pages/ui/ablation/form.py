"""Setting up an ablation: which variants, dimensions and seeds, and what that will cost."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import Experiment, ModelSettings
from hmlc_core.experiment.variants import variant, variant_set, variants, varied
from hmlc_core.runs.beforehand import check_variants
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.run import Run, default_name
from pages.ui.experiment import form as experiment_form
from pages.ui.experiment import recipe
from pages.ui.group.queueing import group_name, offer, start
from pages.ui.shell import presses, state
from pages.ui.shell.absent import absent
from pages.ui.shell.errors import show as show_error
from pages.ui.shell.pickers import pick_corpus
from pages.ui.shell.text import escape

DIMS = (2, 3, 5, 10, 20, 50, 100)
MOST_SEEDS = 20
USUAL = "dims of the preset"
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


def ablation_form(runs: Sequence[Run]) -> str:
    """Everything that is set before an ablation, and the button that queues its runs.

    runs: of the store, to estimate the time by. Returns the corpus that was chosen.
    """
    corpus = pick_corpus()
    draft = recipe.read(corpus.name)
    experiment_form.pick_preset(draft)
    base = recipe.base(draft).model
    if "variants" not in base.capabilities:
        absent(base, "variants", "There is nothing that an ablation could compare.")
        return corpus.name
    plan = _plan(base, None if base.size() is None else draft.values["model.dim"])
    if draft.error:
        show_error(draft.error)
    elif not plan.names or (base.size() is not None and not plan.dims):
        st.caption("Choose at least one variant and one dimension.")
    elif draft.experiment is not None:
        experiment_form.changes(draft)
        if draft.refused:
            experiment_form.refusal(draft.refused)
        else:
            _offer(draft.experiment, draft.preset, plan, runs, corpus.labels)
    with st.expander("Settings", icon=":material/tune:", key="settings"):
        varied = ", ".join(sorted(f"`{path}`" for path in _varied(base, plan.set)))
        st.caption(f"They hold for all runs, but for what the ablation varies: {varied}.")
        experiment_form.settings(draft)
    return corpus.name


def _plan(model: ModelSettings, size: int | None) -> Plan:
    """size: dimensions of the draft; None for a method without."""
    standard = variant_set(model)
    chosen: str | None = standard
    if len(model.variants) > 1:
        chosen = st.segmented_control(
            "Compare",
            list(model.variants),
            default=_keep("set of variants", list(model.variants), standard),
            required=True,
            key="set of variants",
            wrap=True,
        )
    # Required, but a press that comes while the page is drawn can leave it without a choice.
    chosen = chosen or standard
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
    titled = [name for name in names if compared.titles[name] != name]
    st.caption(" · ".join(f"**{escape(n)}** {escape(compared.titles[n])}" for n in titled))
    left, right = st.columns([2, 1])
    dims: list[int] = []
    if size is not None:
        usual = list(compared.dims or (size,))
        sizes = sorted({*DIMS, *usual, size})
        shown = _keep("dims", sizes, usual)
        # As long as nobody has chosen dimensions they follow the preset.
        if "dims" in st.session_state and (
            st.session_state["dims"] == st.session_state.get(USUAL) != usual
        ):
            st.session_state["dims"], shown = usual, None
        st.session_state[USUAL] = usual
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
    size = set() if model.size() is None else {"model.dim"}
    return {"seed", *size, *(f"model.{field}" for field in varied(model, name))}


def _keep(key: str, options: Sequence[Any], usual: Any) -> Any:
    """What a widget shows at first: `usual`, or None where this sets it in the session.

    What was chosen for another method and does not exist for this one gives way to `usual`. It is
    set and not forgotten: a forgotten value would still be what the browser shows.
    """
    if key not in st.session_state:
        return usual
    chosen = st.session_state[key]
    if isinstance(chosen, str):
        if chosen in options:
            return usual
        st.session_state[key] = usual
        return None
    known = [value for value in chosen or () if value in options]
    if len(known) == len(chosen or ()):
        return usual
    st.session_state[key] = known or list(usual)
    return None


def _offer(
    base: Experiment, preset: str, plan: Plan, runs: Sequence[Run], labels: int | None
) -> None:
    """The cost of the grid and the button, or the way to run it where there is no queue."""
    seeds = range(base.seed, base.seed + plan.seeds)
    try:
        every = ablation_grid(base, plan.dims, seeds, name=plan.set)
    except HyperlabelError as error:  # a variant that these settings cannot have
        show_error(error)
        return
    grid = [experiment for experiment in every if variant(experiment, plan.set) in plan.names]
    whole = len(plan.names) == len(variants(base.model, plan.set))
    tuning = TUNING if base.model.rate_group() else ""
    remark = tuning + ("" if whole else "The command runs all variants.")
    line = command(base, preset, plan)
    if not offer(grid, runs, what="ablation", line=line, labels=labels, remark=remark):
        return
    with presses.answering():
        try:
            with st.spinner("Reading the corpus …", show_time=True):
                check_variants([one for one in grid if one.seed == base.seed], plan.set)
        except HyperlabelError as error:  # else one of them could only fail
            show_error(error)
            return
        group = group_name(grid)
        if start(grid, group, named=partial(default_name, compared=plan.set)):
            state.put(state.GROUP, group)


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
