"""An ablation: how far it is, what its seeds say, and the four disks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from hmlc_core.experiment import SCORES, HyperIM
from hmlc_core.experiment.variants import variant, variants
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.ablation.further import further
from pages.ui.run.film import run_disk
from pages.ui.run.scores import REFERENCES, references
from pages.ui.shell import resources
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Comparison, Difference

SHOWN_REASONS = 3
MOST_TOLD = 8
"""Of more pairs than this only the differences beyond noise are told in words."""


def groups(runs: Sequence[Run]) -> dict[str, list[Run]]:
    """The ablations among the runs by name, newest first.

    Left out are groups in which a variant meets a seed twice: those tried learning rates.
    """
    found: dict[str, list[Run]] = {}
    for run in runs:
        if run.group and run.experiment is not None:
            found.setdefault(run.group, []).append(run)
    return {
        name: members
        for name, members in found.items()
        if max(Counter(map(_cell, members)).values()) == 1
    }


def progress(group: Sequence[Run]) -> None:
    """How far the group is, each run's state, and the button to stop the rest."""
    states = Counter(run.status for run in group)
    ended = len(group) - sum(states[status] for status in ACTIVE)
    parts = ", ".join(f"{count} {status}" for status, count in states.items())
    if ended < len(group):
        share = (ended + sum(run.progress for run in group if run.status in ACTIVE)) / len(group)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(share, 1.0), parts)
            if st.button("Stop the rest", icon=":material/stop:", key="stop the rest"):
                for run in group:
                    if run.status in ("queued", "running"):
                        resources.service().stop(run.id)
                st.rerun()
    else:
        st.caption(f"{len(group)} runs: {parts}.")
    lost = [run for run in group if run.status in ("failed", "interrupted", "stopped")]
    if lost:
        reasons = [
            f"- {escape(run.name, 80)}: {escape(run.message or run.status, 300)}"
            for run in lost[:SHOWN_REASONS]
        ]
        more = f"\n- and {len(lost) - SHOWN_REASONS} more" if len(lost) > SHOWN_REASONS else ""
        st.warning(
            f"{len(lost)} runs ended before their time and are missing below. The page Runs can "
            "resume them.\n\n" + "\n".join(reasons) + more,
            icon=":material/warning:",
        )
    with st.expander("Every run", icon=":material/grid_on:", key="every run"):
        _matrix(group)


def _matrix(group: Sequence[Run]) -> None:
    """Variants and dimensions by seeds: the chosen score where there is one, else the state."""
    score = SCORES[0]
    seeds = sorted({run.experiment.seed for run in group if run.experiment})
    order = _names(group)
    rows = sorted({_cell(run)[:2] for run in group}, key=lambda row: (row[1], order.index(row[0])))
    cells = {_cell(run): run for run in group}
    columns: dict[str, list[str]] = {"": [f"{name} {dim}-D" for name, dim in rows]}
    for seed in seeds:
        found = [cells.get((*row, seed)) for row in rows]
        columns[f"seed {seed}"] = [_state(run, score) for run in found]
    st.dataframe(columns, hide_index=True, alt=f"{score} or state of each run, by seed.")
    st.caption(f"{score} on test documents in percent, or the run's state.")


def _state(run: Run | None, score: str) -> str:
    if run is None:
        return ""
    if score in run.test_scores:
        return f"{100 * run.test_scores[score]:.1f}"
    return f"{run.progress:.0%}" if run.status == "running" else run.status


def _cell(run: Run) -> tuple[str, int, int]:
    assert run.experiment is not None
    return variant(run.experiment), run.experiment.model.dim, run.experiment.seed


def _names(group: Sequence[Run]) -> list[str]:
    """The variants of the group: those of its models in their order, then others."""
    experiments = [run.experiment for run in group if run.experiment is not None]
    known = [name for experiment in experiments for name in variants(experiment.model)]
    found = {variant(experiment) for experiment in experiments}
    return [*dict.fromkeys(name for name in known if name in found), *sorted(found - set(known))]


def results(group: Sequence[Run]) -> None:
    """Scores by dimension, means, and differences, beside the references."""
    from hmlc_core.plotting.ablation import scores_by_dimension
    from hmlc_core.runs.grid import comparisons

    finished = [run for run in group if run.status == "finished" and run.test_scores]
    if not finished:
        st.info(
            "Results appear here with the first run that finishes.",
            icon=":material/hourglass_empty:",
        )
        return
    compared = comparisons(finished)
    chosen = finished[0].experiment.training.select_by if finished[0].experiment else SCORES[0]
    score = st.selectbox(
        "Score", SCORES, SCORES.index(chosen), key="score", bind="query-params", width=180
    )
    beside = references(finished[0])
    figure = scores_by_dimension(compared, score, template=template())
    chart(figure, key="by-dimension", data=_columns(compared, score))
    if beside:
        listed = ", ".join(
            f"{name} {beside[key][score]:.1%}" for key, name in REFERENCES.items() if key in beside
        )
        st.caption(f"For comparison, {score} of the references: {listed}.")
    if score.endswith("f1"):
        st.caption(
            "F1 counts a label as predicted from a probability of .5 on: a model that is merely "
            "bolder about rare labels gets more. P@k and nDCG ask only for the order of labels; "
            "a difference that only F1 shows may be no more than that."
        )
    learning_rates(group)
    dim = next(iter(compared))
    if len(compared) > 1:
        dim = st.segmented_control(
            "Dimensions of the tables below",
            list(compared),
            default=dim,
            required=True,
            key="dim of tables",
        )
    comparison = compared[dim]
    st.markdown(f"**Means over seeds, {dim} dimensions, test documents**")
    _means(comparison, beside)
    _differences(comparison, score, dim)
    further(group, dim, list(comparison.variants))


def _columns(compared: Mapping[int, Comparison], score: str) -> dict[str, list[Any]]:
    rows = [
        (dim, name, *(getattr(samples[score], part) for part in ("n", "mean", "sd", "low", "high")))
        for dim, comparison in compared.items()
        for name, samples in comparison.variants.items()
    ]
    names = ("dimensions", "variant", "seeds", f"mean {score}", "sd", "low", "high")
    return {name: list(values) for name, values in zip(names, zip(*rows))}


def _means(comparison: Comparison, beside: Mapping[str, Mapping[str, float]]) -> None:
    rows: dict[str, list[str]] = {}
    for name, samples in comparison.variants.items():
        seeds = samples[SCORES[0]].n
        cells = []
        for score in SCORES:
            sample = samples[score]
            half = "" if sample.high is None else f" ± {100 * (sample.high - sample.mean):.1f}"
            cells.append(f"{100 * sample.mean:.1f}{half}")
        rows[f"{name} ({seeds} seed{'s' * (seeds > 1)})"] = cells
    for key, name in REFERENCES.items():
        if key in beside:
            rows[name] = [
                f"{100 * beside[key][score]:.1f}" if score in beside[key] else ""
                for score in SCORES
            ]
    columns: dict[str, list[str]] = {"variant": list(rows)}
    columns |= {score: [cells[n] for cells in rows.values()] for n, score in enumerate(SCORES)}
    st.dataframe(
        columns,
        hide_index=True,
        height=38 + 35 * len(rows),
        alt="Mean scores of each variant and of the references.",
    )
    st.caption("In percent: mean ± half of its 95 % interval (Student's t, over seeds).")


def _differences(comparison: Comparison, score: str, dim: int) -> None:
    from hmlc_core.plotting.ablation import paired_differences

    found = comparison.differences[score]
    figure = paired_differences(comparison, score, template=template())
    chart(figure, key="differences")
    if not found:
        return
    beyond = [item for item in found if item.significant]
    if all(item.p_holm is None for item in found):
        head = f"One seed cannot tell a difference in {score} from noise"
    elif beyond:
        head = f"{len(beyond)} of {len(found)} differences in {score} are beyond noise"
    else:
        head = f"All differences in {score} are within noise"
    told = found if len(found) <= MOST_TOLD else beyond
    lines = [f"- {escape(item.verdict(), 300)}" for item in told]
    st.markdown(f"**{head}, in {dim} dimensions.**\n\n" + "\n".join(lines))
    _tests(found)


def _tests(found: Sequence[Difference]) -> None:
    with st.expander("Paired tests", icon=":material/functions:", key="paired tests"):
        st.dataframe(
            {
                "pair": [f"{item.first} − {item.second}" for item in found],
                "seeds": [item.sample.n for item in found],
                "points": [100 * item.sample.mean for item in found],
                "p": [item.p for item in found],
                "p (Holm)": [item.p_holm for item in found],
                "p (signs)": [item.p_signs for item in found],
            },
            hide_index=True,
            column_config={
                "points": st.column_config.NumberColumn(format="%+.2f"),
                "p": st.column_config.NumberColumn(
                    format="%.3g", help="Two-sided paired t-test over seeds."
                ),
                "p (Holm)": st.column_config.NumberColumn(
                    format="%.3g", help="Corrected for all pairs compared here; below 0.05 counts."
                ),
                "p (signs)": st.column_config.NumberColumn(
                    format="%.3g",
                    help="Exact sign-flip test, without assuming a normal distribution. With n "
                    "seeds it cannot fall below 2/2ⁿ.",
                ),
            },
            alt="Paired tests of all differences.",
        )


def learning_rates(group: Sequence[Run]) -> None:
    """Which learning rates were compared, and why equal ones are not fair by themselves."""
    rates: dict[tuple[str, int], set[float]] = {}
    for run in group:
        assert run.experiment is not None
        model = run.experiment.model
        if not isinstance(model, HyperIM):
            return  # weights alone are optimised, alike in all variants
        rates.setdefault((model.geometry, model.dim), set()).add(run.experiment.training.point_rate)
    every = set().union(*rates.values())
    if len(every) == 1:
        text = (
            f"All runs move points at the same nominal rate, {every.pop():g}. That is not the same "
            "step: at the origin the ball's metric halves a step in coordinates. So a difference "
            "between E and H may be one of rates. `python -m hmlc_core ablate … --tune` is "
            "fairer: it chooses each geometry's rate by the same rule, on validation documents "
            "and with a seed that is not compared."
        )
    else:
        listed = ", ".join(
            f"{geometry} {dim}-D {'/'.join(f'{rate:g}' for rate in sorted(found))}"
            for (geometry, dim), found in sorted(rates.items())
        )
        text = (
            f"Learning rates of points: {listed}. They differ by geometry, as `--tune` chooses "
            "them: by the same rule for both, on validation documents, with a seed that is not "
            "compared."
        )
    st.caption(text)


def disks(group: Sequence[Run]) -> None:
    """The labels of the variants at one dimension and seed, two in a row."""
    cells = {_cell(run): run for run in group}
    left, right = st.columns(2)
    with left:
        dims = sorted({dim for _, dim, _ in cells})
        dim = st.selectbox("Dimensions", dims, key="disk dim", bind="query-params")
    with right:
        seeds = sorted({seed for _, _, seed in cells})
        seed = st.selectbox("Seed", seeds, key="disk seed", bind="query-params")
    names = _names(group)
    for row in (names[at : at + 2] for at in range(0, len(names), 2)):
        for name, column in zip(row, st.columns(2, gap="large")):
            with column:
                st.markdown(f"**{name}**")
                run = cells.get((name, dim, seed))
                if run is None:
                    st.caption("Not part of this ablation.")
                else:
                    run_disk(run, key=f"ablation {name}", height=360, link="ablations")
