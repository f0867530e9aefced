"""Record and Hierarchy: what a file says before it is a corpus, and the checks all share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from hmlc_core.data import limits
from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.formats.comments import how_to_write
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.names import CONTROLS, Changes
from hmlc_core.data.labels import ROOT, LabelGraph, suggestion
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.data.tokenizers import Tokenizer
from hmlc_core.errors import shorten


class Record(NamedTuple):
    """A document as a file gives it; labels by name.

    tokens: the text is a list of tokens, with spaces between them.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    file: Path
    line: int
    tokens: bool = False


Records = Mapping[str, Sequence[Record]]
"""Split -> its records in file order."""


@dataclass
class Hierarchy:
    """What files say about labels.

    path: the file that says it, for messages.
    edges: None when no file gives a hierarchy.
    texts: label -> what a person reads; labels listed here come first, in this order.
    """

    path: Path
    edges: Edges | None = None
    texts: dict[str, str] = field(default_factory=dict)


def in_one_form(records: Records, problems: Problems) -> Records:
    """The records with their labels' names in one form; what that changed is noted."""
    changes, forms = Changes(), dict[str, str]()
    plain: dict[str, list[Record]] = {}
    for split, items in records.items():
        rows = plain[split] = []
        for item in items:
            for name in item.labels:
                if name not in forms:
                    forms[name] = changes.read(name, item.file, item.line)
            labels = tuple(forms[name] for name in item.labels)
            rows.append(item if labels == item.labels else item._replace(labels=labels))
    changes.tell(problems)
    return plain


def label_uses(records: Records) -> dict[str, Record]:
    """Each label with the first record that has it."""
    uses: dict[str, Record] = {}
    for items in records.values():
        for item in items:
            for label in item.labels:
                uses.setdefault(label, item)
    return uses


def check_texts(records: Records, problems: Problems) -> None:
    """Report ids and texts with half characters, which no file can hold."""
    for items in records.values():
        for item in items:
            for text in (item.id, item.text):
                _is_whole(text, item, problems)


def check_tokens(records: Records, problems: Problems) -> bool:
    """Whether the documents are lists of tokens; report those that are not as the first one is."""
    every = [item for items in records.values() for item in items]
    tokens = bool(every) and every[0].tokens
    for item in every:
        if item.tokens != tokens:
            problems.error(
                "some documents are texts and others lists of tokens",
                item.file,
                item.line,
                expected="tokens, as in the first document" if tokens else "a text, as there",
                found="a text" if tokens else "tokens",
            )
    return tokens


def check_names(uses: Mapping[str, Record], problems: Problems) -> bool:
    """Whether all labels could stand in a hierarchy file; report those that could not."""
    before = problems.errors
    for label, item in uses.items():
        if label == ROOT:
            problems.error(
                f"{ROOT} stands above all labels and is not a label itself",
                item.file,
                item.line,
                remedy="Remove it from the documents, or give that label another name.",
            )
        elif _is_whole(label, item, problems) and (not label.strip() or set(label) & set("\t\r\n")):
            problems.error(
                "not a label",
                item.file,
                item.line,
                expected="a name without tabs and line breaks",
                found=shorten(ascii(label)),
            )
    return problems.errors == before


def check_amounts(records: Records, problems: Problems) -> None:
    """Report more documents, or labels of one, than are read."""
    documents = sum(map(len, records.values()))
    if documents > limits.DOCUMENTS:
        first = next(item for items in records.values() for item in items)
        problems.error(
            "there are too many documents",
            first.file,
            expected=f"at most {limits.DOCUMENTS:,}",
            found=f"{documents:,}",
        )
    for items in records.values():
        for item in items:
            if len(item.labels) > limits.OF_DOCUMENT:
                too_many_labels(item.file, item.line, len(item.labels), problems)


def too_many_labels(file: Path, line: int, count: int, problems: Problems) -> None:
    """Report a document with more labels than are read."""
    problems.error(
        "the document has too many labels",
        file,
        line,
        expected=f"at most {limits.OF_DOCUMENT:,}",
        found=f"{count:,}",
    )


def say_unlabelled(file: Path, problems: Problems) -> None:
    """Say that a file without labels is read as one whose documents have none."""
    problems.assume(f"{file.name} names no labels: its documents have none.")


def unlabelled(file: Path, split: str, fields: Iterable[str], problems: Problems) -> bool:
    """Whether JSON documents may do without labels: those of a test split of which no line names
    any of the fields of labels. That is said, and what is wrong with the file is not."""
    marks = [f'"{field}"' for field in fields]
    bare = split == "test" and not any(
        mark in text for _, text in lines(file, Problems()) for mark in marks
    )
    if bare:
        say_unlabelled(file, problems)
    return bare


def check_ids(records: Records, problems: Problems) -> None:
    """Report ids used twice in a split; an id met in two splits is only a note."""
    earlier: set[str] = set()
    for split in SPLITS:
        seen: dict[str, Record] = {}
        for item in records.get(split, ()):
            first = seen.setdefault(item.id, item)
            if first is not item:
                place = problems.at(first.file, first.line)
                problems.error(
                    "the id is used twice",
                    item.file,
                    item.line,
                    expected="a different id for each document",
                    found=f"{shorten(repr(item.id))}, already in {place}",
                    remedy="Remove the repeated document, or number the documents.",
                )
            elif item.id in earlier:
                problems.tally("the id also occurs in another split", item.file, item.line)
        earlier.update(seen)


def check_labels(
    uses: Mapping[str, Record], known: Collection[str], hierarchy: Hierarchy, problems: Problems
) -> None:
    """Report labels that are not among those known, which are the hierarchy's."""
    for rank, label in enumerate(label for label in uses if label not in known):
        problems.error(
            "the label is not in the hierarchy",
            uses[label].file,
            uses[label].line,
            expected=f"a label of {hierarchy.path.name}",
            found=shorten(repr(label)),
            # Looking for similar names takes a while among many labels.
            remedy=_remedy(label, known, hierarchy.path) if rank < 10 else None,
        )


def _remedy(label: str, known: Collection[str], path: Path) -> str:
    said, written = suggestion(label, known), how_to_write(label, path)
    return f"{written} Otherwise: {said}" if written else said


def note_unseen(
    uses: Mapping[str, Record], graph: LabelGraph, hierarchy: Hierarchy, problems: Problems
) -> None:
    """Note labels that no document has."""
    if unseen := [shorten(label) for label in graph.names if label not in uses]:
        listed = ", ".join(unseen[:10]) + (", …" if len(unseen) > 10 else "")
        problems.note(
            f"{len(unseen):,} of {len(graph):,} labels occur in no document: {listed}",
            hierarchy.path,
        )


def note_oddities(
    records: Records, graph: LabelGraph, tokenize: Tokenizer | None, problems: Problems
) -> None:
    """Note, once each, what is allowed in a document but worth knowing; tokenize: None where
    there are no texts."""
    names = graph.names
    above = {
        name: frozenset(names[parent] for parent in graph.parents(row))
        for row, name in enumerate(names)
    }
    for items in records.values():
        for item in items:
            present = frozenset(item.labels)
            if not present:
                problems.tally("the document has no labels", item.file, item.line)
            elif not all(above[label] <= present for label in present):
                problems.tally(
                    "a label stands without its parents, which are not added", item.file, item.line
                )
            if len(present) < len(item.labels):
                problems.tally("a label is listed twice", item.file, item.line)
            if CONTROLS.search(item.text):
                problems.tally("the text has control characters", item.file, item.line)
            if tokenize is not None and not tokenize(item.text, 1):
                problems.tally("the document has no words", item.file, item.line)


def _is_whole(text: str, item: Record, problems: Problems) -> bool:
    """Whether a text has no half characters; one that has is reported."""
    if not (half := _half_character(text)):
        return True
    problems.repeated_error(
        "not valid Unicode",
        item.file,
        item.line,
        expected="whole characters",
        found=f"half a character, {half}",
        remedy="Write the file again with a tool that knows Unicode.",
    )
    return False


def _half_character(text: str) -> str:
    """The first lone surrogate of `text`, written out, or nothing."""
    if text.isascii():
        return ""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return ascii(text[error.start])[1:-1]
    return ""
