"""What else the runs of an ablation measured: recovery, missing labels, dead units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.run import Run

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Sample

MEASURES = {
    "test_missing/macro_f1": ("macro-F1, labels missing", 100.0, "%.1f"),
    "recovery/edge_f1": ("edge F1", 1.0, "%.2f"),
    "recovery/ancestor_f1": ("ancestor F1", 1.0, "%.2f"),
    "recovery/spearman": ("Spearman with hops", 1.0, "%.2f"),
    "hierarchical/hf": ("hierarchical F1", 100.0, "%.1f"),
    "hierarchical/decision_violations": ("contradictions", 100.0, "%.1f"),
    "network/dead_units": ("dead units", 1.0, "%.1f"),
}
"""Score -> its title, the factor it is shown with, and its format."""

EXPLANATION = (
    "**Labels missing**: the test documents, each of which lost a label with the probability "
    "that training documents did. **Edge F1, ancestor F1, Spearman**: the hierarchy read off the "
    "label points against the true one (1 is perfect; see the page Label hierarchy for chance). "
    "**Hierarchical F1**: of labels with all their ancestors. **Contradictions**: documents with a "
    "predicted label without its parent. Undefined values are left out."
)


def further(group: Sequence[Run], dim: int, names: Sequence[str], *, name: str | None) -> None:
    """Mean, median and standard deviation of everything else, for one dimension.

    dim: 0 for a method without. names: of the variants, from the set called `name`.
    """
    from hmlc_core.runs.grid import further as collect

    finished = [run for run in group if run.status == "finished"]
    samples = collect(finished, name=name).get(dim, {})
    there = [score for score in MEASURES if any(score in of for of in samples.values())]
    if not there:
        return
    size = f", {dim} dimensions" if dim else ""
    st.markdown(f"**Beyond the test scores{size}**")
    part = st.segmented_control(
        "Statistic",
        ["mean ± sd", "median"],
        default="mean ± sd",
        required=True,
        key="further statistic",
        label_visibility="collapsed",
    )
    columns: dict[str, list[str]] = {"variant": list(names)}
    for score in there:
        title, factor, form = MEASURES[score]
        columns[title] = [
            _cell(samples.get(variant, {}).get(score), part, factor, form) for variant in names
        ]
    st.dataframe(
        columns,
        hide_index=True,
        height=38 + 35 * len(names),
        alt="Recovery, missing labels and contradictions of each variant.",
    )
    st.caption(EXPLANATION)
    _dead_units(finished)


def _cell(sample: Sample | None, part: str, factor: float, form: str) -> str:
    if sample is None:
        return "undefined"
    if part == "median":
        return form % (factor * sample.median)
    spread = "" if sample.sd is None else f" ± {form % (factor * sample.sd)}"
    return f"{form % (factor * sample.mean)}{spread}"


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
            f"learn. {len(split[True])} runs end with one or more: their median macro-F1 is "
            f"{median(split[True]):.1f}, that of the other {len(split[False])} runs "
            f"{median(split[False]):.1f}. Compare that with the differences between variants."
        )
    elif split[False]:
        st.caption("No run ended with a dead hidden unit.")
