"""Points of another program in a browser: uploaded, drawn where they are, and clicked."""

from __future__ import annotations

import numpy as np

from tests.browser.conftest import ROOT, Disk, rest, see, serving
from tests.cli.test_show import NAMES, POINTS, hierarchy, tsv


def test_points_are_uploaded_and_drawn_where_they_are(tmp_path, open_page):
    points, edges = tsv(tmp_path / "mine.tsv"), hierarchy(tmp_path / "edges.tsv")
    with serving(ROOT / "app.py", tmp_path / "home") as server:
        page = open_page(f"{server.url}/hierarchy")
        page.get_by_role("button", name="Show points of another program").click()
        inputs = page.locator("input[type=file]")
        inputs.nth(0).set_input_files(points)
        see(page.get_by_text("mine.tsv"))
        rest(page)
        inputs.nth(1).set_input_files(edges)  # below the points, beside their names
        see(page.get_by_text("edges.tsv"))
        rest(page)
        page.get_by_role("button", name="Show", exact=True).click()
        disk = Disk(page)
        rest(page)
        np.testing.assert_allclose(disk.points("model()"), POINTS, atol=1e-5)
        page.mouse.click(*disk.at(NAMES.index("oak")))
        see(page.get_by_role("heading", name="oak", exact=True))
        see(page.get_by_text("No documents are known"))
