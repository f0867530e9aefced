"""Readers of other packages: refused when they are none, and never in the way of ours."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.data import formats
from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.nearest import Need
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.problems import Problems
from hmlc_core.data.registry import list_corpora
from hmlc_core.errors import DataError
from tests.data.corpusfiles import errors, found, good_files, notes
from tests.plugins.entries import Entry, brought

CORPUS = Corpus("toy", "Toy", LabelGraph(("a",), ()), (Document("1", "word", (0,)),))


class Toy:
    """A reader of `*.toy` files that answers, or raises, what it is made with."""

    title = "a .toy file"
    folders = False

    def __init__(self, **answers: Any) -> None:
        self.answers = {"summary": Summary(), "read": CORPUS} | answers

    def recognises(self, path: Path) -> bool:
        return self._answer("recognises", path.suffix == ".toy")

    def belongs(self, name: str) -> bool:
        return self._answer("belongs", name.endswith(".toy"))

    def summary(self, path: Path) -> Summary:
        return self._answer("summary")

    def read(self, path: Path, problems: Problems, hierarchy: Path | None = None) -> Any:
        return self._answer("read")

    def _answer(self, name: str, otherwise: Any = None) -> Any:
        answer = self.answers.get(name, otherwise)
        if isinstance(answer, Exception):
            raise answer
        return answer


def toy(**names: Any) -> Toy:
    """A toy with other things under some of its names."""
    made = Toy()
    vars(made).update(names)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toy"
    path.write_text("anything")
    return path


# ------------------------------------------------------------------ who is a reader


def test_readers_of_other_packages_come_after_ours() -> None:
    with brought(Entry("b", Toy()), Entry("a", Toy())):
        assert formats.readers()[:-2] == tuple(formats.OURS.values())
        assert formats.titles().endswith("table, a .toy file or a .toy file")
    assert formats.readers()[: len(formats.OURS)] == tuple(formats.OURS.values())


def test_ours_is_asked_first(tmp_path: Path) -> None:
    class Greedy(Toy):
        def recognises(self, path: Path) -> bool:
            return True

    (tmp_path / "a.csv").write_text("text,labels\nball,sport\nbank,markets\n")
    (tmp_path / "a.pdf").write_text("x")
    with brought(Entry("greedy", Greedy())):
        assert formats.load(tmp_path / "a.csv").name == "a"
        assert formats.load(tmp_path / "a.pdf") == CORPUS


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        (toy(title=None), "title must be a text"),
        (toy(folders="yes"), "folders must be True or False"),
        (toy(read=None), "it has no read(path, problems, hierarchy)"),
        (toy(read=lambda path, problems: None), "read(path, problems, hierarchy) cannot be called"),
        (toy(belongs=lambda: True), "belongs(name) cannot be called: too many positional"),
        (Toy, "recognises(path) cannot be called: missing a required argument: 'path'"),
        (None, "title must be a text"),
        (ImportError("no module"), "ImportError: no module"),
    ],
)
def test_what_is_no_reader_is_named_and_left_out(offer: object, reason: str) -> None:
    with brought(Entry("odd", offer), Entry("sound", Toy())):
        (problem,) = formats.problems()
        assert len(formats.readers()) == len(formats.OURS) + 1
    assert str(problem).startswith(f"odd of toys 1.0: {reason}")


def test_names_of_our_readers_are_taken() -> None:
    with brought(Entry("table", Toy())):
        assert [problem.name for problem in formats.problems()] == ["table"]
        assert len(formats.readers()) == len(formats.OURS)


def test_plugins_are_looked_for_once() -> None:
    with brought(Entry("a", Toy())):
        assert formats.readers()[-1] is formats.readers()[-1]


def test_a_file_that_nobody_reads_tells_who_could_not_be_asked(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("x")
    with brought(Entry("broken", ImportError("no module"))):
        told = notes(tmp_path / "a.pdf")
    reason = "broken of toys 1.0: ImportError: no module"
    assert told == [f"a.pdf: a reader could not be asked: {reason}"]


# ------------------------------------------------------------------ readers that fail


@pytest.mark.parametrize("question", ["recognises", "belongs", "summary"])
def test_one_that_fails_when_it_is_asked_stops_nothing_and_is_named(
    question: str, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    (shelf / "desk").mkdir(parents=True)
    for name, content in good_files().items():
        (shelf / "desk" / name).write_text(str(content))
    monkeypatch.setenv("HMLC_DATA_DIR", f"{file}{os.pathsep}{shelf}")
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    with brought(Entry("weak", Toy(**{question: ZeroDivisionError("oh")}))):
        assert formats.problems() == ()
        assert "desk" in [info.name for info in list_corpora()]
        assert formats.belongs("train.jsonl", folders=True)
        assert not formats.belongs("train.pdf", folders=False)
        (problem,) = formats.problems()
    assert str(problem) == "weak of toys 1.0: ZeroDivisionError: oh"


def test_a_summary_that_is_none_counts_as_nothing_known(file: Path) -> None:
    with brought(Entry("weak", Toy(summary={"documents": 3}))):
        assert formats.summary(file) == Summary()
        assert "TypeError: Summary expected, dict found" in str(formats.problems()[0])


def test_what_it_raises_while_reading_names_it_and_the_file(file: Path) -> None:
    with brought(Entry("weak", Toy(read=IndexError("list index out of range")))):
        (told,) = errors(file)
    assert told.startswith(
        "desk.toy: the reader weak of toys 1.0 failed "
        "(found IndexError: list index out of range (test_foreign.py, line "
    )


def test_an_error_made_for_people_stays_as_it_is(file: Path) -> None:
    error = DataError("a page is torn", where="desk.toy, line 7", received="half of it")
    with brought(Entry("sound", Toy(read=error))):
        (problem,) = found(file)
        assert str(problem) == str(error)
        with pytest.raises(DataError, match="a page is torn"):
            formats.load(file)


@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        (None, "NoneType, neither a corpus nor an error"),
        ("text", "str, neither a corpus nor an error"),
        (replace(CORPUS, train=()), "a corpus without training documents"),
        (replace(CORPUS, test=("word",)), "something in test that is no document"),
        (replace(CORPUS, train=CORPUS.train * 2), "two documents of train with one id"),
        (replace(CORPUS, dev=(Document("7", "", (0, 1)),)), "a label of document 7 that is no row"),
    ],
)
def test_what_is_no_sound_corpus_is_an_error(file: Path, answer: object, flaw: str) -> None:
    with brought(Entry("weak", Toy(read=answer))):
        (told,) = errors(file)
    assert told.startswith(f"desk.toy: the reader weak of toys 1.0 failed (found {flaw}")


# ------------------------------------------------------------------ hierarchies


def test_a_hierarchy_beside_a_folder_that_has_one_is_refused(tmp_path: Path, write: Any) -> None:
    (tmp_path / "edges.tsv").write_text("a\tb\n")
    (told,) = errors(write(), tmp_path / "edges.tsv")
    assert told.startswith("edges.tsv: the corpus has a hierarchy of its own")


# ------------------------------------------------------------------ what a format needs


def test_needs_of_a_reader_tell_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "desk.dat").write_text("toy")
    needs = (
        Need("the ending .toy", lambda path: path.suffix == ".toy"),
        Need("toy inside", lambda path: path.read_text() == "toy"),
    )
    with brought(Entry("toy", toy(needs=needs))):
        told = errors(tmp_path / "desk.dat")[0]
    assert "a .toy file, the nearest format; there: toy inside; missing: the ending .toy" in told


@pytest.mark.parametrize("needs", [3, (3,), (Need("a", lambda path: 1 / 0 > 1),)])
def test_needs_that_fail_count_as_none(tmp_path: Path, needs: object) -> None:
    (tmp_path / "desk.qqq").write_text("x")
    with brought(Entry("toy", toy(needs=needs))):
        told = errors(tmp_path / "desk.qqq")[0]
    assert told.startswith("desk.qqq: not a corpus (expected a .csv, .tsv, .jsonl or .json table, ")
    assert " or a .toy file; found desk.qqq)" in told
