"""Words that stand out in a picture of thousands: their names, the middle, a click on another."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterator

import numpy as np
import pytest

from hmlc_core.runs.store.store import RunStore
from tests.browser.conftest import ROOT, Disk, Server, rest, see, serving
from tests.pages.trained import HOSTILE, trained_home


def test_words_that_stand_out_are_named_among_thousands(show):
    disk = show("words")
    named = [each for each in disk.ask("names()") if each["kind"] == "word"]
    assert 7 in {each["index"] for each in named}
    assert 1 < len(named) <= 16
    assert disk.state["zoom"] == 1


@pytest.mark.parametrize("width", [1280, 768])
def test_a_zoomed_picture_has_the_word_in_the_middle_and_its_neighbours_around(show, width):
    disk = show("words&middle=1", width=width)
    seen = disk.points("seen('words')")
    np.testing.assert_allclose(seen[7], 0, atol=1e-6)
    zoom = disk.state["zoom"]
    assert zoom > 2
    box = disk.canvas.bounding_box()
    radius = zoom * (min(box["width"], box["height"]) / 2 - 16)
    edge = box["width"] / 2 / radius  # the word is in the middle, so a diameter ends there
    said = re.search(r"magnified [\d.]+×, ([\d.]+) wide", disk.page.locator(".note").inner_text())
    assert said is not None
    assert float(said[1]) == pytest.approx(4 * math.atanh(edge), rel=0.06)  # of two digits
    before = disk.points("model('words')")
    disk.page.get_by_role("button", name="Back to the whole picture").click()
    disk.until(lambda state: state["zoom"] == 1)
    np.testing.assert_allclose(disk.points("seen('words')"), before, atol=1e-6)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a copy of the home with finished runs."""
    home = tmp_path_factory.mktemp("words") / "home"
    shutil.copytree(trained_home(), home)
    with serving(ROOT / "app.py", home) as server:
        server.home = home
        yield server


def test_a_click_on_a_word_looks_at_it_and_is_in_the_address(trained, open_page):
    runs = RunStore(f"sqlite:///{trained.home / 'mlflow.db'}").runs()
    run = next(run.id for run in runs if run.name == f"plain {HOSTILE[0]}")
    page = open_page(f"{trained.url}/words?run={run}&word=a1")
    see(page.get_by_text(re.compile("“a1” is in")))
    disk = Disk(page)
    rest(page)
    names = disk.ask("names()")
    other = next(each for each in names if each["kind"] == "word" and each["text"] != "a1")
    x, y = disk.ask(f"screen({other['index']}, 'words')")
    box = disk.canvas.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    see(page.get_by_text(re.compile("is in .* training document")))
    page.wait_for_url(re.compile("word=(?!a1)"))
    assert page.locator("img[src=x]").count() == 0
