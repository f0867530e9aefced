"""Folders of bags, with their hierarchy, and what is made of them afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.formats import folder as own

TRAIN = ["1,3 0:1 3:2", "2 1:3", "2,3 0:1"]
TEST = ["3 2:2"]


@pytest.fixture(params=["{}.txt", "wiki_{}.txt", "wiki_{}.svm"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "wiki"
    place.mkdir()
    for split, lines in (("train", TRAIN), ("test", TEST)):
        (place / request.param.format(split)).write_text("".join(f"{line}\n" for line in lines))
    return place


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cat_hier.txt", "1 2\n1 3\n"),
        ("hierarchy.txt", "1\t2\n1\t3\n"),
        ("hierarchy.tsv", "1\t2\n1\t3\n"),
    ],
)
def test_a_folder_brings_its_splits_and_its_hierarchy(place: Path, name: str, text: str) -> None:
    (place / name).write_text(text)
    corpus = formats.load(place)
    assert [len(corpus.split(split)) for split in SPLITS] == [3, 0, 1]
    edges = {(corpus.graph.names[a], corpus.graph.names[b]) for a, b in corpus.graph.edges}
    assert edges == {("1", "2"), ("1", "3")}
    assert check(place).format == "xmc"


def test_a_line_that_is_no_edge_of_numbers_is_told(place: Path) -> None:
    (place / "cat_hier.txt").write_text("1 2\n1 three\n")
    report = check(place)
    assert [(item.file, item.line) for item in report.problems] == [("cat_hier.txt", 2)]


def test_a_folder_of_other_texts_is_not_one_of_bags(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("__label__a at 10:30\n")
    assert formats.name(tmp_path) != "xmc"


def test_bags_stay_bags_in_our_own_format(place: Path) -> None:
    corpus = formats.load(place)
    own.write(corpus, place / "again")
    again = formats.load(place / "again")
    assert again.bags
    assert [item.text for item in again.train] == [item.text for item in corpus.train]
