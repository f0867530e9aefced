"""The page Hierarchy: the tree read off a run's label points beside the true one, how well the
two agree, beside chance and counting, and what speaks for each edge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from hmlc_core.budget import unheard
from hmlc_core.evaluation.recovery import (
    MEASURES,
    TOP,
    Recovery,
    compare_edges,
    count_kinds,
    evidence,
    recover,
    told,
)
from hmlc_core.evaluation.told import (
    BASELINES,
    KINDS,
    below_random,
    beside_counting,
    beside_tree,
    beyond_chance,
    level,
    number,
    origin,
    parents_compared,
    radii_told,
    standing,
)
from hmlc_core.site.rendering import Table, short
from hmlc_core.site.trees import trees
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery.chance import Tell
    from hmlc_core.runs.opened import OpenedRun, StagePoints

Edge = tuple[int, int]

MOST_ROWS = 400
"""Labels drawn; of more, the upper levels."""

MOST_EDGES = 120
"""Edges with evidence; of more, those that went wrong come first."""

EXAMPLES, LETTERS = 2, 240
"""Documents shown of each kind beside an edge, and characters of each."""


def hierarchy_page(opened: OpenedRun, found: Recovery, *, texts: bool) -> dict[str, Any]:
    """What stands on the page. found: of the newest label points. texts: whether documents may be
    quoted."""
    part, graph = opened.newest(), opened.corpus.graph
    compared = compare_edges(graph, found.tree)
    kinds = {edge[:2]: edge[2] if graph.edges else "recovered" for edge in compared}
    listed = sorted(kinds, key=lambda edge: [*KINDS].index(kinds[edge]))
    depth = graph.depth if graph.edges else found.tree.depth
    drawn = np.argsort(depth, kind="stable")[:MOST_ROWS].tolist()
    model = opened.experiment.model
    shown = {document.id: document.shown for document in opened.corpus.train} if texts else {}
    return {
        "source": part.moment() if part.stage.once else f"label points ({part.moment()})",
        "verdict": verdict(opened, found),
        "told": told(graph, count_kinds(compared)) if graph.edges else "",
        "trees": trees(graph, found.tree, compared, drawn),
        "cut": f"Drawn are {len(drawn):,} of {counted(len(graph), 'label')}, upper levels first."
        if len(drawn) < len(graph)
        else "",
        "table": _scores(found) if found.chance else None,
        "measures": [(MEASURES[name].title, MEASURES[name].help) for name in _known(found)],
        "rest": [beside_tree(found.scores), model.places_are, part.space.description, *found.notes],
        "edges": [
            _edge(opened, part, found, edge, kinds[edge], shown) for edge in listed[:MOST_EDGES]
        ],
        "edges_cut": f"Shown are {MOST_EDGES} of {counted(len(listed), 'edge')}, those that went "
        "wrong first."
        if len(listed) > MOST_EDGES
        else "",
    }


def recovery_of(opened: OpenedRun, tell: Tell = unheard) -> Recovery:
    """The hierarchy in the run's newest label points, judged by the corpus' own. tell: called with
    what is at work."""
    part = opened.newest()
    return recover(
        part.points[-1],
        opened.corpus.graph,
        part.space,
        truth_matrix=opened.prepared.train.labels,
        tell=tell,
    )


def verdict(opened: OpenedRun, found: Recovery) -> list[str]:
    """What the scores say, in sentences of Markdown; none without a hierarchy to compare with."""
    if not found.chance:
        return []
    model, name = opened.experiment.model, opened.experiment.labels.hierarchy
    said = [
        origin(model, short(name)),
        beyond_chance(found),
        below_random(found),
        beside_counting(found),
    ]
    return [sentence for sentence in said if sentence]


def _known(found: Recovery) -> list[str]:
    return [name for name in MEASURES if name in found.scores]


def _scores(found: Recovery) -> Table:
    present = [key for key in BASELINES if any(key in levels for levels in found.chance.values())]
    return Table(
        "Scores of the recovered hierarchy beside baselines",
        ["measure", "this run", *(BASELINES[key] for key in present), "perfect"],
        [
            [
                MEASURES[name].title,
                number(found.scores[name]),
                *(level(found.chance[name].get(key, float("nan"))) for key in present),
                f"{MEASURES[name].perfect:g}",
            ]
            for name in _known(found)
        ],
    )


def _edge(
    opened: OpenedRun,
    part: StagePoints,
    found: Recovery,
    edge: Edge,
    kind: str,
    shown: Mapping[str, str],
) -> dict[str, Any]:
    """What speaks for an edge, and for the other parents that its child has. shown: id of a
    document -> what a person may see of it."""
    parent, child = edge
    graph, known = opened.corpus.graph, opened.prepared.train.labels
    above = int(found.tree.parents[child])
    others = [*graph.parents(child), *([above] if above != TOP else [])]
    rows = {
        label: evidence(label, child, part.points[-1], part.space, known)
        for label in dict.fromkeys([parent, *others])
    }
    columns = parents_compared(graph, child, rows, above)
    name, documents = short(graph.display(child), 40), opened.experiment.model.known
    return {
        "title": f"{short(graph.display(parent), 40)} → {name}",
        "kind": KINDS[kind],
        "wrong": kind in ("wrong_parent", "reversed", "missing"),
        "standing": standing(graph, edge, above, lambda label: short(graph.display(label), 40)),
        "table": Table(
            f"Parents of “{name}” ({rows[parent].child_documents:,} {documents})",
            list(columns),
            list(zip(*columns.values(), strict=True)),
            texts=True,
        ),
        "radii": radii_told(rows[parent]),
        "examples": _examples(opened, edge, shown) if any(shown.values()) else [],
    }


def _examples(
    opened: OpenedRun, edge: Edge, shown: Mapping[str, str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Documents with both labels, and with the child alone: id and beginning."""
    known, ids = opened.prepared.train.labels, opened.prepared.train_ids
    has_parent, has_child = (known[:, [label]].toarray().ravel() > 0 for label in edge)
    return [
        (title, [(short(ids[row], 40), short(shown[ids[row]], LETTERS)) for row in rows])
        for title, mask in (
            ("Documents with both", has_parent & has_child),
            ("Documents with the child only", has_child & ~has_parent),
        )
        if (rows := np.flatnonzero(mask)[:EXAMPLES].tolist())
    ]
