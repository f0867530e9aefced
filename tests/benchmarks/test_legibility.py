"""What the legibility of a picture is measured by, and once through all of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.legibility import means, readable

ROOT = Path(__file__).parents[2]
NAMES = [[10, 10, 60, 24], [100, 10, 160, 24], [100, 60, 160, 74]]
MARKS = np.array([(5.0, 17.0, 4.0), (95.0, 17.0, 4.0), (95.0, 67.0, 4.0)])


def test_names_beside_their_marks_can_be_read():
    assert readable(NAMES, MARKS, []) == 3
    assert readable([], MARKS, []) == 0


def test_of_two_names_that_overlap_none_can_be_read():
    assert readable([*NAMES, [150, 20, 190, 34]], MARKS, []) == 2


def test_a_name_on_a_mark_or_under_a_panel_cannot_be_read():
    assert readable(NAMES, np.vstack([MARKS, [(30.0, 27.0, 4.0)]]), []) == 2
    assert readable(NAMES, np.vstack([MARKS, [(30.0, 29.0, 4.0)]]), []) == 3  # it only comes near
    assert readable(NAMES, MARKS, [[0, 0, 90, 200]]) == 2


def test_means_leave_out_what_is_not_there():
    seeds = [{"a": 1.0, "b": None}, {"a": 0.0, "b": 0.5}, {"a": 2.0, "b": None}]
    assert means(seeds) == {"a": 1.0, "b": 0.5}
    assert means(seeds[:1]) == {"a": 1.0, "b": None}


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.timeout(900)
def test_the_whole_of_it_for_one_small_run():
    """In a process of its own: it drives a browser, and one process drives one."""
    asked = ["--corpora", "newsroom", "--presets", "disk", "--documents", "300", "--json"]
    command = [sys.executable, "-m", "benchmarks", "legibility", *asked]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["newsroom"]["disk"]
    assert set(found) == {
        "names_readable",
        "crossings",
        "parents_inside",
        "radius_5",
        "radius_95",
        "edge_f1",
        "spearman",
        "distortion",
    }
    assert 0.5 < found["names_readable"] <= 1
    assert 0 < found["radius_5"] < found["radius_95"] <= 1
    assert found["distortion"] == pytest.approx(0, abs=1e-3)  # two dimensions are drawn as they are
