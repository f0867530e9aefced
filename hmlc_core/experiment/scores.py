"""Scores: what each is called, what it is, and whether it needs a threshold.

The one place that names them. Values are made in `hmlc_core.evaluation`; tables, curves, pages,
exports and commands take names, titles and help from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score in [0, 1], the higher the better.

    title: as people write it. about: what it is, in a sentence. threshold: it judges yes-or-no
    decisions, so that it depends on where the line is drawn, and says less about a method than
    one that judges the order of labels. shown: a column of main tables. choosable: validation
    may pick the best epoch by it.
    """

    title: str
    about: str
    threshold: bool = False
    shown: bool = False
    choosable: bool = True


def _at(k: int) -> str:
    return "the best label" if k == 1 else f"the {k} best labels"


def _ndcg(k: int) -> Score:
    return Score(
        title=f"nDCG@{k}",
        about=f"How near {_at(k)} of a document come to a perfect order, earlier places counting "
        "more; mean over documents that have a label.",
        shown=True,
    )


def _precision(k: int) -> Score:
    if k == 1:
        about = "Share of documents whose best label is true."
    else:
        about = (
            f"Share of {_at(k)} of a document that is true, mean over documents; with fewer true "
            f"labels than {k} it cannot reach 100 %."
        )
    return Score(title=f"P@{k}", about=about, shown=True)


def _recall(k: int) -> Score:
    return Score(
        title=f"R@{k}",
        about=f"Share of all true labels that is among {_at(k)} of its document, documents pooled.",
    )


def _top_f1(k: int) -> Score:
    return Score(
        title=f"F1@{k}",
        about=f"Harmonic mean of P@{k} and R@{k}: F1 where every document gets {_at(k)}.",
    )


_HALF = "a label is predicted from a probability of .5 on; undefined without probabilities"
_TUNED = (
    "a label is predicted from the one threshold on that gave validation documents their best "
    "micro-F1"
)
_MACRO = (
    "Mean of the F1 of all labels, where {}. A label that no document of the split has counts 0, "
    "as in HiddeN's code and in scikit-learn: of M labels of which N occur, nobody gets more than "
    "N / M. macro-AP is a mean over those N."
)

ALL: Mapping[str, Score] = MappingProxyType(
    {
        **{f"nDCG@{k}": _ndcg(k) for k in (5, 3)},
        **{f"P@{k}": _precision(k) for k in (1, 3, 5)},
        **{f"R@{k}": _recall(k) for k in (1, 3, 5)},
        **{f"F1@{k}": _top_f1(k) for k in (1, 3, 5)},
        "micro_auprc": Score(
            title="micro-AUPRC",
            about="Area under precision over recall, all documents and labels pooled (average "
            "precision, in steps).",
            shown=True,
        ),
        "macro_ap": Score(
            title="macro-AP",
            about="Average precision of each label that a document has, mean over these labels: "
            "rare ones count as much as frequent ones. A score that is equal for all documents "
            "ranks none: AP is then the share of positives, and a random order of few documents "
            "has a little more.",
            shown=True,
        ),
        "micro_auroc": Score(
            title="micro-AUROC",
            about="How often a true label of a document scores above a false one of any document; "
            "chance is 50 %.",
        ),
        "micro_f1": Score(
            title="micro-F1",
            about=f"F1 of all documents and labels pooled, where {_HALF}.",
            threshold=True,
            shown=True,
        ),
        "macro_f1": Score(title="macro-F1", about=_MACRO.format(_HALF), threshold=True, shown=True),
        "micro_f1_tuned": Score(
            title="micro-F1 tuned",
            about=f"F1 of all documents and labels pooled, where {_TUNED}.",
            threshold=True,
            shown=True,
            choosable=False,
        ),
        "macro_f1_tuned": Score(
            title="macro-F1 tuned",
            about=_MACRO.format(_TUNED),
            threshold=True,
            shown=True,
            choosable=False,
        ),
    }
)
"""Every score of a split by name, as people should meet them."""

SCORES = tuple(name for name, score in ALL.items() if score.shown)
"""Those of main tables."""

UNDEFINED = "–"
"""What stands in a table for a score that is undefined, or was not measured."""

CHOOSABLE = tuple(name for name, score in ALL.items() if score.choosable)
"""Those by which validation may pick the best epoch: all but those whose threshold is chosen on the
same documents."""

UNTHRESHOLDED = tuple(name for name, score in ALL.items() if not score.threshold)
"""Those that need no threshold: what one sentence on who is better may rest on."""


def verdict_score(preferred: str) -> str:
    """The score that one sentence on who is better rests on: the preferred one, where it needs no
    threshold."""
    return preferred if preferred in UNTHRESHOLDED else UNTHRESHOLDED[0]


def score_title(name: str) -> str:
    """A score as people write it, macro-F1 for `macro_f1`; its family stays before it.

    Names that are not in `ALL` (`edge_f1`) are written by the same rule.
    """
    family, slash, bare = name.rpartition("/")
    score = ALL.get(bare)
    return f"{family}{slash}{score.title if score else bare.replace('_f1', '-F1')}"
