"""Questions and topics of the Zhihu machine learning challenge (2017), as numbers of words.

`question_train_set.txt` holds a question a line: its id, then, with tabs between them and commas
inside, the characters (`c39`) and the words (`w305`) of its title, and those of its description;
`question_topic_train_set.txt` an id and its topics; `topic_info.txt` a topic, its parents (topics
form a directed graph without cycles), and four fields of its name and description, which are
numbers, too, and not read. Any of them may be gzipped. Words are read, characters are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.fields import token_text
from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.labels import ROOT
from hmlc_core.data.lines import lines
from hmlc_core.data.paths import packed
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

QUESTIONS = "question_train_set.txt"
TOPICS = "question_topic_train_set.txt"
TOPIC_HIERARCHY = "topic_info.txt"

title = f"a folder with {QUESTIONS} (Zhihu)"
folders = True

_ENDINGS = ("", ".gz")
_FIELDS = {
    QUESTIONS: "id, characters and words of the title, characters and words of the description",
    TOPICS: "id, topics",
    TOPIC_HIERARCHY: "topic, its parents, and four fields of its name and its description",
}
"""What the fields of a line are, with tabs between them."""
_WIDTHS = {QUESTIONS: 5, TOPICS: 2, TOPIC_HIERARCHY: 6}
_WORDS = (2, 4)
"""The fields of a question that are words."""


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    return any(name == part + ending for part in _FIELDS for ending in _ENDINGS)


def recognises(path: Path) -> bool:
    """Whether `path` looks like a folder of this format."""
    return packed(path, QUESTIONS).is_file() or packed(path, TOPICS).is_file()


def summary(path: Path) -> Summary:
    """Nothing: lines are only counted by reading them."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    questions, labels, info = (packed(path, name) for name in _FIELDS)
    if missing := [file.name for file in (questions, labels) if not file.is_file()]:
        expected = f"{QUESTIONS}, {TOPICS} and perhaps {TOPIC_HIERARCHY}"
        problems.error(f"{' and '.join(missing)} is missing", path, expected=expected)
        return None
    topics = _topics(labels, problems)
    records = list(_records(questions, topics, problems))
    given = Hierarchy(labels)
    if info.is_file():
        given = Hierarchy(info, _edges(info, problems))
    else:
        problems.note(f"{TOPIC_HIERARCHY} is missing, so the topics stand side by side", path)
    problems.assume(
        "Documents are the numbers of the words of titles and descriptions, in their order; those "
        "of characters are not read."
    )
    return assemble(path.name, path.name, {"train": records}, given, problems)


def _rows(path: Path, name: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and fields of the lines that have as many as they must."""
    for number, text in lines(path, problems):
        cells = text.split("\t")
        if len(cells) == _WIDTHS[name] and cells[0].strip():
            yield number, cells
        else:
            problems.error(
                f"not a line of {name}",
                path,
                number,
                expected=f"{_WIDTHS[name]} fields with tabs between them: {_FIELDS[name]}",
                found=f"{len(cells)}, {shorten(repr(text))}",
            )


def _topics(path: Path, problems: Problems) -> dict[str, tuple[str, ...]]:
    """The topics of each question."""
    topics: dict[str, tuple[str, ...]] = {}
    for number, (question, listed) in _rows(path, TOPICS, problems):
        if question in topics:
            found = shorten(repr(question))
            problems.error("the question is there twice", path, number, found=found)
        topics[question] = tuple(filter(None, listed.split(",")))
    return topics


def _records(
    path: Path, topics: dict[str, tuple[str, ...]], problems: Problems
) -> Iterator[Record]:
    for number, cells in _rows(path, QUESTIONS, problems):
        words = [word for field in _WORDS for word in cells[field].split(",") if word]
        text = token_text("words", words, path, number, problems)
        if text is not None:
            labels = topics.get(cells[0], ())
            yield Record(cells[0], text, labels, path, number, tokens=True)


def _edges(path: Path, problems: Problems) -> Edges:
    found = EdgeList(path, problems)
    for number, (topic, parents, *_) in _rows(path, TOPIC_HIERARCHY, problems):
        for parent in list(filter(None, parents.split(","))) or [ROOT]:
            found.add(parent, topic, number)
    return found.finished()
