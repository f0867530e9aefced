"""The seven scores that every run and every reference is judged by, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.evaluation.cells import Scores, Truth
from hmlc_core.evaluation.classification import Decisions, decide
from hmlc_core.evaluation.ranking import Ranked, batch_mean, mean, rank

DEPTH = 5
"""The deepest rank any of the scores looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What to say beside the scores.

    documents, labels: number of rows and columns evaluated.
    unlabelled: documents without a true label; they are left out of nDCG.
    cardinality: true labels per document. density: cardinality / labels.
    absent_labels: labels that no document has; nobody's macro-F1 can get anything for them.
    undefined_labels: those of them that were not predicted either, so that their F1 is undefined.
    macro_f1_defined: macro-F1 without the undefined labels (`macro_f1` counts them as 0).
    """

    documents: int
    labels: int
    unlabelled: int
    cardinality: float
    density: float
    absent_labels: int
    undefined_labels: int
    macro_f1_defined: float


def evaluate(
    scores: Scores, truth: Truth, *, threshold: float = 0.5, released: bool = False
) -> dict[str, float]:
    """P@1, P@3, P@5, nDCG@3, nDCG@5, micro_f1 and macro_f1, all in [0, 1].

    scores: (n, C) probabilities; truth: (n, C), non-zero where a document has a label.
    threshold: labels at least this probable are predicted (F1 only).
    released: average P@k and nDCG@k as the code released with HyperIM does (`batch_mean`).
    Raises `DataError` where there is nothing to evaluate or the shapes differ.
    """
    return combine(
        rank(scores, truth, DEPTH), decide(scores, truth, threshold=threshold), released=released
    )


def combine(ranked: Ranked, decisions: Decisions, *, released: bool = False) -> dict[str, float]:
    """The seven scores of a ranking and of decisions; see `evaluate`."""
    average = batch_mean if released else mean
    return {
        **{f"P@{k}": average(ranked.precision(k)) for k in (1, 3, 5)},
        **{f"nDCG@{k}": average(ranked.ndcg(k)) for k in (3, 5)},
        "micro_f1": decisions.micro_f1(),
        "macro_f1": decisions.macro_f1(),
    }


def details(scores: Scores, truth: Truth, *, threshold: float = 0.5) -> Details:
    """What the scores of `evaluate` rest on."""
    decisions = decide(scores, truth, threshold=threshold)
    documents, labels = truth.shape
    positives = decisions.by_document.true
    return Details(
        documents=documents,
        labels=labels,
        unlabelled=int((positives == 0).sum()),
        cardinality=float(positives.mean()),
        density=float(positives.mean() / labels),
        absent_labels=int((decisions.by_label.true == 0).sum()),
        undefined_labels=decisions.undefined_labels(),
        macro_f1_defined=decisions.macro_f1(undefined="exclude"),
    )
