"""Dialect: which fields of a JSON object hold a document, by the code that writes them so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import hmlc_core.data.formats.cells as cells
from hmlc_core.data.formats.cells import Item
from hmlc_core.data.formats.fields import (
    has_fields,
    is_text_list,
    token_text,
    wrong_type,
)
from hmlc_core.data.formats.json_objects import first_object, objects
from hmlc_core.data.formats.names import trimmed
from hmlc_core.data.formats.records import unlabelled
from hmlc_core.data.problems import Problems
from hmlc_core.errors import DataError, shorten


class Place(NamedTuple):
    """Where an object stands, and who is told what is wrong with it."""

    file: Path
    line: int
    problems: Problems


class Document(NamedTuple):
    """An object as a document; labels by name or by path. tokens: as in `Record`."""

    id: str
    text: str
    labels: tuple[Item, ...]
    line: int
    tokens: bool = False


@dataclass(frozen=True)
class Dialect:
    """The fields of one code's documents.

    title: whose they are, for messages. example: an object as it should be.
    labels: fields of which one holds the labels. texts: fields of which one or several hold the
        text, in the order in which they are read. ids: fields of which one may hold an id.
    separator: what stands between the levels of a label that is a path; empty for plain names.
    tokens: whether a list in a field of text holds tokens; otherwise it holds paragraphs.
    assumed: sentences on how the fields are read.
    """

    title: str
    example: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    ids: tuple[str, ...] = ("id",)
    separator: str = ""
    tokens: bool = True
    assumed: tuple[str, ...] = ()

    def speaks(self, value: Mapping[str, Any]) -> bool:
        """Whether an object has fields of this dialect."""
        return any(name in value for name in self.labels) and any(
            name in value for name in self.texts
        )

    def document(self, value: Mapping[str, Any], name: str, place: Place) -> Document | None:
        """The document, or None after reporting what is wrong with the object.

        name: what it is called where it has no id.
        """
        field = next((each for each in self.labels if each in value), self.labels[0])
        texts = [each for each in self.texts if each in value] or [self.texts[0]]
        if not has_fields(value, (*texts, field), *place):
            return None
        labels = self._labels(field, value[field], place)
        parts = [self._text(each, value[each], place) for each in texts]
        if labels is None or None in parts:
            return None
        given = next((str(value[each]) for each in self.ids if value.get(each)), name)
        text = " ".join(part for part in parts if part)
        tokens = self.tokens and isinstance(value[texts[0]], list)
        return Document(given, text, labels, place.line, tokens)

    def _labels(self, field: str, value: object, place: Place) -> tuple[Item, ...] | None:
        if isinstance(value, dict):  # a list for each level
            value = [item for each in value.values() if isinstance(each, list) for item in each]
            place.problems.assume(f"The levels of {field} are read as one list of labels.")
        if isinstance(value, str) and value.strip():
            value = [value]
        try:
            found = None if isinstance(value, str) else cells.items(value)
        except DataError:
            found = None
        if found is None or isinstance(found, str):
            wrong_type(field, value, 'a list of texts such as ["sport", "tennis"]', *place)
            return None
        return tuple(map(self._path, found))

    def _text(self, field: str, value: object, place: Place) -> str | None:
        """A text, a list of tokens or paragraphs, or a text in one of several languages."""
        if isinstance(value, dict) and value:
            language = "en" if "en" in value else next(iter(value))
            place.problems.assume(f"Of the languages in {field}, {shorten(language)} is read.")
            value = value[language]
        if self.tokens and isinstance(value, list):
            return token_text(field, value, *place)
        if is_text_list(value):
            return "\n".join(value)
        if isinstance(value, str):
            return value.strip()
        if value is None:
            return ""
        wrong_type(field, value, "a text or a list of texts", *place)
        return None

    def _path(self, item: Item) -> Item:
        if isinstance(item, tuple) or not self.separator:
            return item
        return tuple(map(trimmed, item.split(self.separator)))


def documents(file: Path, split: str, dialect: Dialect, problems: Problems) -> Iterator[Document]:
    """The documents of a file; those without an id are called by split and line."""
    for sentence in dialect.assumed:
        problems.assume(sentence)
    bare = unlabelled(file, split, dialect.labels, problems)
    for number, value in objects(file, problems, dialect.example):
        if bare:
            value[dialect.labels[0]] = []
        name, place = f"{split} {number}", Place(file, number, problems)
        if (found := dialect.document(value, name, place)) is not None:
            yield found


NEURALCLASSIFIER = Dialect(
    "NeuralClassifier",
    '{"doc_label": ["A--B"], "doc_token": […], "doc_keyword": […], "doc_topic": […]}',
    labels=("doc_label",),
    texts=("doc_token",),
    separator="--",
    assumed=(
        "The text of a document is its doc_token; doc_keyword and doc_topic are not read.",
        "Labels in doc_label are paths with '--' between levels: a document has all on its paths.",
    ),
)
HIAGM = Dialect(
    "HiAGM, HGCLR",
    '{"token": […], "label": […]}',
    labels=("label",),
    texts=("token",),
    assumed=("The text of a document is its token, its labels are its label.",),
)
EURLEX = Dialect(
    "EURLEX",
    '{"celex_id": …, "text": …, "eurovoc_concepts": […]}',
    labels=("eurovoc_concepts", "concepts"),
    texts=("text", "header", "recitals", "main_body"),
    ids=("celex_id", "id"),
    tokens=False,
    assumed=(
        "The text of a document is its text, or its header, recitals and main_body together.",
    ),
)


def dialect_of(*files: Path) -> Dialect | None:
    """The dialect of the first file whose first line speaks one, or None where none does.

    A line with a text and labels under their usual names is no dialect's.
    """
    for value in map(first_object, files):
        usual = "text" in value and not value.keys().isdisjoint(("label", "labels"))
        for dialect in () if usual else (NEURALCLASSIFIER, HIAGM, EURLEX):
            if dialect.speaks(value):
                return dialect
    return None
