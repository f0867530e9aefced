"""JSON in which a name stands twice is refused wherever documents and labels are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data.check import check

LINE = '{"id": "2", "text": "b", "labels": ["y"]}\n'


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.jsonl", LINE + '{"id": "1", "text": "a", "labels": ["x"], "labels": ["z"]}\n', 2),
        ("a.json", '[{"text": "a", "labels": ["x"], "text": "b"}]', 1),
        ("a.json", '{"sport": {"tennis": {}}, "sport": {"golf": {}}}', 1),
    ],
)
def test_a_name_twice_is_an_error_with_its_line(
    tmp_path: Path, name: str, content: str, place: int
) -> None:
    path = tmp_path / name
    path.write_text(content)
    told = " ".join(str(item) for item in check(path).problems if item.severity == "error")
    assert f"{name}, line {place}: " in told
    assert "twice in one object" in told


def test_a_name_in_two_objects_is_there_once_in_each(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"sport": {"other": {}}, "arts": {"other": {}}}')
    assert check(path).labels == 4
