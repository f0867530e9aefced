"""Taxonomy files as hierarchical classification code passes them round, in three syntaxes.

- `parent TAB child TAB child …`, a line for each label that has children (RCV1, NYT);
- `parent: X child: Y child-description: Z`, a line for each edge (`rcv1.topics.hier.orig`);
- `{'title': X, 'parents': […], 'children': […]}`, a Python literal for each label (Yelp).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hmlc_core.data.formats.fields import has_fields, is_text_list, wrong_type
from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.names import one_form, trimmed
from hmlc_core.data.formats.records import Record, check_names
from hmlc_core.data.labels import ROOT
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

LONGEST_ENTRY = 2**16
"""Characters of the longest Python literal that is read; Yelp's longest has about 2,000."""

FILES = re.compile(
    r"(?:(?P<name>.+)\.tax(?:o)?nomy|taxonomy\.(?:txt|tsv)|Taxonomy_100"
    r"|rcv1\.topics\.hier\.orig(?:\.txt)?)(?:\.gz)?"
)
"""Names under which taxonomies are passed round; `.taxnomy` is how released code spells it."""

_ENTRY = "{'title': …, 'parents': […], 'children': […]}"
_DESCRIBED = re.compile(r"\s*parent:\s+(\S+)\s+child:\s+(\S+)\s+child-description:(.*)")
# Possessive, so that a long line is read once and without a memory of each character.
_TEXT = r"""[uU]?(?:'(?:[^'\\]++|\\.)*+'|"(?:[^"\\]++|\\.)*+")"""
_LITERAL = re.compile(r"\s*\{(?:" + _TEXT + r"|[\[\]{},:\s])*+")


def is_taxonomy(name: str) -> bool:
    """Whether a file of this name, compressed or not, is a taxonomy."""
    return FILES.fullmatch(name) is not None


def read_taxonomy(path: Path, problems: Problems) -> tuple[Edges, dict[str, str]]:
    """The edges, and what a person reads for the labels that the file describes.

    The first line tells the syntax. Self-loops are noted and dropped.
    """
    reading = _Reading(path, problems, EdgeList(path, problems))
    read = None
    for number, text in lines(path, problems):
        if read is None:
            literal, described = text.lstrip().startswith("{"), _DESCRIBED.match(text)
            read = (
                reading.literal if literal else reading.described if described else reading.children
            )
        read(text, number)
    return reading.edges.finished(), reading.texts


@dataclass
class _Reading:
    """A taxonomy file as far as it has been read; one method for a line of each syntax.

    lines: label -> line of its Python literal.
    """

    path: Path
    problems: Problems
    edges: EdgeList
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def children(self, text: str, number: int) -> None:
        parent, *children = map(trimmed, text.rstrip(" \t").split("\t"))
        if not children or not all((parent, *children)):
            expected = "labels with a tab between them: parent, child, child, …"
            self._report("not a label and its children", text, number, expected)
            return
        for child in children:
            self._add(parent, child, number)

    def described(self, text: str, number: int) -> None:
        match = _DESCRIBED.fullmatch(text)
        if match is None:
            expected = "parent: … child: … child-description: …"
            self._report("not an edge", text, number, expected)
            return
        parent, child, description = match.groups()
        self._add(ROOT if parent == "None" else parent, child, number)
        self.texts.setdefault(one_form(child), description.strip() or child)

    def literal(self, text: str, number: int) -> None:
        entry = parse_literal(text, LONGEST_ENTRY)
        if entry is None:
            expected = f"{_ENTRY}, at most {LONGEST_ENTRY:,} characters"
            self._report("not a label's entry", text, number, expected)
            return
        place = self.path, number, self.problems
        if not has_fields(entry, ("title", "parents", "children"), *place):
            return
        title, parents, children = entry["title"], entry["parents"], entry["children"]
        if not isinstance(title, str):
            wrong_type("title", title, "a text", *place)
        elif not is_text_list(parents):
            wrong_type("parents", parents, "a list of texts", *place)
        elif not is_text_list(children):
            wrong_type("children", children, "a list of texts", *place)
        elif self.lines.setdefault(title, number) != number:
            found = f"{shorten(repr(title))}, already in line {self.lines[title]}"
            self.problems.error("the label is described twice", self.path, number, found=found)
        elif self._are_names((title, *parents, *children), number):
            for child in children:
                self._add_once(title, child, number)
            for parent in parents or [ROOT]:
                self._add_once(parent, title, number)

    def _are_names(self, names: Iterable[str], number: int) -> bool:
        record = Record("", "", (), self.path, number)
        return check_names({name: record for name in names if name != ROOT}, self.problems)

    def _add(self, parent: str, child: str, number: int) -> None:
        self.edges.add(parent, child, number)

    def _add_once(self, parent: str, child: str, number: int) -> None:
        """Add an edge that both of its ends tell."""
        if (one_form(parent), one_form(child)) not in self.edges.edges and (parent, child) != (
            ROOT,
            ROOT,
        ):
            self._add(parent, child, number)

    def _report(self, what: str, text: str, number: int, expected: str) -> None:
        self.problems.error(what, self.path, number, expected=expected, found=shorten(repr(text)))


def parse_literal(text: str, longest: int) -> dict[object, Any] | None:
    """The dict that one line spells in Python, if it is made of texts and lists only, and of at
    most `longest` characters.

    Python's parser may exhaust the memory or the stack on what a stranger wrote, so nothing
    long reaches it, and nothing but texts, brackets and commas.
    """
    if len(text) > longest or not text.rstrip().endswith("}") or not _LITERAL.fullmatch(text):
        return None
    try:
        entry = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
    return entry if isinstance(entry, dict) else None
