"""Tables of both kinds and edges are read by us and by pandas, and both are measured."""

from __future__ import annotations

import json

import pytest

from benchmarks import readers

pytestmark = pytest.mark.slow


def test_each_size_is_measured_in_each_format(capsys: pytest.CaptureFixture[str]) -> None:
    readers.main(documents="30,60", as_json=True)
    told = json.loads(capsys.readouterr().out)["readers"]
    rows = {"csv": "documents", "jsonl": "documents", "tsv": "edges"}
    assert [(entry["format"], entry[rows[entry["format"]]]) for entry in told] == [
        (form, size) for size in (30, 60) for form in rows
    ]
    for entry in told:
        assert entry[f"{rows[entry['format']]}_per_second"] > 0
        assert entry[f"pandas_{rows[entry['format']]}_per_second"] > 0
