"""fastText's lines: labels wherever they stand, files for splits, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from tests.data.corpusfiles import errors

Write = Callable[..., Path]
LINES = "__label__food-safety __label__sauce How much  salt?\nWhich pan __label__pans\n"


@pytest.mark.parametrize(
    "names",
    [
        ("cooking.train", "cooking.valid", "cooking.test"),
        ("train.txt", "dev.txt", "test.txt"),
        ("train.ft.txt", "val.ft.txt", "test.ft.txt"),
        ("cooking_train.txt", "cooking_valid.txt", "cooking_test.txt"),
    ],
)
def test_a_file_for_each_split(write: Write, names: tuple[str, str, str]) -> None:
    path = write(files=dict.fromkeys(names, LINES))
    assert check(path).format == "fasttext"
    corpus = formats.load(path)
    assert [len(corpus.split(split)) for split in SPLITS] == [2, 2, 2]
    assert [(item.text, item.labels) for item in corpus.train] == [
        ("How much salt?", (0, 2)),
        ("Which pan", (1,)),
    ]
    assert corpus.graph.names == ("food-safety", "pans", "sauce")


@pytest.mark.parametrize("name", ["a.txt", "a.ft", "a.train", "a.fasttext"])
def test_a_single_file_says_how_it_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(LINES)
    report = check(tmp_path / name)
    assert (report.ok, report.format) == (True, "fasttext-file")
    assert "Words that begin with __label__ are labels, the others the text." in report.assumed


def test_a_hierarchy_stands_beside_the_files(write: Write) -> None:
    hierarchy = "cooking\tpans\ncooking\tsauce\ncooking\tfood-safety\n"
    corpus = formats.load(write(files={"train.txt": LINES, "hierarchy.tsv": hierarchy}))
    assert len(corpus.graph.edges) == 3


def test_a_label_without_a_name_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LINES + "__label__ nothing\n")
    assert errors(tmp_path / "a.txt")[0].startswith("a.txt, line 3: a label has no name")


def test_labels_without_a_blank_between_them_are_refused_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LINES + "__label__sauce,__label__pans What now?\n")
    assert errors(tmp_path / "a.txt")[0].startswith("a.txt, line 3: labels have no blank between")


def test_a_split_without_any_label_is_refused(write: Write) -> None:
    path = write(files={"train.txt": LINES, "test.txt": "How much salt?\n"})
    assert errors(path)[0].startswith("test.txt, line 1: no line of the file has a label")


def test_a_text_file_without_labels_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The court was wet.\n")
    assert check(tmp_path / "a.txt").format is None
