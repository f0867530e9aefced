"""JSON of many objects: one a line, or one list, with the line where each begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.formats.json_objects import first_object, objects
from hmlc_core.data.problems import Problems
from tests.data.corpusfiles import errors, jsonl

OBJECTS = [{"text": "a", "labels": ["x"]}, {"text": "b\nc", "labels": ["x", "y"]}]


@pytest.mark.parametrize(
    ("content", "places"),
    [
        (jsonl(*OBJECTS), [1, 2]),
        (json.dumps(OBJECTS), [1, 2]),
        (json.dumps(OBJECTS, indent=2), [2, 8]),
        ("\n[\n" + ",\n".join(map(json.dumps, OBJECTS)) + "\n]\n", [3, 4]),
    ],
)
def test_objects_and_their_lines(tmp_path: Path, content: str, places: list[int]) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    assert list(objects(path, Problems(), "{}")) == list(zip(places, OBJECTS))
    assert first_object(path) == OBJECTS[0]
    report = check(path)
    assert (report.ok, report.format) == (True, "table")
    assert len(formats.load(path)) == 2
    listed = any("is one JSON list" in sentence for sentence in report.assumed)
    assert listed == content.lstrip().startswith("[")


@pytest.mark.slow
@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.none()))))
def test_a_list_is_read_as_the_json_module_reads_it(
    tmp_path_factory: pytest.TempPathFactory, values: list[dict[str, object]]
) -> None:
    path = tmp_path_factory.mktemp("list") / "a.json"
    path.write_text(json.dumps(values, indent=1))
    problems = Problems()
    assert [value for _, value in objects(path, problems, "{}")] == values
    assert not problems.errors


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"text": "a", "labels": []},\n{"text": ', "a.json, line 2: not valid JSON"),
        ('[{"text": "a", "labels": []},\n3]', "a.json, line 2: not a JSON object"),
        ('[{"text": "a", "labels": []}]\n[', "a.json, line 1: not valid JSON"),
        ('[{"text": "a", "labels": []}', "a.json, item 2: not valid JSON"),
        ("[" * 100_000, "a.json, item 1: not valid JSON"),
    ],
)
def test_a_broken_list_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    problems = Problems()
    list(objects(path, problems, "{}"))
    assert str(problems.shown[0]).startswith(message)
    assert errors(path)


def test_a_json_table_without_known_columns_says_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(jsonl({"body": "a", "tags": ["x"]}))
    assert "a column is missing" in errors(path)[0]
    assert "found body, tags" in errors(path)[0]


@pytest.mark.parametrize("content", ["[1, 2]", '["x", "y"]', "[[1], [2]]", '"x"', '{"a": 1'])
def test_json_without_objects_is_told_as_a_table(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    assert check(path).format == "table"
    assert not any("abstract" in told for told in errors(path))


def test_lists_of_released_code_are_read_as_their_lines_are(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "abstract": ["a"], "section": [0]},
        {"id": "2", "abstract": [], "section": [1]},
    ]
    for name, text in (("a.json", json.dumps(rows)), ("b.json", jsonl(*rows))):
        (tmp_path / name).write_text(text)
    listed, lined = (formats.load(tmp_path / name) for name in ("a.json", "b.json"))
    assert (listed.train, listed.test, listed.graph) == (lined.train, lined.test, lined.graph)
    assert check(tmp_path / "a.json").format == "harnn-file"


def test_a_list_of_rows_is_no_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"topic": ["a"], "words": ["x"]}, {"topic": ["b"], "words": ["y"]}]')
    assert check(path).format == "table"
