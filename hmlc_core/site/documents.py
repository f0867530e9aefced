"""The page Documents: some test documents, what was predicted for them, and what pulled them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import Budget, unheard
from hmlc_core.errors import DataError
from hmlc_core.evaluation.explain import not_measured, weighty_words
from hmlc_core.runs.predictions import predictions_of
from hmlc_core.site.rendering import short
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Document
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.evaluation.recovery.chance import Tell
    from hmlc_core.runs.opened import OpenedRun

DOCUMENTS = 20
"""Documents shown: half of them with a true best label, as far as there are."""

TOP = 5
"""Labels of a document that are listed; true ones further down are added."""

SECONDS = 2.0
"""For finding out what the words of one document do."""

WORDS, LETTERS = 200, 40
"""Words of a text that are shown, and characters of each."""

STRONGEST, WEAKEST = 0.4, 0.05
"""Opacity of the mark on the word that matters most (text on it stays readable), and share of its
contribution below which a word has no mark."""


def documents_page(opened: OpenedRun, *, texts: bool, tell: Tell = unheard) -> dict[str, Any]:
    """What stands on the page. texts: whether documents may be quoted. tell: called with what is at
    work.

    Raises what `OpenedRun.predictor` raises.
    """
    tell("Predicting test documents")
    predicted, test = predictions_of(opened), opened.corpus.test
    best = predicted.scores.argmax(axis=1).tolist() if len(test) else []
    right = np.array([label in test[row].labels for row, label in enumerate(best)], dtype=bool)
    rows, shown = chosen(right), []
    for n, row in enumerate(rows, 1):
        tell(f"Explaining documents, {n} of {len(rows)}")
        shown.append(
            _document(opened, test[row], predicted.scores[row], predicted.calibrated, texts=texts)
        )
    return {
        "total": counted(len(test), "test document"),
        "right": int(right.sum()),
        "documents": shown,
        "why_not": _why_not(opened, texts=texts),
        "meaning": list(dict.fromkeys(said for one in shown for said in one.pop("meaning"))),
        "calibrated": predicted.calibrated,
    }


def chosen(right: NDArray[np.bool_]) -> list[int]:
    """Rows of the documents that are shown, in their order.

    right: (documents,) whether the best label is true. Drawn by a generator that begins with 0:
    half of them right and half wrong, and more of the one kind where the other has too few.
    """
    drawn = np.random.default_rng(0).permutation(len(right)).tolist()
    good, bad = ([row for row in drawn if right[row] == kind] for kind in (True, False))
    half = DOCUMENTS // 2
    some = max(half, DOCUMENTS - len(bad))
    taken = good[:some]
    return sorted([*taken, *bad[: DOCUMENTS - len(taken)]])


def _why_not(opened: OpenedRun, *, texts: bool) -> str:
    """Why no words are shown; empty where they are."""
    if opened.prepared.vectors:
        return (
            "This run reads each document as a vector of "
            f"{counted(opened.prepared.vectors, 'number')}: there are no words that could have "
            "pulled it anywhere."
        )
    return "" if texts else "The texts were left out when this site was published."


def _document(
    opened: OpenedRun,
    document: Document,
    scores: NDArray[np.float32],
    calibrated: bool,
    *,
    texts: bool,
) -> dict[str, Any]:
    """Labels with their scores, and for the best of them what its words did."""
    graph = opened.corpus.graph
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    true = set(document.labels)
    listed = [*order[:TOP], *(label for label in order[TOP:] if label in true)]
    found: dict[str, Any] = {
        "id": short(document.id, 60),
        "right": order[0] in true,
        "labels": [
            {
                "name": short(graph.display(label)),
                "score": f"{100 * scores[label]:.1f} %" if calibrated else f"{scores[label]:.3f}",
                "true": label in true,
            }
            for label in listed
        ],
        "pulls": [],
        "problem": "",
        "meaning": [],
    }
    if not texts or opened.prepared.vectors:
        return found
    try:
        explanation = opened.predictor.explain(document.text, Budget(seconds=SECONDS))
    except DataError as error:  # it has no word
        return found | {"problem": error.what}
    missed = [label for label in order if label in true][:1] if order[0] not in true else []
    asked = [order[0], *missed]
    return found | {
        "pulls": [
            _pull(explanation, label, short(graph.display(label)), label in true) for label in asked
        ],
        "problem": not_measured(explanation),
        "meaning": [explanation.meaning, *explanation.notes],
    }


def _pull(explanation: Explanation, label: int, name: str, true: bool) -> dict[str, Any]:
    """The text with marks on its words, and the strongest of them in a sentence."""
    weights = explanation.contributions[label]
    strongest = float(np.nan_to_num(np.abs(weights)).max(initial=0))
    return {
        "label": name,
        "true": true,
        "words": [
            _word(word, weight, strongest)
            for word, weight in zip(explanation.words[:WORDS], weights.tolist(), strict=False)
        ],
        "more": max(0, len(explanation.words) - WORDS),
        "said": _said(explanation.words, weights, weighty_words(explanation, label, 6).tolist()),
    }


def _word(word: str, weight: float, strongest: float) -> dict[str, Any]:
    """A word with the sign and strength of its mark; neither where it was not measured."""
    if np.isnan(weight):
        return {"text": short(word, LETTERS), "kind": "unmeasured", "opacity": ""}
    share = abs(weight) / strongest if strongest else 0.0
    kind = "for" if weight > 0 else "against"
    return {
        "text": short(word, LETTERS),
        "kind": kind if share >= WEAKEST else "",
        "opacity": f"{STRONGEST * share:.2f}",
    }


def _said(words: Sequence[str], weights: NDArray[np.floating], places: Sequence[int]) -> list[str]:
    return [f"{short(words[n], LETTERS)} {weights[n]:+.2f}".replace("-", "−") for n in places]
