"""What else the runs of an ablation measured: recovery, missing labels, dead units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import UNDEFINED
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.ablation.groups import called, set_of, variant_names

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Sample

PLACELESS = "no places of labels, or no true hierarchy"
FLAT = "no hierarchy in the corpus"

MEASURES = {
    "test_missing/macro_f1": ("macro-F1, labels missing", 100.0, "%.1f", "no label was hidden"),
    "recovery/edge_f1": ("edge F1", 1.0, "%.2f", PLACELESS),
    "recovery/ancestor_f1": ("ancestor F1", 1.0, "%.2f", PLACELESS),
    "recovery/spearman": ("Spearman with hops", 1.0, "%.2f", PLACELESS),
    "hierarchical/hf": ("hierarchical F1", 100.0, "%.1f", FLAT),
    "hierarchical/decision_violations": ("contradictions", 100.0, "%.1f", FLAT),
    "network/dead_units": ("dead units", 1.0, "%.1f", "no hidden units to die"),
}
"""Score -> its title, the factor it is shown with, its format, and why runs are without it."""

SPREAD = "mean ± standard deviation"

NOTHING_YET = "Results appear here with the first run that finishes."

EXPLANATION = (
    "**Labels missing**: the test documents, each of which lost a label with the probability "
    "that training documents did. **Edge F1, ancestor F1, Spearman**: the hierarchy read off the "
    "label points against the true one (1 is perfect; see the page Label hierarchy for chance). "
    "**Hierarchical F1**: of labels with all their ancestors. **Contradictions**: documents with a "
    f"predicted label without its parent. {UNDEFINED} is undefined; means leave it out."
)


def further(group: Sequence[Run], dim: int) -> None:
    """Mean, median and standard deviation of everything else, for one dimension.

    dim: 0 for a method without.
    """
    from hmlc_core.runs.grid import further as collect

    finished = [run for run in group if run.status == "finished"]
    samples = collect(finished, name=set_of(group)).get(dim, {})
    there = [score for score in MEASURES if any(score in of for of in samples.values())]
    if not there:
        st.caption(f"Nothing else was measured. {_absent(())}" if finished else NOTHING_YET)
        return
    names = [name for name in variant_names(group) if name in samples]
    part = st.segmented_control(
        "Statistic",
        [SPREAD, "median"],
        default=SPREAD,
        required=True,
        key="further statistic",
        label_visibility="collapsed",
    )
    columns: dict[str, list[str]] = {"variant": [called(group, name) for name in names]}
    for score in there:
        title, factor, form, _ = MEASURES[score]
        columns[title] = [
            _cell(samples.get(variant, {}).get(score), part, factor, form) for variant in names
        ]
    st.dataframe(
        columns,
        hide_index=True,
        height="content",
        alt="Recovery, missing labels and contradictions of each variant.",
    )
    st.caption(f"{EXPLANATION} {_absent(there)}")
    _dead_units(finished)


def _absent(there: Sequence[str]) -> str:
    """A sentence about the columns that are not in the table."""
    why: dict[str, list[str]] = {}
    for score, (title, _, _, reason) in MEASURES.items():
        if score not in there:
            why.setdefault(reason, []).append(title)
    listed = "; ".join(f"{', '.join(titles)} ({reason})" for reason, titles in why.items())
    return f"Not measured: {listed}." if listed else ""


def _cell(sample: Sample | None, part: str, factor: float, form: str) -> str:
    if sample is None:
        return UNDEFINED
    if part == "median":
        return form % (factor * sample.median)
    return sample.written(form, factor)


def _dead_units(finished: Sequence[Run]) -> None:
    """Runs with and without a dead unit, since with few units it may decide more than a variant."""
    split: Mapping[bool, list[float]] = {True: [], False: []}
    for run in finished:
        units = run.scores_under("network").get("dead_units")
        score = run.test_scores.get("macro_f1")
        if units is not None and score is not None:
            split[units > 0].append(100 * score)
    if split[True] and split[False]:
        st.caption(
            f"A dead unit is a hidden unit that is 0 for every training document, and can never "
            f"learn. Median macro-F1 of {counted(len(split[True]), 'run')} with one or more: "
            f"{median(split[True]):.1f}, of {counted(len(split[False]), 'run')} without: "
            f"{median(split[False]):.1f}. Compare that with the differences between variants."
        )
    elif split[False]:
        st.caption("No run ended with a dead hidden unit.")
