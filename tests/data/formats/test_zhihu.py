"""Zhihu's questions: words in their order, topics with their parents, and what is wrong."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from tests.data.formats.zhihufiles import TOPICS, questions


@pytest.fixture(params=["", ".gz"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "zhihu"
    place.mkdir()
    for name, content in questions().items():
        body = content.encode()
        (place / f"{name}{request.param}").write_bytes(
            gzip.compress(body) if request.param else body
        )
    return place


def test_words_topics_and_their_parents_are_read(place: Path) -> None:
    corpus = formats.load(place)
    names = corpus.graph.names
    found = {
        item.id: (item.text, {names[label] for label in item.labels})
        for split in SPLITS
        for item in corpus.split(split)
    }
    assert found == {
        "65001": ("w305 w13 w1", {"-11", "22"}),
        "65002": ("w7 w305", {"22"}),
        "65003": ("w13 w9 w9", {"33"}),
    }
    edges = {(names[above], names[below]) for above, below in corpus.graph.edges}
    assert edges == {("22", "-11"), ("22", "33"), ("-11", "33")}
    report = check(place)
    assert report.format == "zhihu"
    assert any("characters are not read" in sentence for sentence in report.assumed)


def test_without_parents_topics_stand_side_by_side(place: Path) -> None:
    next(place.glob("topic_info.txt*")).unlink()
    assert len(formats.load(place).graph.edges) == 0


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("question_train_set.txt", "65001 c324 w305\n"),
        ("question_topic_train_set.txt", "65001,22\n"),
        ("topic_info.txt", "22\t\n"),
    ],
)
def test_a_line_with_other_fields_is_told(place: Path, name: str, line: str) -> None:
    for file in place.glob(f"{name}*"):
        file.unlink()
    (place / name).write_text(f"{line}")
    report = check(place)
    assert (report.problems[0].file, report.problems[0].line) == (name, 1)
    assert "fields with tabs between them" in str(report.problems[0])


def test_a_question_with_topics_on_two_lines_is_told(place: Path) -> None:
    for file in place.glob("question_topic_train_set.txt*"):
        file.unlink()
    (place / "question_topic_train_set.txt").write_text("".join([*TOPICS, TOPICS[0]]))
    report = check(place)
    assert [(item.what, item.line) for item in report.problems if item.severity == "error"] == [
        ("the question is there twice", 4)
    ]


def test_a_missing_file_is_named(place: Path) -> None:
    next(place.glob("question_topic_train_set.txt*")).unlink()
    assert "question_topic_train_set.txt is missing" in str(check(place).problems[0])
