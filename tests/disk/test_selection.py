"""What a browser reports as selected is believed only where it exists."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.disk.scene import Scene, scene_of
from hmlc_core.disk.values import LabelLayer, Layout, Selection, Trail, Words

EDGE = {"kind": "edge", "layer": "reversed", "parent": 1, "child": 0}


@pytest.fixture
def scene() -> Scene:
    return scene_of(
        Layout(points=np.zeros((2, 2))),
        LabelLayer(names=["a", "b"], edges=[(0, 1)], recovered=[(1, 0, "reversed")]),
        title="t",
        words=Words(points=np.zeros((1, 2)), names=["w"]),
        documents=Words(points=np.zeros((1, 2)), names=["d"]),
        trails=[Trail(name="t", points=np.zeros((2, 2)), texts=["u", "v"])],
    )


@pytest.mark.parametrize(
    ("event", "selection"),
    [
        ({"kind": "label", "index": 1}, Selection("label", 1, "b")),
        ({"kind": "word", "index": 0}, Selection("word", 0, "w")),
        ({"kind": "document", "index": 0}, Selection("document", 0, "d")),
        ({"kind": "trail", "trail": 0, "index": 1}, Selection("trail", 1, "v", 0)),
        (EDGE, Selection("edge", 0, "b → a", parent=1, layer="reversed")),
    ],
)
def test_what_exists_can_be_selected(scene: Scene, event: object, selection: Selection) -> None:
    assert scene.selection(event) == selection


@pytest.mark.parametrize(
    "event",
    [
        None,
        {**EDGE, "layer": "true"},
        {**EDGE, "layer": "right"},
        "label",
        {"kind": None},
        {"kind": "label", "index": 2},
        {"kind": "label", "index": -1},
        {"kind": "label", "index": "1"},
        {"kind": "trail", "trail": 1, "index": 0},
        {"kind": "trail", "trail": 0, "index": 2},
    ],
)
def test_nothing_else_can_be_selected(scene: Scene, event: object) -> None:
    assert scene.selection(event) is None
