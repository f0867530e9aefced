"""What the seeds say of the methods: means beside references, what is more than noise, costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from statistics import mean, stdev
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.evaluation.learned import UNLEARNED, unlearned
from hmlc_core.experiment import ALL, SCORES, score_title
from hmlc_core.runs.comparing import compared
from hmlc_core.runs.opened import readable
from hmlc_core.runs.origin import origin
from hmlc_core.runs.references import all_titles
from hmlc_core.runs.run import Run, duration
from hmlc_core.wording import counted
from pages.ui.group.verdict import verdict
from pages.ui.run.scores import before_the_end, reservations
from pages.ui.shell import resources
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template
from pages.ui.systems.groups import (
    NOTHING,
    called,
    cells,
    finished,
    methods_of,
)
from pages.ui.systems.silence import silence
from pages.ui.systems.widths import widths

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Comparison, Sample

WAITING = "Results appear here with the first run that finishes."


def results(group: Sequence[Run], score: str, opponent: str) -> None:
    """The verdict, the means beside the references, a picture of them, and what each costs.

    opponent: title of the method that the others are compared with.
    """
    ended = [run for by_seed in finished(group).values() for run in by_seed.values()]
    levels = references_of(group, score)
    comparison = compared(finished(group), opponent).comparison
    if not ended:
        st.info(WAITING, icon=":material/hourglass_empty:")
    found = comparison.differences.get(score, ())
    verdict(found, score, where=f", against {escape(opponent, 60)}")
    if ended:
        silence(comparison, score, opponent)
    for name in unlearned(comparison.variants, levels):
        st.warning(f"{escape(name, 60)} is {UNLEARNED}.", icon=":material/warning:")
    _means(group, comparison, levels)
    st.caption(
        f"Test documents, in percent: {over_seeds(comparison)}. "
        f"{NOTHING} is not measured, or not defined."
    )
    if not ended:
        return
    reservations(ended[0], levels)
    _picture(group, comparison, levels, score)
    st.markdown("**What each costs**")
    _costs(group)


def references_of(group: Sequence[Run], score: str) -> Mapping[str, Mapping[str, float]]:
    """References, the fullest there are, without those that are among the methods.

    Runs of different age have different scores beside them: those of one that has this score.
    """
    ended = [run for by_seed in finished(group).values() for run in by_seed.values()]
    runs = ended or list(group)
    simple = cache(lambda: before_the_end(runs[0]))  # all learn from the same documents
    found: Mapping[str, Mapping[str, float]] = {}
    for run in runs:
        found = resources.store().references(run.id) or simple() or found
        if any(score in scores for scores in found.values()):
            break
    return {name: scores for name, scores in found.items() if name not in methods_of(group)}


def _means(
    group: Sequence[Run], comparison: Comparison, levels: Mapping[str, Mapping[str, float]]
) -> None:
    others = [
        score
        for score in ALL
        if score not in SCORES and any(score in found for found in comparison.variants.values())
    ]
    there = [*SCORES, *others]
    seeds = len({seed for _, seed in cells(group)})
    rows: dict[str, list[str]] = {}
    for name in (called(group, name) for name in methods_of(group)):
        samples = comparison.variants.get(name, {})
        spread = [percentages(samples.get(score)) for score in there]
        rows[name] = [f"{comparison.seeds.get(name, 0)} of {seeds}", *spread]
    for key, title in all_titles().items():
        if key in levels:
            found = levels[key]
            row = [f"{100 * found[score]:.1f}" if score in found else NOTHING for score in there]
            rows[title] = ["", *row]
    helps = {score_title(name): ALL[name].about for name in there}
    columns = {"method": list(rows), "seeds": [row[0] for row in rows.values()]}
    for number, score in enumerate(there, start=1):
        columns[score_title(score)] = [row[number] for row in rows.values()]
    wide = widths(columns)
    st.dataframe(
        columns,
        hide_index=True,
        height="content",
        column_config={
            title: st.column_config.TextColumn(
                pinned=title == "method", width=wide[title], help=helps.get(title)
            )
            for title in columns
        },
        alt="Mean test scores of each method, and of the references to compare them with.",
    )


def percentages(sample: Sample | None) -> str:
    """Mean ± standard deviation in percent."""
    return NOTHING if sample is None else sample.written()


def _picture(
    group: Sequence[Run],
    comparison: Comparison,
    levels: Mapping[str, Mapping[str, float]],
    score: str,
) -> None:
    from hmlc_core.plotting.systems import method_means

    samples = {name: of[score] for name, of in comparison.variants.items() if score in of}
    beside = {name: found[score] for name, found in levels.items() if score in found}
    figure = method_means(samples, beside, all_titles(), score=score, template=template())
    parts = ("n", "mean", "sd", "low", "high")
    data = {"method": list(samples)} | {
        part: [getattr(sample, part) for sample in samples.values()] for part in parts
    }
    chart(figure, key="method means", data=data)


def _costs(group: Sequence[Run]) -> None:
    """Preset, time and size of each method."""
    names, done = methods_of(group), finished(group)
    runs = {name: list(done.get(called(group, name), {}).values()) for name in names}
    settings = {
        name: origin(next(readable(run) for run in group if readable(run).model.name == name))
        for name in names
    }
    st.dataframe(
        {
            "method": [called(group, name) for name in names],
            "time": [_time(runs[name]) for name in names],
            "parameters": [_parameters(runs[name]) for name in names],
            "settings": [", ".join((preset, *changes)) for preset, changes in settings.values()],
        },
        hide_index=True,
        height="content",
        column_config={
            "time": st.column_config.TextColumn(
                help="Training of one run with all its stages: mean ± standard deviation over "
                "seeds. Runs that trained side by side slow each other down."
            ),
            "parameters": st.column_config.TextColumn(help="Numbers that a method learns."),
            "settings": st.column_config.TextColumn(
                help="Preset, and what a run has otherwise. The same for all seeds."
            ),
        },
        alt="Time, number of parameters and settings of each method.",
    )


def _time(runs: Sequence[Run]) -> str:
    seconds = [run.seconds for run in runs]
    if not seconds:
        return NOTHING
    spread = f" ± {duration(stdev(seconds))}" if len(seconds) > 1 else ""
    return f"{duration(mean(seconds))}{spread}"


def _parameters(runs: Sequence[Run]) -> str:
    """Their number, which the documents of a seed may change a little."""
    known = sorted(
        {int(size) for run in runs if (size := run.scores.get("network/parameters")) is not None}
    )
    if not known:
        return NOTHING
    return "–".join(f"{size:,}" for size in dict.fromkeys((known[0], known[-1])))


def over_seeds(comparison: Comparison) -> str:
    """What stands for a method in a table, by how many seeds the methods have."""
    low, high = (end(comparison.seeds.values(), default=0) for end in (min, max))
    if high == 1:
        return "one seed"
    seeds = counted(high, "seed") if low == high else f"{low} to {high} seeds"
    return "mean ± standard deviation over " + (seeds if high else "seeds")
