"""Readers that other packages bring: what they must have, and what happens when they fail."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hmlc_core.data.corpus import SPLITS, Corpus, Document
from hmlc_core.data.formats.base import Reader, Summary
from hmlc_core.data.formats.nearest import Need
from hmlc_core.data.problems import Problems
from hmlc_core.errors import HyperlabelError, at, shorten
from hmlc_core.plugins import Problem, describe

_T = TypeVar("_T")
_CALLS = {
    "recognises": ("path",),
    "belongs": ("name",),
    "summary": ("path",),
    "read": ("path", "problems", "hierarchy"),
}
"""Functions of a `Reader`, and what they are called with."""


def refusal(candidate: object) -> str | None:
    """Why `candidate` is no `Reader`, or None when it looks like one."""
    for name, kind, expected in (("title", str, "a text"), ("folders", bool, "True or False")):
        if not isinstance(getattr(candidate, name, None), kind):
            return f"{name} must be {expected}"
    for name, arguments in _CALLS.items():
        call = f"{name}({', '.join(arguments)})"
        if not callable(method := getattr(candidate, name, None)):
            return f"it has no {call}"
        try:
            inspect.signature(method).bind(*arguments)
        except TypeError as error:
            return f"{call} cannot be called: {error}"
    return None


class ForeignReader:
    """A reader of another package, in a shell that lets nothing but answers and errors out.

    name: what its entry point is called.
    failure: what last went wrong when it was asked about a name or path; it then counts as
        not knowing the format.
    """

    def __init__(self, name: str, package: str, reader: Reader) -> None:
        self.title, self.folders = reader.title, reader.folders
        self.failure: Problem | None = None
        self.name, self._package, self._reader = name, package, reader

    @property
    def needs(self) -> tuple[Need, ...]:
        """What the format needs, where the reader says so."""
        return self._ask(lambda: tuple(map(self._need, getattr(self._reader, "needs", ()))), ())

    def recognises(self, path: Path) -> bool:
        return self._ask(lambda: bool(self._reader.recognises(path)), False)

    def belongs(self, name: str) -> bool:
        return self._ask(lambda: bool(self._reader.belongs(name)), False)

    def summary(self, path: Path) -> Summary:
        return self._ask(lambda: _expect(Summary, self._reader.summary(path)), Summary())

    def read(self, path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
        """The corpus; whatever the reader raises becomes an error that names it."""
        try:
            corpus = self._reader.read(path, problems, hierarchy)
        except HyperlabelError as error:  # meant for people as it is
            problems.error(
                error.what,
                error.where or path,
                expected=error.expected,
                found=error.received,
                remedy=error.remedy,
            )
            return None
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            found = f"{describe(error)} ({at(place.filename, place.lineno)})"
        else:
            if corpus is None and problems.errors:
                return None
            if (flaw := _flaw(corpus)) is None:
                return corpus
            found = flaw
        problems.error(
            f"the reader {self.name} of {self._package} failed",
            path,
            found=found,
            remedy="The file may be damaged; tell the makers of the package as well.",
        )
        return None

    def _need(self, need: Need) -> Need:
        return Need(
            _expect(str, need.what), lambda path: self._ask(lambda: bool(need.met(path)), False)
        )

    def _ask(self, question: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return question()
        except Exception as error:
            self.failure = Problem(self.name, self._package, describe(error))
            return otherwise


def _expect(kind: type[_T], value: object) -> _T:
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected, {type(value).__name__} found")
    return value


def _flaw(value: object) -> str | None:
    """What is wrong with what a reader gave; with a corpus made by `assemble`, nothing is."""
    if not isinstance(value, Corpus):
        return f"{type(value).__name__}, neither a corpus nor an error"
    if not value.train:
        return "a corpus without training documents"
    rows = range(len(value.graph))
    for split in SPLITS:
        documents = value.split(split)
        if not all(isinstance(document, Document) for document in documents):
            return f"something in {split} that is no document"
        if len({document.id for document in documents}) < len(documents):
            return f"two documents of {split} with one id"
        for document in documents:
            if not all(label in rows for label in document.labels):
                return f"a label of document {shorten(document.id)} that is no row of the graph"
    return None
