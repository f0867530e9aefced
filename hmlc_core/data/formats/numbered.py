"""Names for labels that documents give as numbers: `classes.txt`, `labels.txt`, `id2label.json`.

A name a line, counted from 0 or from 1 as the numbers in use tell; a number and its name on each
line, in either order, with a tab, a comma or blanks between them; or JSON: a list of names, or an
object `{"0": "sport"}` or `{"sport": 0}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from hmlc_core.data import limits
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.fields import is_text_list
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.json_values import DECODER
from hmlc_core.data.formats.names import Changes
from hmlc_core.data.formats.records import Hierarchy, Record, check_names
from hmlc_core.data.formats.root import names as labels_of
from hmlc_core.data.formats.rows import cut
from hmlc_core.data.labels import ROOT, LabelGraph
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten
from hmlc_core.wording import counted

FILES = re.compile(
    r"(?:classes|(?:.+[_-])?labels?|label_?names|label_?map(?:ping)?|id2label|label2id)"
    r"\.(?:txt|csv|json)",
    re.IGNORECASE,
)
"""Names of files that name labels."""

_NUMBERED = re.compile(r"\s*(\d{1,9})(?:\t|\s*[,;:]\s*|\s+)(\S.*)")
_NUMBER_LAST = re.compile(r"[\t,;]\s*(\d{1,9})\s*\Z")
_HEADER = re.compile(r"[^\t,;]+[\t,;][^\t,;]+")
_WHOLE = re.compile(r"\d{1,9}")


class Entry(NamedTuple):
    """A name, the number that it names where the file says it, and its line."""

    number: int | None
    name: str
    line: int


def named(
    records: Mapping[str, Sequence[Record]],
    given: Hierarchy,
    file: Path,
    problems: Problems,
    *,
    asked: bool,
) -> dict[str, list[Record]]:
    """The records with the names of their labels where these are numbers; others as they are.

    given: a hierarchy of numbers gets their names, too; one of names has them already.
    asked: a person named the file, so that it is an error if it cannot be used.
    """
    used = {label: item for items in records.values() for item in items for label in item.labels}
    plain = {split: list(items) for split, items in records.items()}
    if (other := next((label for label in used if not _WHOLE.fullmatch(label)), None)) is not None:
        _not_numbers(other, used[other], file, problems, asked=asked)
        return plain
    edges = given.edges or {}
    above = labels_of(edges) if all(map(_WHOLE.fullmatch, labels_of(edges))) else []
    names = read_names(file, {int(label) for label in (*used, *above)}, problems) if used else {}
    if not names:
        return plain
    for items in plain.values():
        for place, item in enumerate(items):
            _check_known(item.labels, names, item.file, item.line, file, problems)
            labels = tuple(names.get(int(label), label) for label in item.labels)
            items[place] = item._replace(labels=labels)
    if above:
        for edge, line in edges.items():
            inner = [label for label in edge if label != ROOT]
            _check_known(inner, names, given.path, line, file, problems)
        given.edges = _renamed(edges, names)
    return plain


def renamed(corpus: Corpus, file: Path, problems: Problems) -> Corpus | None:
    """The corpus with names in place of the numbers that its labels are, or None after reporting
    that they are none, or have none."""
    graph = corpus.graph
    if (other := next((name for name in graph.names if not _WHOLE.fullmatch(name)), None)) is None:
        names = read_names(file, set(map(int, graph.names)), problems)
        if names:
            _check_known(graph.names, names, file, None, file, problems)
    else:
        _not_numbers(other, None, file, problems, asked=True)
    if problems.errors:
        return None
    called = LabelGraph(tuple(names[int(name)] for name in graph.names), graph.edges)
    told = [sentence for sentence in problems.assumed if sentence not in corpus.notes]
    assumed = (*corpus.assumed, *told)
    return replace(corpus, graph=called, notes=(*corpus.notes, *told), assumed=assumed)


def read_names(file: Path, used: set[int], problems: Problems) -> dict[int, str]:
    """Number -> name; a list is counted from 0 or from 1, as the numbers in use tell.

    Empty after reporting what is wrong with the file.
    """
    before = problems.errors
    entries = _read(file, problems)
    if not entries:
        if problems.errors == before:
            problems.error("there are no names in the file", file)
        return {}
    if entries[0].number is None:
        start = _start([entry.name for entry in entries], used, file, problems)
        entries = [entry._replace(number=start + n) for n, entry in enumerate(entries)]
    else:
        problems.assume(f"Labels are numbers, and {file.name} names each.")
    changes, names, numbers = Changes(), dict[int, str](), dict[str, int]()
    for number, written, line in entries:
        assert number is not None, "all entries have numbers, or none has"
        name = changes.read(written, file, line)
        check_names({name: Record("", "", (), file, line)}, problems)
        if names.setdefault(number, name) != name:
            found = f"{number}: {shorten(names[number])} and {shorten(name)}"
            problems.error("the number has two names", file, line, found=found)
        elif numbers.setdefault(name, number) != number:
            found = f"{shorten(repr(name))}, the name of {numbers[name]} and of {number}"
            problems.error("two numbers have one name", file, line, found=found)
    changes.tell(problems)
    return names if problems.errors == before else {}


def _start(read: Sequence[str], used: set[int], file: Path, problems: Problems) -> int:
    """The number of the first name: 0, or 1 where only so all numbers have a name."""
    low, high, count = min(used, default=0), max(used, default=0), len(read)
    start = 1 if low > 0 and high == count else 0
    if low > 0 and high < count:
        problems.note(
            f"no document has the label 0 or {count:,}, so that nothing tells whether "
            f"numbers count from 0 or from 1; from 0 is taken, so that {low} is "
            f"{shorten(read[low])}",
            file,
        )
    if high < count or start:
        problems.assume(
            f"Labels are numbers: {start} is {shorten(read[0])}, the first of "
            f"{counted(count, 'name')} in {file.name}."
        )
    return start


def _renamed(edges: Edges, names: Mapping[int, str]) -> Edges:
    """The edges with the names of their numbers."""

    def called(label: str) -> str:
        return label if label == ROOT else names.get(int(label), label)

    return {(called(parent), called(child)): line for (parent, child), line in edges.items()}


def _check_known(
    labels: Sequence[str],
    names: Mapping[int, str],
    place: Path,
    line: int | None,
    file: Path,
    problems: Problems,
) -> None:
    """Report the first number that has no name."""
    unknown = next((label for label in labels if int(label) not in names), None)
    if unknown is None:
        return
    count, low, high = len(names), min(names), max(names)
    other = f", or 1 to {count:,}" if (low, high) == (0, count - 1) else ""
    problems.error(
        "the number of a label has no name",
        place,
        line,
        expected=f"{low:,} to {high:,}{other}, as {file.name} has {counted(count, 'name')}",
        found=unknown,
    )


def _not_numbers(
    label: str, item: Record | None, file: Path, problems: Problems, *, asked: bool
) -> None:
    if not asked:
        problems.note("not used, because labels of documents are names and no numbers", file)
        return
    problems.error(
        f"labels are no numbers, so that {file.name} cannot name them",
        item.file if item else file,
        item.line if item else None,
        expected="whole numbers from 0 on",
        found=shorten(repr(label)),
    )


def _read(file: Path, problems: Problems) -> list[Entry]:
    """The names in the file's order, all with numbers or none."""
    base = file.name.lower().removesuffix(".gz")
    if base.endswith(".json"):
        return _read_json(file, problems)
    written = list(islice(lines(file, problems), limits.LABELS + 1))
    if len(written) > limits.LABELS:
        expected = f"at most {limits.LABELS:,}"
        problems.error("there are too many names in the file", file, expected=expected)
        return []
    pairs = [_pair(text, csv=base.endswith(".csv")) for _, text in written]
    if len(pairs) > 1 and pairs[0] is None and all(pairs[1:]) and _HEADER.fullmatch(written[0][1]):
        problems.note("the first line names columns", file, written[0][0])
        written, pairs = written[1:], pairs[1:]
    if not all(pairs):
        return _in_order(written, file, problems)
    return [Entry(*pair, line) for (line, _), pair in zip(written, pairs) if pair is not None]


def _pair(text: str, *, csv: bool) -> tuple[int, str] | None:
    """The number and the name on a line, in either order; None where there are no two."""
    if csv and len(cells := cut(text, ",")) == 2:
        number, name = cells if _WHOLE.fullmatch(cells[0]) else cells[::-1]
        return (int(number), name.strip()) if _WHOLE.fullmatch(number) and name.strip() else None
    if match := _NUMBERED.fullmatch(text):
        return int(match[1]), match[2].strip()
    place = max(map(text.rfind, "\t,;"))
    match = _NUMBER_LAST.match(text, max(place, 0))
    return (int(match[1]), name) if match and (name := text[:place].strip()) else None


def _in_order(written: Sequence[tuple[int, str]], file: Path, problems: Problems) -> list[Entry]:
    """A name a line; a blank line between two is reported, for names would be miscounted."""
    for place, (line, _) in enumerate(written, 1):
        if line != place:
            expected = "a name a line, without blank lines between"
            problems.error("the line is blank", file, place, expected=expected)
            break
    cells = [cut(text, ",") for _, text in written]  # a name may stand in quotes
    names = (each[0] if len(each) == 1 else text for each, (_, text) in zip(cells, written))
    return [Entry(None, name.strip(), line) for name, (line, _) in zip(names, written)]


def _read_json(file: Path, problems: Problems) -> list[Entry]:
    before = problems.errors
    text = "\n".join(line for _, line in lines(file, problems))
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError):
        value = None
    if is_text_list(value):
        return [Entry(None, name, 1) for name in value]
    if isinstance(value, dict) and set(map(type, value.values())) <= {str, int}:
        pairs = [(str(key), str(held)) for key, held in value.items()]
        if all(_WHOLE.fullmatch(held) for _, held in pairs):
            pairs = [(held, key) for key, held in pairs]
        if all(_WHOLE.fullmatch(key) for key, _ in pairs):
            return [Entry(int(key), held, 1) for key, held in pairs]
    if problems.errors == before:
        problems.error(
            "not names of labels",
            file,
            1,
            expected='["sport", …], {"0": "sport", …} or {"sport": 0, …}',
            found=shorten(text),
        )
    return []
