"""Geometry lab: what the address says is drawn, computed by the core, and shown with its code."""

from __future__ import annotations

import inspect
import math

import pytest

from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.evaluation.recovery import distortion, gromov
from hmlc_core.geometry import curves, mobius, triangles
from pages.ui.lab import canvas as lab_canvas
from pages.ui.lab import scene as lab_scene
from pages.ui.lab.calls import Calls
from pages.ui.lab.formulas import RADII, formula, precision
from pages.ui.lab.scene import MOST_NODES, PANELS, VIEWS, Scene, Tree
from tests.pages.conftest import sent
from tests.pages.trained import opened

# Points of the golden numbers of tests/geometry.
GOLDEN = "poincare*0.1_0.2*-0.3_0.4*0.25_-0.15*2"


def address(at) -> str:
    return str(at.query_params["lab"])


def scene(panel: str) -> Scene:
    found = lab_scene.parse(f"{panel}*{GOLDEN}")
    assert isinstance(found, Scene)
    return found


@pytest.mark.slow
def test_the_page_begins_with_a_geodesic_and_its_distance(app):
    at = opened(app, "lab")
    header, _ = sent(at)
    assert header["scene"]["panel"] == "geodesic"
    assert header["scene"]["views"] == ["poincare"]
    assert header["entry"] in header["sources"]
    assert not any('from "../' in source for source in header["sources"].values())
    (latex,) = at.latex
    d = float(mobius.distance(*map(_tensor, (Scene().u, Scene().v))))
    assert f"{d:.4f}" in latex.value
    code = "\n".join(block.value for block in at.code)
    assert inspect.getsource(mobius.distance) in code
    assert inspect.getsource(mobius.gap) in code


def _tensor(point):
    import torch

    return torch.tensor(point, dtype=torch.float64)


@pytest.mark.parametrize(
    ("panel", "numbers"),
    [
        ("geodesic", ["1.0154"]),
        ("sum", ["(-0.135,\\ 0.584)", "(-0.243,\\ 0.548)"]),
        ("tangent", ["(-0.452,\\ 0.169)", "1.0154"]),
        ("multiples", [f"{4 * math.atanh(math.hypot(0.1, 0.2)):.4f}"]),
        ("circle", ["1.0154", f"{2 * math.pi * math.sinh(1.015426):.2f}"]),
        ("squares", ["2.1053"]),
    ],
)
def test_formulas_carry_the_golden_numbers(panel, numbers):
    text = formula(scene(panel), Calls())
    for number in numbers:
        assert number in text


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_has_a_formula_and_shows_the_code_it_ran(panel):
    calls = Calls()
    text = formula(scene(panel), calls)
    assert text.count("{") == text.count("}")
    assert text.count("&=") + text.count("&:") >= 1
    sources = calls.sources()
    assert sources
    assert all(module.startswith("hmlc_core.geometry") for module in sources)
    assert all("def " in source for source in sources.values())


@pytest.mark.parametrize("panel", ["geodesic", "parallels"])
def test_a_diameter_has_no_circle(panel):
    straight = Scene(panel, u=(0.2, 0.1), v=(-0.4, -0.2))
    assert "diameter" in formula(straight, Calls())


@pytest.mark.parametrize("panel", PANELS)
def test_points_that_coincide_do_no_harm(panel):
    at = Scene(panel, u=(0.0, 0.0), v=(0.0, 0.0), w=(0.0, 0.0))
    assert "nan" not in formula(at, Calls())


def test_calls_show_helpers_of_the_same_module_once():
    calls = Calls()
    calls(triangles.area, (0, 0), (0.5, 0), (0, 0.5))
    calls(triangles.angles, (0, 0), (0.5, 0), (0, 0.5))
    calls(curves.circle, (0, 0), 1.0)
    found = calls.sources()
    assert list(found) == ["hmlc_core.geometry.triangles", "hmlc_core.geometry.curves"]
    assert found["hmlc_core.geometry.triangles"].count("def _seen(") == 1


def test_float32_loses_its_digits_first():
    columns = precision(scene("rim"), Calls())
    assert columns["distance"] == [str(radius) for radius in RADII]
    single, double = (
        [float(x) for x in columns[f"error in {name}"]] for name in ("float32", "float64")
    )
    assert single[-1] > 0.1 > 1e-5 > double[-1]
    assert max(single[:3]) < 1e-5


@pytest.mark.slow
def test_the_views_panel_and_figures_go_into_the_address(app):
    at = opened(app, "lab", lab=f"sum*{GOLDEN}")
    at.button_group(key="lab views").set_value(["poincare", "klein"]).run()
    assert sent(at)[0]["scene"]["views"] == ["poincare", "klein"]
    at.button_group(key="lab views").set_value(["poincare", "klein", "halfplane"]).run()
    assert sent(at)[0]["scene"]["views"] == ["klein", "halfplane"]
    at.button_group(key="lab panel").set_value("triangle").run()
    assert address(at).startswith("triangle*klein.halfplane*0.1_0.2*")
    at.button(key="lab Figure 2").click().run()
    assert sent(at)[0]["scene"]["panel"] == "labels"
    assert not at.exception


def test_an_address_that_says_nonsense_is_told_and_dropped(app):
    at = opened(app, "lab", lab="geodesic*poincare*9_9*0_0*0_0*1")
    assert "was ignored" in at.warning[0].value
    assert sent(at)[0]["scene"]["panel"] == "geodesic"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing*poincare*0_0*0_0*0_0*1",
        "sum*poincare*0_0*0_0*0_0",
        "sum*flat*0_0*0_0*0_0*1",
        "sum*klein.klein*0_0*0_0*0_0*1",
        "sum*klein.poincare.halfplane*0_0*0_0*0_0*1",
        "sum*klein*nan_0*0_0*0_0*1",
        "sum*klein*0.9_0.9*0_0*0_0*1",
        "sum*klein*0*0_0*0_0*1",
        "sum*klein*0_0*0_0*0_0*inf",
        "sum*klein*0_0*0_0*0_0*١",
        "trees*0*2",
        "trees*3",
        "trees*3*2*peek",
        "trees*3*2*guess*guess",
        "trees*6*6",
        "trees*9*1",
    ],
)
def test_foreign_addresses_are_refused(text):
    with pytest.raises(ValueError, match="expected"):
        lab_scene.parse(text)


@pytest.mark.parametrize(
    "lab",
    [
        Scene(),
        Scene("rim", tuple(VIEWS)[2:], (-0.12345, 1e-6), factor=-3.25),
        Tree(2, 5),
        Tree(3, 3, False),
    ],
)
def test_addresses_come_back_as_they_were(lab):
    assert lab_scene.parse(lab_scene.write(lab)) == lab


def test_a_browser_is_not_believed():
    before = Scene()
    good = {"u": [0.1, 0.2], "v": [0, 0], "w": [0.5, -0.5], "factor": 3}
    after = lab_canvas._moved(before, good)
    assert after is not None
    assert (after.u, after.factor, after.panel) == ((0.1, 0.2), 3.0, before.panel)
    for bad in (
        None,
        "x",
        {},
        {**good, "u": [1, 0]},
        {**good, "u": [math.nan, 0]},
        {**good, "v": [0.1]},
        {**good, "w": "ab"},
        {**good, "factor": math.inf},
    ):
        assert lab_canvas._moved(before, bad) is None


def test_a_tree_is_drawn_in_both_geometries_with_its_distortion(app):
    at = opened(app, "lab", lab="trees*2*2")
    assert not at.exception
    scenes = [component.proto for component in at.get("bidi_component")]
    assert len(scenes) == 3
    assert sent(at)[0]["scene"]["mode"] == "euclidean"
    assert sent(at)[0]["scene"]["levels"] == [0, 1, 1, 2, 2, 2, 2]  # the root is above level 1
    found = at.dataframe[0].value.set_index("drawing")["average"]
    assert found["Sarkar's construction"] < found["Optimised, hyperbolic"]
    code = "\n".join(block.value for block in at.code)
    assert all(inspect.getsource(used).strip() in code for used in (sarkar, distortion, gromov))
    rows = at.dataframe[1].value.set_index("graph")["δ"]
    assert rows["this tree, 7 nodes"] == rows["clique of 6"] == 0
    assert rows["cycle of 4"] == 1
    assert rows["corpus: Newsroom"] > 0


@pytest.mark.slow
def test_a_tree_can_be_looked_at_before_its_distances_are_measured(app):
    at = opened(app, "lab", lab="trees*2*2*guess")
    assert len(at.get("bidi_component")) == 3
    assert not at.latex
    assert not at.dataframe
    next(button for button in at.button if button.label.startswith("Measure")).click().run()
    assert address(at) == "trees*2*2"
    assert len(at.dataframe[0].value) == 3


@pytest.mark.slow
def test_a_slider_moves_the_tree_and_the_other_gives_way(app):
    at = opened(app, "lab", lab="trees*3*3")
    at.slider(key="lab children").set_value(6).run()
    assert address(at) == "trees*2*6"
    at.slider(key="lab depth").set_value(4).run()
    assert address(at) == "trees*4*3"
    assert Tree(4, 3).nodes == 121 <= MOST_NODES
    assert not at.exception


@pytest.mark.slow
def test_each_part_remembers_its_scene(app):
    at = opened(app, "lab", lab=f"circle*{GOLDEN}")
    at.button_group(key="lab part").set_value("Trees").run()
    assert address(at) == "trees*3*2"
    at.button_group(key="lab part").set_value("Points").run()
    assert address(at) == f"circle*{GOLDEN}"
