"""The benchmark of where labels start: the rule beside fixed factors, and its figure."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from benchmarks.__main__ import app
from benchmarks.start import figure
from hmlc_core.experiment.models import MODELS

FACTORS = (0.01, 0.042, 0.1)
ROWS = [
    {
        "corpus": corpus,
        "dim": dim,
        "rule": factor == 0.042,
        "seeds": 1,
        "factor": factor,
        "test/nDCG@5": 0.8,
        "recovery/edge_f1": 0.3,
    }
    for corpus in ("one", "other")
    for dim in (2, 10)
    for factor in reversed(FACTORS)
]


def test_the_figure_has_a_line_a_dimension_and_marks_what_the_rule_chooses():
    traces = figure(ROWS).data
    assert [trace.name for trace in traces] == ["2-D", "10-D"] * 2
    for trace in traces:
        assert trace.x == FACTORS
        assert [symbol == "diamond" for symbol in trace.marker.symbol] == [False, True, False]


def test_rows_of_an_earlier_measurement_are_told_without_training(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(ROWS))
    done = CliRunner().invoke(app, ["start", "--measured", str(path)])
    assert done.exit_code == 0, done.output
    assert done.output.count("the rule") == 4
    assert (
        json.loads(CliRunner().invoke(app, ["start", "--measured", str(path), "--json"]).output)
        == ROWS
    )


def test_zero_is_what_the_setting_calls_the_rule():
    assert MODELS["hyperim"]().label_scale == 0
