"""`notebook.disk`: what it takes, what it refuses, and what is selected, both ways."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hmlc_core import shipped
from hmlc_core.disk.packet import unpack
from hmlc_core.errors import DataError, SettingError
from hmlc_core.geometry.models_of_space import to_hyperboloid
from hmlc_core.notebook import disk
from hmlc_core.notebook.picture import Picture
from hmlc_core.notebook.svg_style import EDGES as STROKES

ROOT = Path(__file__).parents[2]
POINTS = np.array([[0, 0], [0.5, 0], [0, 0.6]])
NAMES = ["root", "a", "b"]
EDGES = [("root", "a"), ("root", "b")]
SVG = "{http://www.w3.org/2000/svg}"
EVIL = "</script><script>alert(1)</script>"


def sent(widget: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return unpack(widget._packet)


def made(**changed: Any) -> Any:
    return disk(**{"points": POINTS, "names": NAMES, "edges": EDGES} | changed)


@pytest.mark.parametrize("points", [POINTS, POINTS.tolist(), torch.tensor(POINTS).requires_grad_()])
def test_points_names_and_edges_are_drawn(points: Any) -> None:
    header, arrays = sent(made(points=points, sizes=[3, 2, 1]))
    scene = header["scene"]
    assert scene["names"] == NAMES
    assert scene["edges"] == {"true": [[0, 1], [0, 2]]}
    assert (scene["sizes"], scene["levels"]) == ([3, 2, 1], [1, 2, 2])
    np.testing.assert_allclose(arrays["frames"][0], POINTS, atol=1e-7)


def test_without_names_points_have_numbers_and_edges_are_rows() -> None:
    scene = sent(disk(POINTS, edges=[(0, 1)]))[0]["scene"]
    assert scene["names"] == ["0", "1", "2"]
    assert scene["edges"] == {"true": [[0, 1]]}


def test_recovered_edges_are_compared_with_the_true_ones() -> None:
    scene = sent(made(recovered=[("root", "a"), ("a", "b")]))[0]["scene"]
    assert scene["edges"] == {
        "true": [[0, 1], [0, 2]],
        "right": [[0, 1]],
        "wrong_parent": [[1, 2]],
        "missing": [[0, 2]],
    }
    scene = sent(made(edges=None, recovered=[("a", "b")]))[0]["scene"]
    assert scene["edges"] == {"true": [], "recovered": [[1, 2]]}


def test_a_hierarchy_is_read_off_the_points() -> None:
    header, _ = sent(made(recovered=True))
    assert header["scene"]["edges"]["right"] == [[0, 1], [0, 2]]
    assert "read off" in header["about"]


def test_earlier_moments_come_before_the_points() -> None:
    header, arrays = sent(made(frames=[0 * POINTS, 0.5 * POINTS]))
    assert [step for step, _ in header["stops"]] == [0, 1, 2]
    np.testing.assert_allclose(arrays["frames"][1], 0.5 * POINTS, atol=1e-7)


def test_words_lie_in_the_same_space() -> None:
    header, arrays = sent(made(words={"w": [0.1, 0.2], "v": torch.zeros(2)}))
    assert header["scene"]["wordNames"] == ["w", "v"]
    np.testing.assert_allclose(arrays["words"][0], [[0.1, 0.2], [0, 0]], atol=1e-7)


def test_points_of_the_hyperboloid_are_those_of_the_disk() -> None:
    _, arrays = sent(made(points=to_hyperboloid(POINTS), space="hyperboloid"))
    np.testing.assert_allclose(arrays["frames"][0], POINTS, atol=1e-6)


def test_words_are_written_as_the_labels_are() -> None:
    there = to_hyperboloid(POINTS)
    _, arrays = sent(made(points=there, space="hyperboloid", words={"w": there[1]}))
    np.testing.assert_allclose(arrays["words"][0], POINTS[1:2], atol=1e-6)


def test_the_flat_plane_has_no_rim() -> None:
    header, arrays = sent(made(points=40 * POINTS, space="euclidean"))
    assert header["scene"]["mode"] == "euclidean"
    np.testing.assert_allclose(arrays["frames"][0], 40 * POINTS)


@pytest.mark.slow
def test_many_dimensions_are_arranged_and_that_is_said() -> None:
    points = np.random.default_rng(0).normal(0, 0.2, (12, 5))
    header, arrays = sent(disk(points))
    assert arrays["frames"].shape == (1, 12, 2)
    assert (np.linalg.norm(arrays["frames"], axis=-1) < 1).all()
    assert "5 dimensions" in header["about"]
    assert header["note"].startswith("off by")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"names": ["a", "b"]}, r"names: there is not one name a point \(expected 3; found 2\)"),
        ({"names": ["a", "a", "b"], "edges": None}, "a label name occurs twice"),
        ({"edges": [("root", "zebra")]}, r"edges: .*\('root', 'zebra'\)"),
        ({"edges": [(0, 3)]}, r"edges: .*\(0, 3\)"),
        ({"edges": [("a", "b"), ("b", "a")]}, "cycle"),
        ({"recovered": [("a", "zebra")]}, "recovered: "),
        ({"points": [[0, 0], [0.5, 0], [0, 1.5]]}, r"1 of 3 points lie outside .* found b\)"),
        ({"points": [[0, 0], [0.5, 0], [0, np.nan]]}, r"outside of the space .* found b\)"),
        ({"points": [["x"]]}, "points: these are no numbers"),
        ({"points": np.zeros((3, 2, 2))}, r"points: .*found \(3, 2, 2\)"),
        ({"points": POINTS, "space": "hyperboloid"}, "the height first"),
        ({"frames": [POINTS[:2]]}, r"frames\[0\]: .*expected \(3, 2\); found \(2, 2\)"),
        ({"words": {"w": [0, 0, 0]}}, r"words\['w'\]: .*expected 2; found 3"),
        ({"sizes": [1, 2]}, r"sizes: .*expected \(3,\); found \(2,\)"),
        ({"points": POINTS[:, 0]}, r"points: .*expected \(labels, coordinates\); found \(3,\)"),
        ({"edges": [("a", "a")]}, r"edges: .*two labels .*\('a', 'a'\)"),
        ({"words": {"w": [5.1, 0.2]}}, r"words\['w'\]: .*outside of the space"),
        ({"words": {"w": [np.nan, 0]}}, r"words\['w'\]: .*outside of the space"),
        ({"words": {"w": [[0, 0]]}}, r"words\['w'\]: .*expected \(coordinates,\); found \(1, 2\)"),
        ({"sizes": [1, -2, 3]}, "sizes: .*found -2 of a"),
        ({"sizes": [1, np.nan, 3]}, "sizes: .*found nan of a"),
        ({"height": -5}, "height: .*found -5"),
        ({"height": "big"}, "height: .*found 'big'"),
        ({"selected": "zebra"}, "selected: there is no such label or edge .*'zebra'"),
        ({"selected": 3}, "selected: there is no such label or edge .*3"),
        ({"points": np.zeros((0, 2)), "names": []}, "points: there are no points"),
        ({"selected": ("a", "b")}, "selected: there is no such edge"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError, match=said):
        made(**changed)


def test_a_space_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingError, match="poincare, hyperboloid, euclidean; found 'moon'"):
        made(space="moon")


def test_the_selection_goes_both_ways() -> None:
    widget = made(selected="a")
    assert widget._picked == {"kind": "label", "index": 1}
    widget.selected = ("root", "b")
    assert widget._picked == {"kind": "edge", "layer": "true", "parent": 0, "child": 2}
    heard: list[Any] = []
    widget.observe(lambda change: heard.append(change.new), "selected")
    widget._picked = {"kind": "label", "index": 2}  # what the browser sends
    widget._picked = None
    assert heard == ["b", None]


@pytest.mark.parametrize(
    "event", [{"kind": "label", "index": 7}, {"kind": "edge"}, {"kind": "word", "index": 0}, {}]
)
def test_a_browser_is_not_believed_what_does_not_exist(event: dict[str, Any]) -> None:
    widget = made()
    widget._picked = event
    assert widget.selected is None


def test_an_edge_of_a_recovered_hierarchy_stays_what_was_clicked() -> None:
    widget = made(recovered=[("root", "a")])
    event = {"kind": "edge", "layer": "right", "parent": 0, "child": 1}
    widget._picked = event
    assert widget.selected == ("root", "a")
    assert widget._picked == event


def svg_of(**changed: Any) -> tuple[ET.Element, ET.Element]:
    """The still picture without its legend, and that."""
    svg = ET.fromstring(made(**changed).to_svg())
    (legend,) = svg.findall(f"{SVG}g[@class='legend']")
    svg.remove(legend)
    return svg, legend


def texts(svg: ET.Element) -> list[str | None]:
    return [part.text for part in svg.iter(f"{SVG}text")]


def test_the_svg_has_points_geodesics_and_inert_names() -> None:
    names = ["root", "a\x00", EVIL]
    text = made(names=names, edges=[(0, 1), (0, 2)]).to_svg()
    svg, legend = svg_of(names=names, edges=[(0, 1), (0, 2)])
    kinds = [part.tag.rpartition("}")[2] for part in svg.iter()]
    assert kinds.count("circle") == 1 + 3  # the rim and the labels
    assert kinds.count("polyline") == 2
    assert kinds.count("script") == 0
    assert set(texts(svg)) == {"root", "a\\x00", EVIL}
    assert texts(legend)[0] == "true edges (2)"
    assert not [*legend.iter(f"{SVG}script")]
    assert len(text) < 5000


def test_the_svg_has_strokes_as_the_living_disk_has_them() -> None:
    source = (shipped.ASSETS / "disk" / "edges.js").read_text(encoding="utf-8")
    rows = re.findall(
        r'^  (\w+): \{ title: "([^"]+)",.* dash: \[([^]]*)\], width: ([\d.]+)', source, re.MULTILINE
    )
    assert [*STROKES.items()] == [
        (kind, (title, dash.replace(",", ""), float(width))) for kind, title, dash, width in rows
    ]
    svg, legend = svg_of(recovered=[("root", "a"), ("a", "b")])
    dashes = [line.get("stroke-dasharray") for line in svg.iter(f"{SVG}polyline")]
    assert dashes == [None, None, "2 4", "14 3", "6 6"]  # what was read off lies above the true
    counts = ["true edges (2)", "missing (1)", "recovered right (1)", "wrong parent (1)"]
    assert texts(legend)[:4] == counts


def test_the_svg_has_words_sizes_and_the_selection() -> None:
    plain, _ = svg_of()
    svg, legend = svg_of(words={"w": [0.1, 0.2]}, sizes=[1, 1, 9], selected="a")
    assert len([*svg.iter(f"{SVG}rect")]) == len([*plain.iter(f"{SVG}rect")]) + 1
    assert "w" in texts(svg)
    assert "words (1)" in texts(legend)
    rim, root, _, b, ring = svg.iter(f"{SVG}circle")
    assert float(b.get("r", 0)) > float(root.get("r", 0))
    assert (ring.get("fill"), rim.get("fill")) == ("none", "none")
    edge, _ = svg_of(selected=("root", "b"))
    assert [line.get("stroke-width") for line in edge.iter(f"{SVG}polyline")][-1] == "3"


def test_names_that_find_no_room_in_the_svg_are_counted() -> None:
    crowd = 0.01 * np.random.default_rng(0).normal(size=(40, 2))
    svg, legend = svg_of(points=crowd, names=None, edges=None)
    without = 40 - len(texts(svg))
    assert 20 < without < 40
    assert texts(legend)[-1] == f"no room for the names of {without} labels"
    far, legend = svg_of()
    assert len(texts(far)) == 3
    assert not any("no room" in (text or "") for text in texts(legend))


def test_a_saved_notebook_has_the_still_picture() -> None:
    data, _ = made()._repr_mimebundle_()
    assert data["image/svg+xml"].startswith("<svg ")
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_page_has_the_selection() -> None:
    page = made(selected="b").to_html()
    (packet,) = re.findall(r'octet-stream">([\w+/=]+)</script>', page)
    assert unpack(base64.b64decode(packet))[0]["selected"] == 2


WITHOUT = """
import sys
sys.modules["anywidget"] = None
import importlib.util
from hmlc_core.notebook import show
show.find_spec = lambda name: None
picture = show.disk([[0, 0], [0.5, 0]], ["<b>", "c"], selected="c")
assert type(picture) is show.Picture
text = picture._repr_html_()
assert "pip install &#x27;hyperlabel[notebook]&#x27;" in text and "<iframe srcdoc=" in text
assert picture.to_html().startswith("<!doctype html>")
assert "streamlit" not in sys.modules
print("drawn")
"""


@pytest.mark.slow
def test_without_anywidget_the_picture_drags_and_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "drawn\n", done.stderr


def test_a_static_picture_refuses_what_does_not_exist() -> None:
    with pytest.raises(DataError, match="selected"):
        Picture(made().scene, selected="zebra")
