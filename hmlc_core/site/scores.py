"""The page Scores: test scores beside chance, counting, a linear classifier and the ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hmlc_core.evaluation.families import FAMILIES, FURTHER
from hmlc_core.evaluation.learned import UNLEARNED, learned_nothing
from hmlc_core.experiment import ALL, SCORES, UNDEFINED, score_title, verdict_score
from hmlc_core.runs.references import all_titles
from hmlc_core.runs.standing import reservations, standing
from hmlc_core.site.rendering import Table

if TYPE_CHECKING:
    from hmlc_core.runs.opened import OpenedRun

Scores = Mapping[str, float]

OWN = "this run"


def percent(score: float | None) -> str:
    """A score as tables have it; a dash for what is undefined or was not measured."""
    return UNDEFINED if score is None else f"{100 * score:.1f}"


def beside(references: Mapping[str, Scores]) -> dict[str, Scores]:
    """Title of each reference -> its scores, the hardest opponent first."""
    return {title: references[name] for name, title in all_titles().items() if name in references}


def score_table(
    caption: str, rows: Mapping[str, Scores], names: Sequence[str], marked: Sequence[int] = ()
) -> Table:
    """Predictors by scores, in percent."""
    return Table(
        caption,
        ["%", *(score_title(name) for name in names)],
        [[who, *(percent(scores.get(name)) for name in names)] for who, scores in rows.items()],
        marked,
    )


def bars(
    own: Mapping[str, Scores], levels: Mapping[str, Scores], name: str
) -> list[dict[str, Any]]:
    """Predictors with their score of one kind, where it is defined, and its share of the width;
    the references (`levels`) come last."""
    return [
        {
            "title": who,
            "own": who in own,
            "text": f"{percent(scores[name])} %",
            "width": f"{100 * scores[name]:.1f}",
        }
        for who, scores in {**own, **levels}.items()
        if name in scores
    ]


def scores_page(opened: OpenedRun) -> dict[str, Any]:
    """What stands on the page."""
    run, references = opened.run, opened.store.references(opened.run.id)
    own, levels = {OWN: run.test_scores}, beside(references)
    rows = own | levels
    name = verdict_score(opened.experiment.training.select_by)
    others = [score for score in ALL if score not in SCORES]
    return {
        "standing": standing(run, references, len(opened.corpus.test)),
        "unlearned": UNLEARNED if learned_nothing(run.test_scores, references) else "",
        "reservations": reservations(opened.corpus, references),
        "score": score_title(name),
        "bars": bars(own, levels, name),
        "table": score_table("Scores of the test documents, in percent", rows, SCORES, [0]),
        "others": score_table(
            "Further scores of the test documents, in percent", rows, others, [0]
        ),
        "further": further(run.scores),
        "about": about([*SCORES, *others]),
    }


def about(names: Sequence[str]) -> list[tuple[str, str]]:
    """Title of each score, and what it is."""
    return [(score_title(name), ALL[name].about) for name in names]


def further(scores: Scores) -> list[Table]:
    """A table for each family of other scores that the run has; numbers as they are."""
    found = []
    for family in FURTHER:
        prefix = f"{family}/"
        rows = [
            [score_title(name.removeprefix(prefix)), f"{value:,.4g}"]
            for name, value in scores.items()
            if name.startswith(prefix)
        ]
        if rows:
            title = f"{family.replace('_', ' ').capitalize()}: {FAMILIES[family]}"
            found.append(Table(title, ["score", "value"], rows))
    return found
