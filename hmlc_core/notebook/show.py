"""`disk`: points, a run or an estimator as a living picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from hmlc_core.disk.label_layer import label_layer
from hmlc_core.disk.layers import as_frames
from hmlc_core.disk.scene import scene_of
from hmlc_core.disk.values import Layout, Words
from hmlc_core.errors import DataError, shorten
from hmlc_core.evaluation.recovery import Tree, compare_edges, how_read, recover_tree
from hmlc_core.notebook.given import Edge, Given, coordinates, given
from hmlc_core.notebook.picture import Chosen, Picture
from hmlc_core.pictures.flat import views
from hmlc_core.pictures.view import View, describe, off_by

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry
    from hmlc_core.notebook.widget import DiskWidget

HEIGHT = 520
"""Pixels of a picture."""


def disk(
    points: Any,
    names: Sequence[str] | None = None,
    edges: Iterable[Edge] | None = None,
    *,
    recovered: Iterable[Edge] | bool = False,
    frames: Sequence[ArrayLike] = (),
    words: Mapping[str, ArrayLike] | None = None,
    sizes: ArrayLike | None = None,
    space: str | Geometry | None = None,
    title: str = "Labels",
    selected: Chosen = None,
    height: int = HEIGHT,
) -> Picture | DiskWidget:
    """A disk that drags, searches, plays and tells what is selected.

    points: (labels, width) numbers, numpy's or torch's; or a run (its id, name of an example,
        `Run` or `OpenedRun`); or a fitted estimator of `hmlc_core.estimators`. Of these two names,
        edges, frames, sizes and space are their own, and of a run all its moments are shown.
    names: one a label; by default their numbers. edges: the true hierarchy, pairs (parent, child)
        of names or of rows.
    recovered: a hierarchy to compare, as `edges`; True reads one off the points
        (`evaluation.recovery`).
    frames: earlier moments of `points`, each (labels, width), for the scrubber.
    words: further points of the space by their names, each (width,).
    sizes: (labels,) the area of each label's mark.
    space: what coordinates are points of: poincare (where none is named), hyperboloid (the height
        first), euclidean, or a `Geometry`. More than two dimensions are arranged by distances.
    selected: a label's name, or an edge (parent, child). height: in pixels.

    Returns a widget, whose `selected` goes both ways, where anywidget is installed; else a
    `Picture`, which a notebook shows as well. Both have `to_html()` and `to_svg()`.

    Raises `DataError` where shapes, names or edges do not fit together, `SettingError` for a space
    that does not exist, `StoreError` for a run without points.
    """
    if isinstance(height, bool) or not isinstance(height, int) or height < 1:
        raise DataError(
            "the height is no number of pixels",
            where="height",
            expected="a whole number from 1 on",
            received=shorten(repr(height)),
        )
    what = given(points, names, edges, frames, sizes, space)
    drawn = views(what.moments, what.space)
    lines, read = _recovered(what, recovered)
    scene = scene_of(
        Layout(
            points=np.stack([v.place(p) for v, p in zip(drawn, what.moments)]),
            chart=drawn[-1].chart,
            captions=what.captions,
        ),
        replace(label_layer(what.graph, what.sizes), recovered=lines),
        title=title,
        words=_words(words, what, drawn[-1]),
        height=height,
    )
    if not scene.visible:
        raise DataError(
            "no label has a place",
            where="points",
            expected="finite numbers" + ("" if scene.flat else " with norms below 1"),
        )
    left_out = " ".join(left.sentence() for left in scene.left_out)
    about = " ".join(filter(None, [describe(drawn[-1]), read, left_out]))
    note = off_by(drawn[-1])
    if find_spec("anywidget") is None:
        return Picture(scene, about=about, note=note, selected=selected)
    from hmlc_core.notebook.widget import DiskWidget

    return DiskWidget(scene, about=about, note=note, selected=selected)


def _recovered(
    what: Given, recovered: Iterable[Edge] | bool
) -> tuple[list[tuple[int, int, str]], str]:
    """Recovered edges beside the true ones, and how they were read off."""
    graph, read = what.graph, ""
    if recovered is False:
        return [], ""
    if recovered is True:
        tree = recover_tree(what.moments[-1], what.space)
        read = "Dashed: edges read off the labels' places. " + how_read(len(graph))
        if tree is None:
            return [], "All labels are equally far from each other: no tree can be read off."
    else:
        tree = Tree.of_edges(len(graph), what.rows(recovered, "recovered"))
    if graph.edges:
        return [*compare_edges(graph, tree)], read.strip()
    return [(parent, child, "recovered") for parent, child in tree.edges], read.strip()


def _words(words: Mapping[str, ArrayLike] | None, what: Given, view: View) -> Words | None:
    if not words:
        return None
    rows = [
        what.placed(coordinates(point, where, axes=1)[None], [name], where)
        for name, point in words.items()
        for where in (f"words[{name!r}]",)
    ]
    placed = as_frames(view.place(np.concatenate(rows)), len(words), "words")
    return Words(points=placed, names=[*words])
