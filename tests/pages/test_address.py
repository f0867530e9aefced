"""What an address says and no page knows is told, on every page, and not passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pages.ui.shell.routes import ROUTES
from tests.pages.trained import HOSTILE, opened, run_called, texts, trained_home

PAGES = Path(__file__).parents[2] / "pages"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "asked", "said"),
    [
        ("train", {"preset": "nosuch"}, "There is no preset “nosuch”"),
        ("corpus", {"corpus": "/some/path"}, "is not among the choices for corpus"),
        ("corpus", {"colour": "red"}, "The address said “colour”, which is nothing on this page"),
        ("corpus", {"part": "Pictures"}, "it has Overview, Labels, Documents"),
        ("corpus", {"part": "Documents", "doc": "no"}, "has no document “no”"),
        ("corpus", {"part": "Documents", "label": "no"}, "has no label “no”"),
        ("hierarchy", {"section": "<b>"}, "which this page has not"),
    ],
)
def test_what_names_nothing_is_told(app, page, asked, said):
    at = opened(app, page, **asked)
    assert not at.exception
    assert said in texts(at)
    if len(asked) == 1:  # what a page has corrected stays told when it runs again
        assert said in texts(at.run())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("corpus", {"part": "Documents", "split": "test", "find": "tennis", "word": "bank"}),
        ("train", {"preset": "quick", "recipe": "seed=2", "view": "p*0*0"}),
        ("systems", {"seeds": "2", "documents": "100"}),
    ],
)
def test_what_a_page_knows_is_not(app, page, asked):
    at = opened(app, page, **asked)
    assert "The address said" not in texts(at)


@pytest.mark.slow
def test_a_value_that_cannot_be_read_is_told_at_the_head_of_the_page(app):
    """The picker of the run is below the picture in a narrow window."""
    at = opened(app, "hierarchy", run="zzz<b>")
    told = [item for item in at.warning if "which was ignored" in item.value]
    assert [item.icon for item in told] == [":material/link_off:"]
    assert "run" not in at.query_params or at.query_params["run"] != ["zzz<b>"]
    assert "which was ignored" in texts(at.run())


def test_it_is_told_on_the_page_that_was_asked_and_on_no_other(app):
    at = opened(app, "corpus", colour="red")
    del at.query_params["colour"]  # as the browser does
    at = at.switch_page("pages/train.py").run()
    assert "The address said" not in texts(at)


def test_routes_name_every_parameter_that_widgets_write():
    known = {name for route in ROUTES.values() for name in route.widgets}
    sources = "".join(path.read_text() for path in PAGES.rglob("*.py"))
    calls = re.findall(r'key="([^"]+)"(?:(?!key=|\n\n).)*?bind="query-params"', sources, re.DOTALL)
    assert len(calls) > 10
    assert set(calls) <= known


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "name"), [("corpus", "drawn"), ("hierarchy", "method"), ("trajectories", "way")]
)
def test_what_a_choice_writes_is_what_its_page_knows(app, monkeypatch, url, name):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))
    at = opened(app, url, run=run_called(f"plain {HOSTILE[0]}"), part="Labels")
    shown = [option.content for option in at.segmented_control(key=name).proto.options]
    # Streamlit writes what is shown, not what it stands for
    assert shown == [*ROUTES[url].widgets[name]]
