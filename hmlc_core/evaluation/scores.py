"""The scores that every run and every reference is judged by, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.evaluation.areas import Cells, average_precision_by_label
from hmlc_core.evaluation.cells import Scores, Truth
from hmlc_core.evaluation.classification import Counts, decide
from hmlc_core.evaluation.families import defined
from hmlc_core.evaluation.ranking import Ranked, batch_mean, mean, rank

DEPTH = 5
"""The deepest rank any of the scores looks at."""

BORDER = 0.5
"""From which probability on a label is predicted, unless something else is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What to say beside the scores.

    documents, labels: number of rows and columns evaluated.
    unlabelled: documents without a true label; they are left out of nDCG.
    cardinality: true labels per document. density: cardinality / labels.
    absent_labels: labels that no document has; nobody's macro-F1 can get anything for them.
    undefined_labels: those of them that were not predicted either, so that their F1 is undefined.
    macro_f1_defined: macro-F1 without the undefined labels (`macro_f1` counts them as 0); NaN
        where there is no other.
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
    scores: Scores,
    truth: Truth,
    *,
    threshold: float | None = BORDER,
    tuned: float | None = None,
    released: bool = False,
) -> dict[str, float]:
    """The scores of `hmlc_core.experiment.scores.ALL`, in [0, 1]; what is undefined is left out.

    scores: (n, C); truth: (n, C), non-zero where a document has a label.
    threshold: labels scoring at least this are predicted, for `micro_f1` and `macro_f1`; None
        where scores are no probabilities. tuned: the same for `micro_f1_tuned` and
        `macro_f1_tuned`; None where none was chosen on validation documents.
    released: average P@k and nDCG@k as the code released with HyperIM does (`batch_mean`).
    Raises `DataError` where there is nothing to evaluate or the shapes differ.
    Where no document has a label all is undefined: there is nothing that could be found.
    """
    cells = Cells.of(scores, truth)
    if not truth.count_nonzero():
        return {}
    found = of_ranking(rank(scores, truth, DEPTH), released=released)
    found |= {
        "micro_auprc": cells.average_precision(),
        "macro_ap": mean(average_precision_by_label(scores, truth)),
        "micro_auroc": cells.auroc(),
    }
    for suffix, limit in (("", threshold), ("_tuned", tuned)):
        if limit is not None:
            found |= of_counts(decide(scores, truth, threshold=limit).by_label, suffix)
    return defined(found)


def of_ranking(ranked: Ranked, *, released: bool = False) -> dict[str, float]:
    """P@k, nDCG@k, R@k and F1@k; undefined is NaN."""
    average = batch_mean if released else mean
    return {
        **{f"nDCG@{k}": average(ranked.ndcg(k)) for k in (3, 5)},
        **{f"P@{k}": average(ranked.precision(k)) for k in (1, 3, 5)},
        **{f"R@{k}": ranked.pooled_recall(k) for k in (1, 3, 5)},
        **{f"F1@{k}": ranked.pooled_f1(k) for k in (1, 3, 5)},
    }


def of_counts(by_label: Counts, suffix: str = "") -> dict[str, float]:
    """`micro_f1` and `macro_f1`, with a suffix that says of which threshold; undefined is NaN."""
    return {
        f"micro_f1{suffix}": by_label.pooled_f1(),
        f"macro_f1{suffix}": by_label.mean_f1(undefined="zero"),
    }


def details(scores: Scores, truth: Truth, *, threshold: float = BORDER) -> Details:
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
