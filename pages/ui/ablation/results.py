"""What the seeds of an ablation say, and a disk for each variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from hmlc_core.experiment import SCORES
from hmlc_core.experiment.variants import variants
from hmlc_core.runs.opened import readable
from hmlc_core.runs.references import titles
from hmlc_core.runs.run import Run
from pages.ui.ablation.further import further
from pages.ui.ablation.groups import cells_of, set_of, variant_names
from pages.ui.run.disk import run_disk
from pages.ui.run.scores import references, refitted
from pages.ui.shell.absent import absent
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Comparison, Difference

MOST_TOLD = 8
"""Of more pairs than this only the differences beyond noise are told in words."""


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
    compared = comparisons(finished, name=set_of(group))
    preferred = readable(finished[0]).training.select_by
    score = st.selectbox(
        "Score", SCORES, SCORES.index(preferred), key="score", bind="query-params", width=180
    )
    levels = references(finished[0])
    if any(compared):  # a method without dimensions has nothing to draw them over
        fields = variants(readable(group[0]).model, set_of(group))
        figure = scores_by_dimension(compared, score, fields=fields, template=template())
        chart(figure, key="by-dimension", data=_columns(compared, score))
    if levels:
        listed = ", ".join(
            f"{name} {levels[key][score]:.1%}" for key, name in titles().items() if key in levels
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
    size = f", {dim} dimensions" if dim else ""
    st.markdown(f"**Means over seeds{size}, test documents**")
    _means(comparison, levels)
    refitted(finished[0], levels)
    _differences(comparison, score, dim)
    further(group, dim, list(comparison.variants), name=set_of(group))


def _columns(compared: Mapping[int, Comparison], score: str) -> dict[str, list[Any]]:
    rows = [
        (dim, name, *(getattr(samples[score], part) for part in ("n", "mean", "sd", "low", "high")))
        for dim, comparison in compared.items()
        for name, samples in comparison.variants.items()
    ]
    names = ("dimensions", "variant", "seeds", f"mean {score}", "sd", "low", "high")
    return {name: list(values) for name, values in zip(names, zip(*rows))}


def _means(comparison: Comparison, levels: Mapping[str, Mapping[str, float]]) -> None:
    rows: dict[str, list[str]] = {}
    for name, samples in comparison.variants.items():
        seeds = samples[SCORES[0]].n
        cells = []
        for score in SCORES:
            sample = samples[score]
            half = "" if sample.high is None else f" ± {100 * (sample.high - sample.mean):.1f}"
            cells.append(f"{100 * sample.mean:.1f}{half}")
        rows[f"{name} ({seeds} seed{'s' * (seeds > 1)})"] = cells
    for key, name in titles().items():
        if key in levels:
            rows[name] = [
                f"{100 * levels[key][score]:.1f}" if score in levels[key] else ""
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
    size = f", in {dim} dimensions" if dim else ""
    st.markdown(f"**{head}{size}.**\n\n" + "\n".join(lines))
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
    """Which learning rates of points were compared, where they need not mean the same."""
    rates: dict[tuple[str, int], set[float]] = {}
    for run in group:
        settings = readable(run)
        place = settings.model.rate_group(), settings.model.size() or 0
        rates.setdefault(place, set()).add(settings.training.point_rate)
    if len({name for name, _ in rates}) < 2:
        return  # one kind of points, or none, alike in all variants
    every = set().union(*rates.values())
    if len(every) == 1:
        text = (
            f"All runs move points at the same nominal rate, {every.pop():g}. That is not the same "
            "step: at the origin the ball's metric halves a step in coordinates. So a difference "
            "between spaces may be one of rates. `python -m hmlc_core ablate … --tune` is fairer: "
            "it chooses each space's rate by the same rule, on validation documents and with a "
            "seed that is not compared."
        )
    else:
        listed = ", ".join(
            f"{name}{f' {dim}-D' if dim else ''} {'/'.join(f'{rate:g}' for rate in sorted(found))}"
            for (name, dim), found in sorted(rates.items())
        )
        text = (
            f"Learning rates of points: {escape(listed, 500)}. They differ by space, as `--tune` "
            "chooses them: by the same rule for all, on validation documents, with a seed that is "
            "not compared."
        )
    st.caption(text)


def disks(group: Sequence[Run]) -> None:
    """The labels of the variants at one dimension and seed, two in a row."""
    model, cells = readable(group[0]).model, cells_of(group)
    if "places" not in model.capabilities:
        absent(model, "places", "There are no pictures of its labels to compare.")
        return
    left, right = st.columns(2)
    with left:
        dims = sorted({dim for _, dim, _ in cells})
        dim = dims[0]
        if len(dims) > 1 or dim:
            dim = st.selectbox("Dimensions", dims, key="disk dim", bind="query-params")
    with right:
        seeds = sorted({seed for _, _, seed in cells})
        seed = st.selectbox("Seed", seeds, key="disk seed", bind="query-params")
    names = variant_names(group)
    for row in (names[at : at + 2] for at in range(0, len(names), 2)):
        for name, column in zip(row, st.columns(2, gap="large")):
            with column:
                st.markdown(f"**{escape(name, 60)}**")
                run = cells.get((name, dim, seed))
                if run is None:
                    st.caption("Not part of this ablation.")
                else:
                    run_disk(run, key=f"ablation {name}", height=360, link="ablations")
