"""JSON in which a name stands twice is refused wherever documents and labels are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data.check import check

LINE = '{"id": "2", "text": "b", "labels": ["y"]}\n'


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        (
            "a.jsonl",
            LINE + '{"id": "1", "text": "a", "labels": ["x"], "labels": ["z"]}\n',
            "line 2",
        ),
        ("a.json", '[{"text": "a", "labels": ["x"], "text": "b"}]', "item 1"),
        ("a.json", '{"sport": {"tennis": {}}, "sport": {"golf": {}}}', "line 1"),
    ],
)
def test_a_name_twice_is_an_error_with_its_line(
    tmp_path: Path, name: str, content: str, place: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    told = " ".join(str(item) for item in check(path).problems if item.severity == "error")
    assert f"{name}, {place}: " in told
    assert "twice in one object" in told


def test_a_name_in_two_objects_is_there_once_in_each(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"sport": {"other": {}}, "arts": {"other": {}}}')
    assert check(path).labels == 4


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.jsonl", LINE + "[" * 100_000, "lists or objects inside each other, more than a"),
        ("a.json", "[" + '{"text":' * 100_000, "lists or objects inside each other, more than a"),
        ("a.jsonl", f'{LINE}{{"text": {"9" * 5_000}}}', "a number with too many digits"),
        ("a.jsonl", LINE + '{"text": "b" "labels": []}', "no comma between two values at column"),
        ("a.jsonl", LINE + "{text: 1}", "no name in double quotes at column 2"),
        ("a.jsonl", LINE + '{"text": "b\\q"}', "no value as JSON spells it at column 12"),
        ("a.jsonl", LINE + '{"text": "b"}]', "something behind the end of the value at column 14"),
    ],
)
def test_what_is_no_json_is_said_in_plain_words(
    tmp_path: Path, name: str, content: str, found: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    told = " ".join(str(item) for item in check(path).problems if item.severity == "error")
    assert f"found {found}" in told
    assert not any(word in told for word in ("Expecting", "recursion", "unicode", "sys."))
