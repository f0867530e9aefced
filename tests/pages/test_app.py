"""The shell: navigation, every page on an empty home, and what the first paint imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pages.ui.shell.routes import ROUTES
from tests.pages.conftest import ROOT, sent

pytestmark = pytest.mark.slow

HEAVY = ("torch", "geoopt", "plotly", "umap", "mlflow", "sklearn", "numba", "pandas")


def test_welcome_comes_first_and_shows_the_hierarchy(app):
    app.run()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Labels grow on trees"
    header, arrays = sent(app)
    assert len(header["scene"]["names"]) == arrays["frames"].shape[1] > 30
    assert header["scene"]["autoplay"]
    assert {link.proto.page for link in app.get("page_link")} == {"lessons", "train", "hierarchy"}


@pytest.mark.parametrize("url", ROUTES)
def test_every_page_starts_on_an_empty_home(app, url):
    app.run()
    app.switch_page(ROUTES[url].script).run()
    assert not app.exception
    assert not app.error
    assert app.title


def test_every_route_has_a_script_and_every_script_a_route():
    scripts = {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"}
    assert scripts == set(ROUTES)


FIRST_PAINT = """
import sys
from concurrent.futures import Future
from streamlit.testing.v1 import AppTest

heavy = {heavy}
for name in [name for name in sys.modules if name.partition(".")[0] in heavy]:
    del sys.modules[name]  # AppTest loads some of them; the app must not need them again

from pages.ui import resources  # what warms up behind the drawn page is not part of its paint
done = Future()
done.set_result(None)
resources.warm_up = lambda: done
at = AppTest.from_file("app.py", default_timeout=240).run()
assert not at.exception and at.title, at.exception
{more}
print(sorted(heavy & {{name.partition(".")[0] for name in sys.modules}}))
"""


def first_paint(more: str = "") -> str:
    code = FIRST_PAINT.format(heavy=set(HEAVY), more=more)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_the_first_paint_imports_nothing_heavy():
    assert first_paint() == "[]"


def test_that_test_can_fail():
    assert first_paint("import plotly.graph_objects") == "['plotly']"
