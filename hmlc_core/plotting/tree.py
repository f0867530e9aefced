"""The label hierarchy as nested areas, sized by documents."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from hmlc_core.data.labels import LabelGraph
from hmlc_core.plotting.theme import (
    LOOKS,
    Counts,
    Template,
    blank,
    branches,
    category,
    escape,
    ink,
    pattern,
    say,
    tint,
)
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Kind = Literal["sunburst", "treemap", "icicle"]

ALL = "all"
"""Path of the area that holds the top labels."""

LIMIT = 1_500
"""Areas drawn at most, top levels first; more would be specks."""

WIDEST = 100
"""Areas within one at most, those with most documents: of more no name could be read."""

AT_ONCE = 400
"""Areas seen at once, as far as that is no less than two levels; a click goes deeper."""


def hierarchy_chart(
    graph: LabelGraph,
    counts: Counts,
    *,
    kind: Kind = "sunburst",
    template: Template = "light",
) -> Figure:
    """Labels inside their parents, coloured by top-level branch; a click zooms in.

    counts: documents of each label. An area is as large as its leaves have documents together,
    at least one each. A label with several parents is drawn below each of them.
    """
    import plotly.graph_objects as go

    nodes = _unfold(graph, counts)
    figure = blank(
        "Label hierarchy",
        subtitle=_subtitle(graph, nodes),
        alt=_alt(graph, counts),
        template=template,
        height=560,
    )
    if not nodes:
        return say(figure, "This corpus has no label.", template)
    branch, look = branches(graph), LOOKS[template]
    draw: Any = {"sunburst": go.Sunburst, "treemap": go.Treemap, "icicle": go.Icicle}[kind]
    # An area whose children were left out counts for itself, like a leaf.
    inner = {above for _, _, above, _ in nodes}
    colours = [
        tint(category(int(branch[label])), look.page, min(0.16 * level, 0.64))
        for label, _, _, level in nodes
    ]
    # A nameless area around the top labels would be a hole; so it says what it holds.
    figure.add_trace(
        draw(
            ids=[ALL, *(path for _, path, _, _ in nodes)],
            parents=["", *(above for _, _, above, _ in nodes)],
            labels=["all labels", *(escape(graph.display(label), 28) for label, *_ in nodes)],
            values=[
                0,
                *(0 if path in inner else max(1, counts[label]) for label, path, *_ in nodes),
            ],
            branchvalues="remainder",
            hovertext=[
                counted(len(graph), "label"),
                *(_hover(graph, counts, node[0]) for node in nodes),
            ],
            hovertemplate="<b>%{label}</b><br>%{hovertext}<extra></extra>",
            marker={
                "colors": [look.grid, *colours],
                "line": {"width": 1, "color": look.page},
                "pattern": {
                    "shape": ["", *(pattern(int(branch[label])) for label, *_ in nodes)],
                    "fillmode": "overlay",
                    "fgcolor": look.page,
                    "fgopacity": 0.45,
                    "size": 7,
                    "solidity": 0.25,
                },
            },
            insidetextfont={"color": [look.text, *(ink(colour) for colour in colours)]},
            maxdepth=_levels(nodes) + 1,  # the area around them is one
        )
    )
    figure.update_layout(margin={"l": 8, "r": 8, "t": figure.layout.margin.t + 12, "b": 8})
    return figure


def _unfold(graph: LabelGraph, counts: Counts) -> list[tuple[int, str, str, int]]:
    """(label, path, parent's path, level) of every area, level by level."""
    nodes: list[tuple[int, str, str, int]] = []
    waiting = deque((label, f"{ALL}/{label}", ALL, 0) for label in _widest(graph.roots(), counts))
    while waiting and len(nodes) < LIMIT:
        label, path, above, level = waiting.popleft()
        nodes.append((label, path, above, level))
        for child in _widest(graph.children(label), counts):
            waiting.append((child, f"{path}/{child}", path, level + 1))
    return nodes


def _widest(labels: Sequence[int], counts: Counts) -> Sequence[int]:
    """All of few labels; of many those with most documents, in their order."""
    if len(labels) <= WIDEST:
        return labels
    return sorted(sorted(labels, key=lambda label: -counts[label])[:WIDEST])


def _levels(nodes: Sequence[tuple[int, str, str, int]]) -> int:
    """How many levels are seen at once, three at most."""
    sizes = Counter(level for *_, level in nodes)
    return 3 if sizes[0] + sizes[1] + sizes[2] <= AT_ONCE else 2


def _subtitle(graph: LabelGraph, nodes: Sequence[tuple[int, str, str, int]]) -> str:
    drawn = {label for label, *_ in nodes}
    missing = len(graph) - len(drawn)
    families = [graph.roots(), *(graph.children(label) for label in drawn)]
    wide = any(len(family) > WIDEST for family in families)
    what = "label" if wide or not drawn.issuperset(graph.roots()) else "deeper label"
    several = sum(len(graph.parents(label)) > 1 for label in range(len(graph)))
    return "area: documents of the leaf labels" + "".join(
        [
            f"; {counted(several, 'label')} with several parents drawn below each" * bool(several),
            f"; {counted(missing, what)} left out" * bool(missing),
        ]
    )


def _hover(graph: LabelGraph, counts: Counts, label: int) -> str:
    """Documents of a label, and all its parents where there are several."""
    text, parents = counted(int(counts[label]), "document"), graph.parents(label)
    if len(parents) > 1:
        names = " and ".join(escape(graph.display(parent), 28) for parent in parents)
        text += f"<br>below {names}"
    return text


def _alt(graph: LabelGraph, counts: Counts) -> str:
    if not len(graph):
        return "Label hierarchy: no label."
    tops = sorted(graph.roots(), key=lambda label: -counts[label])[:8]
    named = ", ".join(
        f"{graph.display(label)} ({counted(int(counts[label]), 'document')})" for label in tops
    )
    return (
        f"Nested areas. {counted(len(graph), 'label')} on "
        f"{counted(int(graph.depth.max()) + 1, 'level')}. "
        f"Top labels, largest first: {named}."
    )
