"""What the seeds of an ablation say, and a disk for each variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from hmlc_core.experiment import ALL, SCORES, UNDEFINED, score_title
from hmlc_core.experiment.variants import variants
from hmlc_core.runs.opened import readable
from hmlc_core.runs.references import all_titles
from hmlc_core.runs.run import Run
from hmlc_core.shipped import program
from hmlc_core.wording import counted
from pages.ui.ablation.groups import called, cells_of, set_of, variant_names
from pages.ui.frame import stage_and_side
from pages.ui.group.verdict import tests, verdict
from pages.ui.run.disk import being_arranged, run_disk
from pages.ui.run.scores import references, reservations
from pages.ui.shell.absent import absent
from pages.ui.shell.live import live
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Comparison, Sample


def results(group: Sequence[Run], score: str, dim: int) -> None:
    """What the seeds say in one dimension: the means beside the references, then the verdict."""
    if not (finished := _finished(group)):
        return
    levels, comparison = references(finished[0]), _compared(group).get(dim)
    if comparison is None:
        st.info(f"No run in {dim} dimensions has finished yet.", icon=":material/hourglass_empty:")
        return
    _means(group, comparison, levels)
    st.caption("Test documents, in percent: mean ± standard deviation over seeds.")
    reservations(finished[0], levels)
    where = f", in {counted(dim, 'dimension')}" if dim else ""
    verdict(comparison.differences.get(score, ()), score, where=where)
    if ALL[score].threshold:
        st.caption(
            f"{ALL[score].about} Scores that need no threshold ask only for the order of labels; a "
            "difference that only F1 shows may be one of how boldly labels are given."
        )
    learning_rates(group)


def differences(group: Sequence[Run], score: str, dim: int) -> None:
    """The differences between all pairs of variants beside the noise, and their tests."""
    from hmlc_core.plotting.ablation import paired_differences

    if _finished(group) and (comparison := _compared(group).get(dim)) is not None:
        chart(paired_differences(comparison, score, template=template()), key="differences")
        if found := comparison.differences.get(score, ()):
            tests(found)


def by_dimension(group: Sequence[Run], score: str) -> None:
    """The means of a score over the dimensions, and the references."""
    from hmlc_core.plotting.ablation import scores_by_dimension

    if not (finished := _finished(group)):
        return
    compared = _compared(group)
    if not any(compared):
        title = escape(readable(group[0]).model.title, 60)
        st.caption(f"{title} has no dimensions to choose: Results has all that there is.")
        return
    fields = variants(readable(group[0]).model, set_of(group))
    figure = scores_by_dimension(compared, score, fields=fields, template=template())
    chart(figure, key="by-dimension", data=_columns(compared, score))
    levels = references(finished[0])
    listed = ", ".join(
        f"{name} {levels[key][score]:.1%}"
        for key, name in all_titles().items()
        if score in levels.get(key, {})
    )
    if listed:
        st.caption(f"For comparison, {score_title(score)} of the references: {listed}.")


def _finished(group: Sequence[Run]) -> list[Run]:
    """The runs with results; says so where there is none yet."""
    finished = [run for run in group if run.status == "finished" and run.test_scores]
    if not finished:
        st.info(
            "Results appear here with the first run that finishes.",
            icon=":material/hourglass_empty:",
        )
    return finished


def _compared(group: Sequence[Run]) -> Mapping[int, Comparison]:
    from hmlc_core.runs.grid import comparisons

    return comparisons([run for run in group if run.status == "finished"], name=set_of(group))


def _columns(compared: Mapping[int, Comparison], score: str) -> dict[str, list[Any]]:
    rows = [
        (dim, name, *(getattr(samples[score], part) for part in ("n", "mean", "sd", "low", "high")))
        for dim, comparison in compared.items()
        for name, samples in comparison.variants.items()
        if score in samples
    ]
    names = ("dimensions", "variant", "seeds", f"mean {score_title(score)}", "sd", "low", "high")
    return {name: list(values) for name, values in zip(names, zip(*rows))}


def _means(
    group: Sequence[Run], comparison: Comparison, levels: Mapping[str, Mapping[str, float]]
) -> None:
    rows: dict[str, list[str]] = {}
    for name, samples in comparison.variants.items():
        seeds = counted(comparison.seeds[name], "seed")
        rows[f"{called(group, name)} ({seeds})"] = [_cell(samples.get(score)) for score in SCORES]
    for key, name in all_titles().items():
        if key in levels:
            rows[name] = [
                f"{100 * levels[key][score]:.1f}" if score in levels[key] else UNDEFINED
                for score in SCORES
            ]
    columns: dict[str, list[str]] = {"variant": list(rows)}
    for n, score in enumerate(SCORES):
        columns[score_title(score)] = [cells[n] for cells in rows.values()]
    st.dataframe(
        columns,
        hide_index=True,
        height="content",
        column_config={
            "variant": st.column_config.TextColumn(width=255, pinned=True),
            **{
                score_title(score): st.column_config.TextColumn(help=ALL[score].about)
                for score in SCORES
            },
        },
        alt="Mean scores of each variant and of the references.",
    )


def _cell(sample: Sample | None) -> str:
    """Mean ± standard deviation in percent."""
    return UNDEFINED if sample is None else sample.written()


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
            f"between spaces may be one of rates. `{program()} ablate … --tune` is fairer: "
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
    stage, side = stage_and_side()
    with side:
        dims = sorted({dim for _, dim, _ in cells})
        dim = dims[0]
        if len(dims) > 1 or dim:
            dim = st.selectbox("Dimensions", dims, key="disk dim", bind="query-params")
        seeds = sorted({seed for _, _, seed in cells})
        seed = st.selectbox("Seed", seeds, key="disk seed", bind="query-params")
        st.caption(
            "The pictures move together: what is selected, turned or zoomed in one is so in all. "
            "Colour: top branch; lines: true edges."
        )
    names = variant_names(group)
    with stage, st.container(key="quarters"):
        for row in (names[at : at + 2] for at in range(0, len(names), 2)):
            for name, column in zip(row, st.columns(2, gap="small")):
                with column:
                    st.markdown(f"**{escape(called(group, name), 80)}**")
                    run = cells.get((name, dim, seed))
                    if run is None:
                        st.caption("Not part of this ablation.")
                    else:
                        _disk(run, name)


def _disk(run: Run, name: str) -> None:
    """Drawn again as long as it is being arranged; the whole tab follows a run at work."""
    live(
        lambda: run_disk(run, key=f"ablation {name}", link="ablations"),
        alive=lambda: being_arranged(run.id),
    )
