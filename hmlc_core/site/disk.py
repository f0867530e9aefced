"""The page Disk: the labels as the app draws them, with true and recovered edges. It is the one
page with a script, and needs no server either."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from hmlc_core.disk.label_layer import label_layer
from hmlc_core.disk.page import element, script, style
from hmlc_core.disk.scene import scene_of
from hmlc_core.disk.values import Layout
from hmlc_core.evaluation.recovery import compare_edges, how_read
from hmlc_core.pictures.flat import views
from hmlc_core.pictures.view import describe, off_by
from hmlc_core.site.rendering import short

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery import Recovery
    from hmlc_core.runs.opened import OpenedRun


def disk_page(opened: OpenedRun, found: Recovery) -> dict[str, Any]:
    """What stands on the page: the newest label points. found: the hierarchy read off them."""
    part, graph = opened.newest(), opened.corpus.graph
    (view,) = views([part.points[-1]], part.space)
    points = view.place(part.points[-1])
    documents = np.asarray(opened.prepared.train.labels.sum(axis=0)).ravel()
    edges: list[tuple[int, int, str]] = [*compare_edges(graph, found.tree)]
    if not graph.edges:
        edges = [(parent, child, "recovered") for parent, child in found.tree.edges]
    scene = scene_of(
        Layout(points=points, chart=view.chart),
        replace(label_layer(graph, documents), recovered=edges),
        title=f"Labels of the run {short(opened.run.name, 80)}",
    )
    about = f"{describe(view)} {how_read(len(graph))}".strip()
    return {
        "about": about,
        "known": bool(graph.edges),
        "left_out": [left.sentence() for left in scene.left_out],
        "disk": Markup(element(scene, about=about, note=off_by(view))) if scene.visible else "",
        "script": Markup(script()),
        "look": Markup(style()),
    }
