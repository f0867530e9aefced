"""What words know of hypernyms over seeds: both stages are judged, and Eq. 4 brings them nearer."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from benchmarks.__main__ import app

pytestmark = pytest.mark.slow

SMALL = ["--corpus", "newsroom", "--source", "bundled", "--seeds", "2"]
FEW = [
    part
    for setting in ("corpus.documents=150", "corpus.min_count=2", "words.epochs=3")
    for part in ("--set", setting)
]


def test_both_stages_are_judged_on_the_same_pairs():
    done = CliRunner().invoke(app, ["is_a_seeds", *SMALL, *FEW, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["seeds"] == 2
    alone, drawn = told["found"].values()
    assert alone["pairs"] == drawn["pairs"]
    assert alone["mean rank by chance"] == drawn["mean rank by chance"]
    assert drawn["mean rank"][0] < alone["mean rank"][0]
    assert all(value[1] >= 0 for value in drawn.values())


def test_the_table_has_a_row_for_each_stage():
    done = CliRunner().invoke(app, ["is_a_seeds", *SMALL, *FEW])
    assert done.exit_code == 0, done.output
    rows = [line for line in done.stdout.splitlines() if line.startswith("| Eq.")]
    assert len(rows) == 2
    assert all("±" in row for row in rows)
