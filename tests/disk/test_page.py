"""Pages with a disk that need no server: what is in them, and that names stay inert."""

from __future__ import annotations

import base64
import re
import tomllib

import numpy as np
import pytest

from hmlc_core.disk.code import sources
from hmlc_core.disk.packet import unpack
from hmlc_core.disk.page import element, script, standalone, style
from hmlc_core.disk.scene import Scene, scene_of
from hmlc_core.disk.values import LabelLayer, Layout
from hmlc_core.errors import DataError
from hmlc_core.shipped import TOP

EVIL = "</script><script>alert(1)</script>"


def made(points: object, names: list[str], title: str = "t", **labels: object) -> Scene:
    return scene_of(Layout(points=points), LabelLayer(names=names, **labels), title=title)


def packets(page: str) -> list[bytes]:
    found = re.findall(r'<script type="application/octet-stream">([\w+/=]*)</script>', page)
    return [base64.b64decode(text) for text in found]


def test_an_element_has_the_scene_and_no_code() -> None:
    points = np.array([[0, 0], [0.5, 0.25]])
    scene = made(points, ["a", "b"], edges=[(0, 1)])
    (packet,) = packets(element(scene, selected=(0, 1), about="how", note="off by 3 %"))
    header, arrays = unpack(packet)
    assert header["scene"]["names"] == ["a", "b"]
    assert header["scene"]["edges"] == {"true": [[0, 1]]}
    assert (header["selected"], header["about"], header["note"]) == ([0, 1], "how", "off by 3 %")
    assert "sources" not in header
    np.testing.assert_array_equal(arrays["frames"], points[None].astype(np.float32))


def test_a_thousand_points_are_small() -> None:
    """Eight bytes a point, a third more as base64, and the names."""
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (1000, 2))
    many = len(element(made(points, [str(n) for n in range(1000)])))
    one = len(element(made(points[:1], ["0"])))
    assert many - one < 1000 * (8 + 16) * 4 / 3


def test_names_and_titles_are_inert_in_a_page() -> None:
    page = standalone(made([[0, 0], [0.5, 0]], [EVIL, "b"], title=EVIL), about=EVIL, note=EVIL)
    assert "alert(1)" not in page.replace("&lt;/script&gt;&lt;script&gt;alert(1)", "")
    assert page.count("<script") == page.count("</script>") == 2  # packet and code
    assert unpack(packets(page)[0])[0]["scene"]["names"][0] == EVIL


def test_the_script_has_every_file_and_no_markup() -> None:
    text = script()
    inside = text.removeprefix('<script type="module">').removesuffix("</script>\n")
    assert "<" not in inside.replace(sources()["assemble.js"], "")
    assert all(f'"{name}": ' in inside for name in sources())


def test_a_page_has_the_colours_of_the_app() -> None:
    theme = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text())["theme"]
    light, dark = style().split("@media (prefers-color-scheme: dark)")
    for css, look in ((light, "light"), (dark, "dark")):
        assert f"--st-background-color: {theme[look]['backgroundColor']};" in css
        colours = ", ".join(theme[look]["chartCategoricalColors"])
        assert f"--st-chart-categorical-colors: {colours};" in css
        assert f"--st-gray-text-color: {theme[look]['grayTextColor']};" in css


def test_a_page_without_anything_to_see_is_refused() -> None:
    with pytest.raises(DataError, match="no point of the picture has a place"):
        element(made([[2, 0], [np.nan, 0]], ["a", "b"]))


def test_what_does_not_exist_cannot_be_selected() -> None:
    with pytest.raises(DataError, match=r"selected.*indices below 1"):
        standalone(made([[0, 0]], ["a"]), selected=1)
