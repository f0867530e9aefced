"""Preparing is measured at each size, beside its floor."""

from __future__ import annotations

import json

import pytest

from benchmarks import prepare

pytestmark = pytest.mark.slow


def test_each_size_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "_alone", prepare.measured)
    prepare.main(documents="30,60", as_json=True)
    told = json.loads(capsys.readouterr().out)["prepare"]
    assert [entry["documents"] for entry in told] == [530, 560]  # every word occurs in some
    assert all(entry["seconds"] > 0 and entry["floor_seconds"] > 0 for entry in told)
