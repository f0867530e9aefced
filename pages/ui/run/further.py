"""What else a run's test documents say: rare labels and deep ones, contradictions, probabilities.

A part is drawn when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import ALL, score_title
from hmlc_core.runs.run import Run
from pages.ui.run.scores import Scores, measures_table, percentages
from pages.ui.shell import resources
from pages.ui.shell.errors import boundary
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.evaluation.calibration import Reliability

EVERY, FREQUENCY, LEVEL, HIERARCHY, CALIBRATION = (
    "All scores",
    "By frequency",
    "By level",
    "Contradictions",
    "Probabilities",
)

BAND = {
    name: score_title(name)
    for name in (
        *("macro_ap", "R@5", "micro_f1", "macro_f1"),
        *("micro_f1_tuned", "macro_f1_tuned"),
    )
}
"""Scores of a group of labels."""

AGREEING = {
    "decision_violations": "contradictions",
    "score_violations": "child > parent",
    **{
        name: score_title(name)
        for name in ("nDCG@5", "micro_f1", "macro_f1", "micro_f1_tuned", "macro_f1_tuned")
    },
}
"""What changes where predictions are made to agree with the hierarchy."""

LEVELS = (
    "Level 1 are the top labels. A label with several parents is as deep as its longest way down."
)
"""What the level of a label is, in one sentence for every page."""

RELIABLE = "**Below the diagonal** probabilities are too high, above it too low."


def further(run: Run, compared: Mapping[str, Scores]) -> None:
    """A choice of parts, and the one that was chosen."""
    families: dict[str, Callable[[Scores], None]] = {
        FREQUENCY: _by_frequency,
        LEVEL: _by_level,
        HIERARCHY: lambda found: _contradictions(run.test_scores, found),
    }
    names = ("by_frequency", "by_depth", "hierarchical")
    found = dict(zip(families, map(run.scores_under, names), strict=True))
    offered = [EVERY, *(part for part, scores in found.items() if scores)]
    if run.experiment is not None and "probabilities" in run.experiment.model.capabilities:
        offered.append(CALIBRATION)
    part = st.segmented_control("More of the test documents", offered, key=f"further {run.id}")
    if not found[FREQUENCY]:
        st.caption(
            "Scores by frequency and by level were not kept for this run: it was made before there "
            "were any. A new run of the same recipe has them."
        )
    if part == EVERY:
        measures_table(run.test_scores, compared, tuple(ALL))
        st.caption(
            "\n".join(f"- **{score.title}**: {score.about}" for score in ALL.values())
            + "\n\nA reference that learns is fitted without a tenth of its documents first, and "
            "has its tuned threshold from these; that of label frequency comes from the documents "
            "it counts, and the best of chance is every label for every document."
        )
    elif part == CALIBRATION:
        with boundary():
            _calibration(run)
    elif part is not None:
        families[part](found[part])


def _by_frequency(scores: Scores) -> None:
    _bands(scores, "Test scores by training documents of a label.")
    st.caption(
        "Percent. Columns: how many training documents a label has, all counted that a run may "
        "use; in brackets, how many such labels there are. R@5: share of their true labels that is "
        "among the five best of all labels of a document."
    )


def _by_level(scores: Scores) -> None:
    _bands(scores, "Test scores by level of a label.")
    st.caption(f"Percent. Columns: levels; in brackets, how many labels there are. {LEVELS}")


def _bands(scores: Scores, alt: str) -> None:
    by_band: dict[str, dict[str, float]] = {}
    for name, value in scores.items():
        band, _, bare = name.rpartition("/")
        by_band.setdefault(band, {})[bare] = value
    columns = {
        f"{band.replace('-', '–')} ({found['labels']:.0f})": found
        for band, found in sorted(by_band.items(), key=lambda item: _first_number(item[0]))
    }
    percentages(BAND, columns, alt=alt)


def _first_number(band: str) -> int:
    return int(band.rstrip("+").partition("-")[0])


def _contradictions(scores: Scores, found: Scores) -> None:
    """Predictions as they are, and made to agree with the hierarchy in two ways."""
    versions: dict[str, Scores] = {"as predicted": {**scores, **found}}
    for name in ("capped", "raised"):
        versions[name] = {
            score: found[f"{score}_{name}"] for score in AGREEING if f"{score}_{name}" in found
        }
    percentages(AGREEING, versions, alt="Scores and contradictions before and after agreeing.")
    st.caption(
        "Percent. **Contradictions**: documents that are given a label and none of its parents, "
        "from a probability of .5 on, or from the tuned threshold where scores are no "
        "probabilities. **Child > parent**: edges whose child scores more, of all edges and "
        "documents; of several parents each counts. **Capped**: no "
        "label scores more than the best of its parents. **Raised**: every label scores at least "
        "as much as its children. The way that costs less says which end of a path to trust."
    )


def _calibration(run: Run) -> None:
    """The reliability diagram of the test documents, before and after the temperature."""
    from hmlc_core.evaluation.calibration import BINS
    from hmlc_core.plotting.reliability import reliability_diagram

    versions, temperature = _reliability(run.id, run.step, run.status, _run=run)
    columns: dict[str, list[object]] = {
        "version": [name for name in versions for _ in range(BINS)],
        "bin": [number + 1 for _ in versions for number in range(BINS)],
    }
    for part in ("counts", "promised", "observed"):
        columns[part] = [n for found in versions.values() for n in getattr(found, part).tolist()]
    chart(reliability_diagram(versions, template=template()), key="reliability", data=columns)
    st.markdown(_sentence(versions, temperature))
    st.caption(
        f"{RELIABLE} All pairs of a test document and a label count alike, in {BINS} bins of equal "
        "width; most of them are false and easily seen to be so. ECE: mean distance from the "
        "diagonal over these pairs. The temperature divides the logits; it is found on validation "
        "documents, and leaves the order of a document's labels as it is."
    )


def _sentence(versions: Mapping[str, Reliability], temperature: float | None) -> str:
    errors = [f"{100 * found.ece:.2f} points" for found in versions.values()]
    if temperature is None:
        return (
            f"**ECE {errors[0]}.** No temperature: all pairs of validation documents and labels "
            "are true, or all false, or the run was made before temperatures were kept."
        )
    said = f"**ECE {errors[0]}; {errors[1]} with temperature {temperature:.2f}**"
    before, after = versions.values()
    if round(100 * after.ece, 2) >= round(100 * before.ece, 2):
        return (
            f"{said}, which does not help here: it has the least log loss on validation documents, "
            "and not the least ECE on these."
        )
    kind = "too far from one half" if temperature > 1 else "too near to one half"
    return f"{said}: probabilities are {kind}."


@st.cache_resource(show_spinner=False, max_entries=8)
def _reliability(
    run_id: str, step: int, status: str, *, _run: Run
) -> tuple[dict[str, Reliability], float | None]:
    # `step` and `status` are not used below: they make a run that went on another entry.
    from hmlc_core.evaluation.calibration import reliability
    from hmlc_core.evaluation.judge import numbers

    opened = resources.opened(_run)  # says by itself what it waits for
    with st.spinner("Predicting the test documents …"):
        temperature, test = opened.tuning.temperature, opened.prepared.test
        probabilities = numbers(opened.predictor, test)
    found = {"as predicted": reliability(probabilities, test.labels)}
    if temperature is not None:
        found["with temperature"] = reliability(probabilities, test.labels, temperature)
    return found, temperature
