"""What README says of notebooks works as it is printed."""

from __future__ import annotations

from typing import Any

from tests.printed import ROOT, blocks


def test_the_example_runs_as_printed() -> None:
    ((first, *lines),) = blocks("In a notebook")
    assert first == "python"
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    assert names["picture"]._picked == {"kind": "label", "index": 1}
    assert names["page"].startswith("<!doctype html>")
    assert names["still"].startswith("<svg ")


def test_every_notebook_is_named() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert found == {name for name in found if f"(notebooks/{name})" in text}
    assert len(found) == 3
