"""Tables of both kinds are read by us and by pandas, and both are measured."""

from __future__ import annotations

import json

import pytest

from benchmarks import readers


def test_each_size_is_measured_in_both_formats(capsys: pytest.CaptureFixture[str]) -> None:
    readers.main(documents="30,60", as_json=True)
    told = json.loads(capsys.readouterr().out)["readers"]
    assert [(entry["format"], entry["documents"]) for entry in told] == [
        ("csv", 30),
        ("jsonl", 30),
        ("csv", 60),
        ("jsonl", 60),
    ]
    assert all(entry["documents_per_second"] > 0 for entry in told)
    assert all(entry["pandas_documents_per_second"] > 0 for entry in told)
