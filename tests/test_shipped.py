"""The program calls itself as whoever reads a message can."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hmlc_core import shipped
from hmlc_core.runs.store.errors import where_to_look
from hmlc_core.shipped import TOP
from pages.ui.lessons import parse


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


def test_a_path_in_a_command_can_be_copied_with_it() -> None:
    assert shipped.argument("/data/news") == "/data/news"
    assert shipped.argument(Path("/my data/it's $5")) == """'/my data/it'"'"'s $5'"""
    assert shipped.argument("/deep" * 60) == "/deep" * 60


def test_messages_name_the_command_by_asking() -> None:
    """In a wheel the module is there, too, but nobody begins it; docstrings may name it."""
    files = [path for folder in ("hmlc_core", "pages") for path in (TOP / folder).rglob("*.py")]
    named = {path.name for path in files if shipped.MODULE in path.read_text("utf-8")}
    assert named == {"shipped.py", "__init__.py", "__main__.py"}


def test_lessons_name_it_as_the_program_was_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = parse.FOLDER / "an-unknown-hierarchy.md"
    assert f"`{shipped.MODULE} train" in lesson.read_text("utf-8")
    monkeypatch.setattr(sys, "argv", ["/usr/bin/hyperlabel"])
    parse._read.cache_clear()
    said = " ".join(step.text for step in parse.read(lesson.stem).steps)
    parse._read.cache_clear()
    assert "`hyperlabel train" in said
    assert shipped.MODULE not in said
