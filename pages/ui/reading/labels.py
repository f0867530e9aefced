"""The labels that a text has beside those that the run predicts for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Document
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.runs.opened import OpenedRun

FEW = 3
"""Labels that count as predicted where scores have no threshold."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Labels as indices. true: None where they are not known. predicted: the best first; `rule`
    says in a sentence which those are."""

    true: tuple[int, ...] | None = None
    predicted: tuple[int, ...] = ()
    rule: str = ""


def judged(opened: OpenedRun, explanation: Explanation, document: Document | None) -> Verdict:
    """What the run predicts for a text by its threshold, and what it has as a document."""
    from hmlc_core.evaluation.explain import predicted_labels
    from hmlc_core.evaluation.ranking import labels_from

    probabilities = explanation.probabilities
    true = None if document is None else document.labels
    if probabilities is None:
        rule = f"Predicted: the {FEW} best labels, since this method has no probabilities."
        return Verdict(true, tuple(predicted_labels(explanation, FEW).tolist()), rule)
    border = opened.threshold
    rule = f"Predicted: from {border:.1%} on, the threshold with the best micro-F1 in validation"
    if probabilities.max() < border:
        rule += "; no label of this text reaches it, so its best one is taken"
    return Verdict(true, tuple(labels_from(probabilities, border).tolist()), f"{rule}.")


def labels_beside(opened: OpenedRun, explanation: Explanation, verdict: Verdict) -> None:
    """The labels in words: which predictions are right, which are wrong, and what is missed."""
    graph, probabilities = opened.corpus.graph, explanation.probabilities

    def listed(labels: Iterable[int]) -> str:
        names = [
            escape(graph.display(label), 60)
            + ("" if probabilities is None else f" ({probabilities[label]:.0%})")
            for label in labels
        ]
        return ", ".join(names) or "none"

    if verdict.true is None:
        lines = [f"**Predicted labels:** {listed(verdict.predicted)}"]
    else:
        true, predicted = set(verdict.true), set(verdict.predicted)
        right = [label for label in verdict.predicted if label in true]
        wrong = [label for label in verdict.predicted if label not in true]
        missed = [label for label in verdict.true if label not in predicted]
        lines = [f"**True labels:** {len(right)} of {len(true)} predicted"]
        lines += [
            f"{sign} {what}: {listed(labels)}"
            for sign, what, labels in (
                ("✓", "right", right),
                ("○", "missed", missed),
                ("✗", "wrong", wrong),
            )
            if labels
        ]
    st.markdown("  \n".join(lines))
    st.caption(verdict.rule)
