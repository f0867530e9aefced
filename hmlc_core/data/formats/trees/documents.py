"""Documents inside one JSON object, which looks like a tree: told, and read as neither.

`{"data": [{"text": …, "labels": […]}]}`, `{"articles": [{"title": …, "abstractText": …}]}`, and
texts in lists by their label, `{"sport": ["The match was good.", …]}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

from hmlc_core.errors import shorten
from hmlc_core.wording import counted

_SAMPLE = 1_000
"""Objects or texts that tell what a file holds."""

TEXTS = frozenset(
    ["text", "content", "document", "abstract", "abstracttext", "comment_text", "body"]
)
_LABELS = frozenset(["labels", "label", "meshmajor", "topics", "tags", "categories"])
_CHILDREN = "children"
_MANY = 4
"""Fields of a node, without children anywhere, that make it a record."""

_SENTENCE = re.compile(r"\S+\s+\S+\s+\S.*[.!?…。！？][\"'”’)]*", re.DOTALL)
_WORDS, _LONG = 4, 60
"""Words and characters of what stands in lists, in the middle, from which on they are texts."""


@dataclass(frozen=True)
class Documents:
    """where: the field in which they stand, empty where labels are the fields.

    what: what stands there, in words.
    """

    where: str
    what: str

    def __str__(self) -> str:
        place = f"in the field {shorten(repr(self.where))}" if self.where else "in lists by label"
        return f"{self.what} {place}, which are documents and no labels"


def documents_in(value: Any) -> Documents | None:
    """The documents inside a JSON object, or None where nothing says that it holds some."""
    if not isinstance(value, dict) or _is_text(value):
        return None
    objects = list(islice(_objects(value, ""), _SAMPLE))
    nodes = any(_CHILDREN in item for _, item in objects)
    for field, item in objects:
        labelled = not _LABELS.isdisjoint(name.lower() for name in item)
        if (_is_text(item) and (labelled or not nodes)) or (_is_record(item) and not nodes):
            alike = sum(name == field for name, _ in objects)
            return Documents(field, f"{counted(alike, 'object')} with {_fields(item)}")
    return _texts_by_label(value)


def _objects(value: Any, field: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(field, object) of all objects, each with the nearest field above it."""
    waiting = [(field, value)]
    while waiting:
        field, value = waiting.pop()
        if isinstance(value, dict):
            yield field, value
            waiting += reversed(list(value.items()))
        elif isinstance(value, list):
            waiting += ((field, item) for item in reversed(value))


def _is_text(item: dict[str, Any]) -> bool:
    """Whether an object has a field of a text, and in it a text."""
    return any(name.lower() in TEXTS and isinstance(held, str) for name, held in item.items())


def _is_record(item: dict[str, Any]) -> bool:
    """Whether an object has many fields, and in one of them a plain value, as no label has."""
    return len(item) >= _MANY and any(isinstance(held, str | int) for held in item.values())


def _fields(item: dict[str, Any]) -> str:
    return ", ".join(map(shorten, list(item)[:6])) + (", …" if len(item) > 6 else "")


def _texts_by_label(value: Any) -> Documents | None:
    """Texts in lists, where each list stands below a label and nothing goes deeper."""
    if not isinstance(value, dict) or not all(isinstance(each, list) for each in value.values()):
        return None
    leaves = list(islice((leaf for each in value.values() for leaf in each), _SAMPLE))
    if not leaves or not all(isinstance(leaf, str) for leaf in leaves):
        return None
    if not value.keys().isdisjoint(leaves):  # names of labels, whatever their length
        return None
    if not are_texts(leaves) and median(map(_words, leaves)) < _WORDS:
        return None
    return Documents("", f"texts such as {shorten(repr(leaves[0]), 60)}")


def are_texts(names: Sequence[str]) -> bool:
    """Whether these are texts and no names of labels: long, or half of them sentences."""
    sentences = sum(_SENTENCE.fullmatch(name.strip()) is not None for name in names)
    return 2 * sentences >= len(names) or median(map(len, names)) >= _LONG


def _words(text: str) -> int:
    return len(text.split())
