"""A table that pandas writes to JSON is read as the same corpus, in whatever orientation."""

from __future__ import annotations

import json
from pathlib import Path

import pandas
import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.formats.columnar import rows_in

FRAME = pandas.DataFrame(
    {
        "text": [f"the match number {number}" for number in range(12)],
        "labels": [["sport", "tennis"] if number % 2 else ["arts"] for number in range(12)],
    },
    index=pandas.Index(range(12), name="row"),
)


@pytest.mark.parametrize("orient", ["columns", "index", "split", "table", "records"])
@pytest.mark.parametrize("indent", [None, 2])
def test_every_orientation_but_values_is_read(
    orient: str, indent: int | None, tmp_path: Path
) -> None:
    for name in ("desk.json", "one.json"):
        FRAME.to_json(
            tmp_path / name, orient="records" if name == "one.json" else orient, indent=indent
        )
    read, known = (formats.load(tmp_path / name) for name in ("desk.json", "one.json"))
    assert [(d.text, d.labels) for d in read.train] == [(d.text, d.labels) for d in known.train]
    assert read.graph == known.graph
    said = "desk.json is one JSON object that holds a table."
    assert (said in read.assumed) == (orient != "records")


def test_columns_of_lists_are_a_table(tmp_path: Path) -> None:
    (tmp_path / "desk.json").write_text(json.dumps(FRAME.to_dict("list")))
    assert len(formats.load(tmp_path / "desk.json")) == len(FRAME)


def test_a_folder_may_hold_such_tables(tmp_path: Path) -> None:
    for split in ("train", "test"):
        FRAME.to_json(tmp_path / f"{split}.json")
    corpus = formats.load(tmp_path)
    assert len(corpus.train) == len(corpus.test) == len(FRAME)


def test_what_is_wrong_in_a_row_is_told_with_its_number(tmp_path: Path) -> None:
    texts = {"0": "a", "1": 7}
    (tmp_path / "desk.json").write_text(json.dumps({"text": texts, "labels": {"0": "x", "1": "y"}}))
    assert 'item 2: the field "text" has the wrong type' in str(
        check(tmp_path / "desk.json").problems[0]
    )


@pytest.mark.parametrize(
    "value",
    [
        {"text": "a", "labels": ["x"]},
        {"text": ["a"], "labels": ["x"]},
        {"text": ["a", "b"], "labels": ["x"]},
        {"text": {"0": "a"}, "labels": {"1": "x"}},
        {"sport": {"tennis": {}}, "arts": {"music": {}}},
        {"sport": ["The match was good.", "It rained."], "arts": ["A song.", "A play."]},
        {"columns": ["text"], "data": [["a", "b"]]},
        {"0": {"tennis": {}}, "1": {"golf": {}}},
        [],
        "text",
    ],
)
def test_other_values_are_no_table(value: object) -> None:
    assert rows_in(value) is None
