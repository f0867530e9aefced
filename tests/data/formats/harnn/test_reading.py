"""Files of the released HARNN code, as folders and alone; what is wrong is told with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.data import formats
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.tokenizers import tokenizer_of
from tests.data.corpusfiles import errors, jsonl, notes
from tests.data.formats.harnn.harnnfiles import TEST, TRAIN, VALIDATION, patent, released

Write = Callable[..., Path]


def write_lines(write: Write, *lines: dict[str, Any]) -> Path:
    return write(files={**released(), "Train_sample.json": jsonl(*lines)})


def labels(corpus: Corpus) -> list[list[str]]:
    return [[corpus.graph.names[row] for row in item.labels] for item in corpus.train]


def edges(corpus: Corpus) -> set[tuple[str, str]]:
    names = corpus.graph.names
    return {(names[above], names[below]) for above, below in corpus.graph.edges}


def test_documents_keep_their_tokens_and_labels_their_levels(write: Write) -> None:
    corpus = formats.load(write(files=released()))
    assert [len(corpus.split(split)) for split in ("train", "dev", "test")] == [4, 1, 1]
    assert tokenizer_of(corpus)(corpus.train[2].text) == ["yarn", "acousto-optic"]
    assert corpus.graph.names == (
        "section 0",
        "section 1",
        "group 0",
        "group 1",
        "group 2",
        "group 4",
    )
    assert labels(corpus)[1:] == [
        ["section 0", "group 0", "group 2"],
        ["section 0", "section 1", "group 1", "group 4"],
        ["section 0"],
    ]


def test_parents_are_found_and_it_is_said_how(write: Write) -> None:
    path = write(files=released())
    assert edges(formats.load(path)) == {
        ("section 0", "group 0"),
        ("section 0", "group 1"),
        ("section 0", "group 2"),
        ("section 1", "group 4"),
    }
    told = " ".join(notes(path))
    assert "the format has no hierarchy: a label stands below the label one level up" in told
    assert "0 of 4 labels had several" in told
    assert "section 2 of 2, group 4" in told


def test_a_hierarchy_and_names_that_are_given_count(write: Write) -> None:
    given = "ROOT\tsection 0\nROOT\tsection 1\nsection 1\tgroup 1\nsection 0\tgroup 0\n"
    given += "section 0\tgroup 2\nsection 1\tgroup 4\n"
    named = "section 0\tFishing\n"
    path = write(files={**released(), "hierarchy.tsv": given, "label_names.tsv": named})
    graph = formats.load(path).graph
    assert graph.display(graph.index("section 0")) == "Fishing"
    assert ("section 1", "group 1") in edges(formats.load(path))
    assert not any("no hierarchy" in note for note in notes(path))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_there_may_be_any_number_of_levels(write: Write, count: int) -> None:
    levels = {f"kind{n}": [n] for n in range(count)}
    lines = [{"id": str(n), "abstract": ["a"], **levels} for n in range(3)]
    corpus = formats.load(write(files={"Train.json": jsonl(*lines), "Test.json": jsonl(*lines)}))
    assert corpus.graph.names == tuple(f"kind{n} {n}" for n in range(count))
    assert corpus.graph.depth.tolist() == list(range(count))


def test_the_order_of_levels_can_be_chosen(write: Write) -> None:
    stats = json.dumps({"levels": ["group", "section"], "title": "Patents"})
    lines = [dict(line) for line in TRAIN]
    for line in lines:
        del line["labels"]
    files = {"Train.json": jsonl(*lines), "Test.json": jsonl(lines[0]), "stats.json": stats}
    corpus = formats.load(write(files=files))
    assert corpus.title == "Patents"
    assert ("group 4", "section 1") in edges(corpus)


def test_without_global_ids_the_corpus_is_the_same(write: Write, tmp_path: Path) -> None:
    bare = {
        name: jsonl(*({k: v for k, v in line.items() if k != "labels"} for line in lines))
        for name, lines in zip(released(), (TRAIN, VALIDATION, TEST))
    }
    (tmp_path / "with").mkdir()
    for name, content in released().items():
        (tmp_path / "with" / name).write_text(str(content))
    whole, without = formats.load(tmp_path / "with"), formats.load(write(files=bare))
    assert (whole.train, whole.graph) == (without.train, without.graph)


def test_one_file_is_a_corpus(tmp_path: Path) -> None:
    path = tmp_path / "patents.json"
    path.write_text(jsonl(*TRAIN, *TEST, *VALIDATION))
    corpus = formats.load(path)
    assert (corpus.name, len(corpus), len(corpus.test)) == ("patents", 6, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (patent("9", "x", [0], [0], labels=[0, 3]), "the global ids do not fit those of the lev"),
        (
            patent("9", "x", [0], [7], labels=[0, 2]),
            "the global ids do not fit those of the levels (expected labels [0, 9], from group",
        ),
        (patent("9", "x", [0], [0], labels=[0]), "the line has more or fewer global ids"),
        (patent("9", "x", [1, 1], [0], labels=[1, 2]), "an id is twice in section"),
        (patent("9", "x", [-1], [0]), 'the field "section" has the wrong type'),
        (patent("9", "x", [True], [0]), 'the field "section" has the wrong type'),
        ({**patent("9", "x", [0], [0]), "group": 3}, 'the field "group" has the wrong type'),
        (patent("9", "x", [0], [0], labels="0"), 'the field "labels" has the wrong type'),
        (patent("9", "x", [0], [0], abstract="x"), 'the field "abstract" has the wrong type'),
        (patent("9", "x", [0], [0], title=["x", 1]), 'the field "title" has the wrong type'),
        (patent("", "x", [0], [0]), 'the field "id" has the wrong type'),
        (patent("9", "x", [0], [0], shelf=[1]), "a level is new in this line"),
        ({"id": "9", "abstract": [], "section": [0]}, "a field is missing"),
        ({"id": "9", "section": [0], "group": [0]}, "a field is missing"),
        (patent("1", "x", [0], [0]), "the id is used twice"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(
    write: Write, line: dict[str, Any], message: str
) -> None:
    error, *_ = errors(write_lines(write, *TRAIN, line))
    assert error.startswith(f"Train_sample.json, line 5: {message}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (patent("9", "", [0], [0]), "the document has no words"),
        (patent("9", "x", [], []), "the document has no labels"),
        (patent("9", "x", [0], [0], title=["x", " "]), "a token is empty and left out"),
    ],
)
def test_documents_that_lack_something_are_read_as_by_other_readers(
    write: Write, line: dict[str, Any], told: str
) -> None:
    path = write_lines(write, *TRAIN, line)
    assert len(formats.load(path).train) == 5
    assert any(told in note for note in notes(path))


def test_a_level_above_that_no_document_has_leaves_labels_at_the_top(write: Write) -> None:
    path = write_lines(write, *TRAIN, patent("9", "x", [], [3]))
    corpus = formats.load(path)
    assert "group 3" in [corpus.graph.names[row] for row in corpus.graph.roots()]
    assert any("1 of 5 labels of group are in no document with a label" in n for n in notes(path))


def test_lines_without_any_level_are_refused(write: Write) -> None:
    bare = jsonl({"id": "1", "abstract": ["x"]})
    (error,) = errors(write(files={"Train.json": bare, "Test.json": bare}))
    assert error.startswith("Train.json, line 1: the line has no level")


def test_levels_that_are_no_list_of_names_are_refused(write: Write) -> None:
    (error,) = errors(write(files={**released(), "stats.json": '{"levels": ["a", "a"]}'}))
    assert error.startswith("stats.json: levels are no list of different names")


def test_a_split_that_is_there_twice_is_refused(write: Write) -> None:
    (error,) = errors(write(files={**released(), "Train.json": jsonl(*TRAIN)}))
    assert "a split is there twice" in error


def test_names_that_are_those_of_hidden_stay_its_own(write: Write) -> None:
    path = write(files={"train.json": jsonl({"text": "a", "label": ["x"]}), "labels.txt": "x\n"})
    assert formats.load(path).graph.names == ("x",)
