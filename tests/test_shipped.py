"""The program calls itself as whoever reads a message can."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hmlc_core import shipped
from hmlc_core.runs.store.errors import where_to_look


@pytest.mark.parametrize(
    ("begun", "name"),
    [
        ("/usr/bin/hyperlabel", "hyperlabel"),
        ("hyperlabel.exe", "hyperlabel"),
        ("/a/hmlc_core/__main__.py", "python -m hmlc_core"),
    ],
)
def test_it_is_called_as_it_was_begun(
    monkeypatch: pytest.MonkeyPatch, begun: str, name: str
) -> None:
    monkeypatch.setattr(sys, "argv", [begun])
    assert shipped.program() == name
    assert f"`{name} runs list`" in where_to_look("nosuch")


def test_the_app_of_a_wheel_names_the_wheels_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/streamlit"])
    monkeypatch.setattr(shipped, "INSTALLED", tmp_path)
    assert shipped.program() == "hyperlabel"
