"""Outside of the app: a page from Python, and the widget with a model in Jupyter's place."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hmlc_core.notebook import disk
from hmlc_core.notebook.widget import module
from tests.browser.conftest import Disk

POINTS = np.array([[0, 0], [0.5, 0], [0, 0.6], [-0.4, -0.4]])
NAMES = ["root", "<img src=x onerror=alert(1)>", "</script>", "c"]
EDGES = [(0, 1), (0, 2), (0, 3)]

HARNESS = """<!doctype html>
<title>widget</title>
<body style="--jp-layout-color0: rgb(1, 2, 3)"><div id="cell"></div>
<script type="module">
const values = {{ _packet: new DataView(Uint8Array.from(
  atob("{packet}"), (letter) => letter.charCodeAt(0)).buffer), _picked: {picked} }};
const heard = {{}};
window.saved = [];
window.model = {{
  get: (name) => values[name],
  set: (name, value) => {{ values[name] = value; heard[`change:${{name}}`]?.(); }},
  on: (event, call) => {{ heard[event] = call; }},
  off: (event) => {{ delete heard[event]; }},
  save_changes: () => window.saved.push(values._picked),
}};
const source = new Blob([{source}], {{ type: "text/javascript" }});
const {{ default: widget }} = await import(URL.createObjectURL(source));
window.end = await widget.render({{ model, el: document.querySelector("#cell") }});
</script>
"""


@pytest.fixture
def widget(tmp_path: Path, open_page: Callable[..., Any]) -> Callable[..., Disk]:
    """`widget(**arguments)`: the disk of a widget, on a page without a server."""

    def make(**arguments: Any) -> Disk:
        made = disk(POINTS, NAMES, EDGES, **arguments)
        page = tmp_path / "widget.html"
        page.write_text(
            HARNESS.format(
                packet=base64.b64encode(made._packet).decode(),
                picked=json.dumps(made._picked),
                source=json.dumps(module()).replace("<", "\\u003c"),
            )
        )
        return Disk(open_page(page.as_uri(), offline=True))

    return make


def test_a_page_from_python_drags_searches_and_scrubs(tmp_path, open_page):
    path = tmp_path / "disk.html"
    made = disk(POINTS, NAMES, EDGES, frames=[0.2 * POINTS, 0.6 * POINTS], selected="c")
    path.write_text(made.to_html())
    alone = Disk(open_page(path.as_uri(), offline=True))
    before = alone.state
    assert before["selected"] == {"kind": "label", "index": 3}
    assert (before["frames"], before["count"]) == (3, 4)
    alone.drag(-80, 30)
    assert alone.state["b"] != before["b"]
    alone.page.get_by_role("button", name="Find a label").click()
    alone.page.get_by_role("searchbox").fill("onerror")
    alone.page.keyboard.press("Enter")
    alone.until(lambda state: state["selected"] == {"kind": "label", "index": 1})
    alone.page.get_by_role("slider").fill("0")
    alone.until(lambda state: state["frame"] == 0)
    assert alone.page.locator("img").count() == 0
    assert alone.page.get_by_text("Copy link").is_hidden()


def test_a_page_from_python_follows_the_readers_colours(tmp_path, open_page):
    path = tmp_path / "disk.html"
    path.write_text(disk(POINTS, NAMES, EDGES).to_html())
    grounds = []
    for scheme in ("light", "dark"):
        page = open_page(path.as_uri(), offline=True, color_scheme=scheme)
        Disk(page)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(14, 17, 23)"]


def test_the_widget_drags_and_tells_what_is_clicked(widget):
    shown = widget()
    before = shown.state
    shown.drag(60, -20)
    assert shown.state["b"] != before["b"]
    shown.page.mouse.click(*shown.at(3))
    shown.until(lambda state: state["selected"] == {"kind": "label", "index": 3})
    shown.page.keyboard.press("Escape")
    shown.until(lambda state: state["selected"] is None)
    label, nothing = shown.page.evaluate("window.saved")
    assert (label["kind"], label["index"], nothing) == ("label", 3, None)


LUMINO = """() => document.addEventListener("keydown", (event) => {
  if (event.target.closest("[data-lm-suppress-shortcuts]")) return;
  event.preventDefault();
  event.stopPropagation();
}, true)"""
"""JupyterLab's commands, which take every key before the page has it, but of such elements."""

NO_FORMS = """(canvas) => canvas.getRootNode().querySelector(".search")
  .addEventListener("keypress", (event) => event.key === "Enter" && event.preventDefault())"""
"""JupyterLab submits no form by Enter."""


def test_what_is_typed_in_the_widget_is_no_command_of_the_notebook(widget):
    shown = widget()
    shown.page.evaluate(LUMINO)
    shown.canvas.evaluate(NO_FORMS)
    shown.canvas.focus()
    shown.page.keyboard.press("/")
    shown.page.keyboard.type("onerror")
    shown.page.keyboard.press("Enter")
    shown.until(lambda state: state["selected"] == {"kind": "label", "index": 1})
    shown.page.keyboard.press("Escape")
    shown.until(lambda state: state["selected"] is None)


def test_the_widget_marks_what_python_chooses(widget):
    shown = widget(selected="c")
    assert shown.state["selected"] == {"kind": "label", "index": 3}
    edge = {"kind": "edge", "layer": "true", "parent": 0, "child": 2}
    shown.page.evaluate("(edge) => window.model.set('_picked', edge)", edge)
    shown.until(lambda state: state["selected"] == edge)
    assert shown.page.evaluate("window.saved") == []  # Python need not hear what it said


def test_the_widget_has_the_notebooks_colours_and_can_end(widget):
    shown = widget()
    ground = shown.canvas.evaluate(
        "(canvas) => getComputedStyle(canvas).getPropertyValue('--st-background-color')"
    )
    assert ground == "rgb(1, 2, 3)"
    shown.page.evaluate("window.end()")
