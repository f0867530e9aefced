"""A recovery in words: what its scores say, how a number is written, what an edge is and has."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hmlc_core.errors import shorten

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.recovery import Evidence, Level, Recovery
    from hmlc_core.experiment.models import ModelSettings

BASELINES = {
    "shuffled": "labels shuffled",
    "random_tree": "random tree",
    "star": "star",
    "cooccurrence_90": "counting, .9",
    "cooccurrence_80": "counting, .8",
}
"""What scores stand beside, for a reader."""

KINDS = {
    "wrong_parent": "wrong parent",
    "reversed": "reversed",
    "missing": "true, not recovered",
    "right": "right",
    "recovered": "recovered",
    "true": "true",
}
"""Kinds of edges in the order in which they are listed: what went wrong comes first."""

NAMED = 4
"""Measures that are named in a sentence; the others are counted."""


def origin(model: ModelSettings, given: str, *, own: bool = True) -> str:
    """Whether there was anything to discover, in Markdown.

    given: what the hierarchy that placed the labels is called; empty for the corpus' own. own:
    whether the labels are compared with the corpus' own.
    """
    if model.imported:
        return (
            "Another program placed these points: it is not known here **whether it was told the "
            "hierarchy**."
        )
    if model.given_hierarchy():
        if not given:
            return (
                "The labels of this run **were placed by the true hierarchy** before training: "
                "the scores say what training has kept of it, not what was discovered."
            )
        if not own:
            return (
                f"The labels were placed by the hierarchy “{given}”, and are compared "
                "**with that one**: the scores say what training has kept of it."
            )
        return (
            f"The labels were placed by the hierarchy “{given}”, and are compared "
            "**with the corpus' own**, which the run was not given."
        )
    if model.reads_hierarchy():
        return (
            "The true hierarchy **was told in training**: the scores say what the labels' places "
            "keep of it, not what was discovered."
        )
    return "This run was given no hierarchy: what agrees with it came from documents and labels."


def beyond_chance(found: Recovery) -> str:
    """In how many measures the run is better than its own points with shuffled labels; Markdown."""
    from hmlc_core.evaluation.recovery import MEASURES

    known = {name: value for name, value in found.scores.items() if name in MEASURES}
    if math.isnan(known["edge_f1"]):
        return (
            "All labels are equally far from each other: no tree can be read off, and **what "
            "rests on one is undefined**."
        )
    defined = [name for name in MEASURES if not math.isnan(known.get(name, math.nan))]
    better = [
        name
        for name in defined
        if MEASURES[name].beyond(known[name], found.chance[name]["shuffled"])
    ]
    text = f"**Clearly better than shuffled labels** in {len(better)} of {len(defined)} measures"
    others = [MEASURES[name].title for name in defined if name not in better]
    text += f"; not in {_listed(others)}." if better and others else "."
    unknown = [MEASURES[name].title for name in known if name not in defined]
    return f"{text} Undefined here: {_listed(unknown)}." if unknown else text


def below_random(found: Recovery) -> str:
    """In which measures the run is worse than a tree that grew at random, in Markdown; empty where
    it is in none."""
    from hmlc_core.evaluation.recovery import MEASURES

    random = {name: levels.get("random_tree", math.nan) for name, levels in found.chance.items()}
    worse = [
        f"{measure.title} ({number(found.scores[name])} against {level(random[name])})"
        for name, measure in MEASURES.items()
        if name in random and measure.short_of(found.scores[name], random[name])
    ]
    if not worse:
        return ""
    return f"**Worse than a tree that grew at random**: {_listed(worse)}."


def beside_counting(found: Recovery) -> str:
    """Whether counting alone does as well, in Markdown; empty where nothing was counted."""
    from hmlc_core.evaluation.recovery import MEASURES, counting_wins

    if not any("cooccurrence_90" in levels for levels in found.chance.values()):
        return ""
    wins = counting_wins(found.scores, found.chance)
    if not wins:
        return (
            "**Counting which labels come together does worse** in every measure: the places "
            "know more than the counts show."
        )
    named = [
        f"{MEASURES[name].title} ({number(best)} against {number(found.scores[name])})"
        for name, best in wins.items()
    ]
    return (
        f"**Counting which labels come together does as well or better** in {len(wins)} of "
        f"{len(MEASURES)} measures, without any training: {_listed(named)}."
    )


def beside_tree(scores: Mapping[str, float]) -> str:
    """How far the distances are from those in a tree, in a sentence. scores: of a `Recovery`."""
    delta, relative = scores["gromov_delta"], scores["gromov_delta_relative"]
    if not math.isfinite(delta):
        return "Gromov's δ compares the distances of four labels, and there are fewer."
    return (
        f"Gromov's δ of the distances is {number(delta)} (relative to their diameter "
        f"{number(relative)}; 0 is a tree)."
    )


def standing(
    graph: LabelGraph, edge: tuple[int, int], above: int, name: Callable[[int], str]
) -> str:
    """What the edge (parent, child) is in both trees, in a sentence.

    above: the child's recovered parent, `TOP` for none. name: how a label is written.
    """
    parent, child = edge
    true = parent in graph.parents(child)
    where = f"below “{name(above)}”" if above >= 0 else "at the top"
    if above == parent:
        if true:
            return "Recovered, and true."
        if child in graph.parents(parent):
            return "Recovered the wrong way round: the child is the true parent."
        if not graph.edges:
            return "Recovered."
        real = [f"“{name(label)}”" for label in graph.parents(child)]
        return f"Recovered; truly the child is below {' and '.join(real) or 'no label'}."
    return f"{'True, but not recovered' if true else 'Not recovered'}: the child stands {where}."


def parents_compared(
    graph: LabelGraph, child: int, rows: Mapping[int, Evidence], above: int
) -> dict[str, list[str]]:
    """A table, column by column, of what speaks for each parent (`rows`) of a label; the first
    column says what stands in a row. above: the child's recovered parent."""
    columns: dict[str, list[str]] = {
        "": [
            "it is",
            "its documents",
            "with the child, too",
            "P(parent | child)",
            "distance",
            "place by distance",
        ]
    }
    for label, found in rows.items():
        roles = (("true", label in graph.parents(child)), ("recovered", label == above))
        head = shorten(graph.display(label), 40)
        columns[head if head not in columns else f"{head} ({label})"] = [
            " and ".join(role for role, has in roles if has) or "–",
            f"{found.parent_documents:,}",
            f"{found.both:,}",
            number(found.parent_given_child),
            f"{found.distance:.2f}",
            f"{found.rank} of {len(graph) - 1}",
        ]
    return columns


def radii_told(found: Evidence) -> str:
    """Which of the two lies further in, and how many of the parent's documents have the child."""
    inner = found.parent_radius < found.child_radius
    return (
        f"From the centre: parent {found.parent_radius:.2f}, child {found.child_radius:.2f}: the "
        f"parent lies {'further in, as it should' if inner else 'no further in than its child'}. "
        f"Of the parent's documents, {number(found.child_given_parent)} have the child."
    )


def level(value: Level) -> str:
    """A baseline as a person reads it."""
    if isinstance(value, tuple):
        return f"{number(value.mean)} ± {number(value.sd)}"
    return number(value)


def number(value: float) -> str:
    """A score; never 0 for what is undefined."""
    return f"{value:.2f}".replace("-", "−") if math.isfinite(value) else "undefined"


def _listed(items: Sequence[str]) -> str:
    more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
    return ", ".join(items[:NAMED]) + more
