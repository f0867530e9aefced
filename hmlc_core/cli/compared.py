"""What `compare` tells beside scores: methods that learned nothing, labels and their hierarchy,
orderings that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hmlc_core.cli.answer import Answer
from hmlc_core.evaluation.learned import UNLEARNED
from hmlc_core.experiment import UNDEFINED, score_title
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.evaluation.orderings import Ordering
    from hmlc_core.runs.recovered import Recovered

HIERARCHY = ("spearman", "map", "edge_f1")
"""Measures of the table on the hierarchy."""


def tell_unlearned(answer: Answer, methods: Sequence[str]) -> None:
    """A sentence for each method that learned nothing."""
    for name in methods:
        answer.say(f"! {name} is {UNLEARNED}.")


def tell_recovered(answer: Answer, known: Mapping[str, Recovered]) -> None:
    """A row for each method whose labels have places, and one for counting."""
    from hmlc_core.evaluation.recovery import MEASURES

    if not known:
        return
    rows = [
        [
            name + (" (given it)" if found.given else ""),
            *(found.cell(measure) or UNDEFINED for measure in HIERARCHY),
        ]
        for name, found in known.items()
    ]
    counting = next((found.counting for found in known.values() if found.counting), {})
    cells = (f"{counting[key]:.2f}" if key in counting else UNDEFINED for key in HIERARCHY)
    rows.append(["counting", *cells])
    answer.table(
        "What label points say of the hierarchy; in brackets: the points with labels shuffled",
        ("", *(MEASURES[measure].title for measure in HIERARCHY)),
        rows,
    )


def tell_orderings(
    answer: Answer, ordered: Mapping[str, Mapping[str, Sequence[Ordering]]], score: str
) -> None:
    """A sentence for each published corpus that orders methods which were compared."""
    from hmlc_core.evaluation.orderings import counted_verdicts

    for corpus, by_score in ordered.items():
        if found := by_score[score]:
            answer.say(
                f"Of {counted(len(found), 'ordering')} by {score_title(score)} published on "
                f"{corpus}, {counted_verdicts(found)}."
            )
