"""Names for labels that documents give as numbers: `classes.txt`, `labels.txt`, `id2label.json`.

A name a line, counted from 0 or from 1 as the numbers in use tell; a number and its name on each
line, with a tab, a comma or blanks between them; or JSON: a list of names, or an object
`{"0": "sport"}` or `{"sport": 0}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hmlc_core.data.formats.fields import is_text_list
from hmlc_core.data.formats.json_values import DECODER
from hmlc_core.data.formats.records import Record
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
_WHOLE = re.compile(r"\d{1,9}")


def named(
    records: Mapping[str, Sequence[Record]], file: Path, problems: Problems
) -> dict[str, list[Record]]:
    """The records with the names of their labels where these are numbers; others as they are."""
    used = {label for items in records.values() for item in items for label in item.labels}
    plain = {split: list(items) for split, items in records.items()}
    if not used or not all(_WHOLE.fullmatch(label) for label in used):
        problems.note("not used, because labels of documents are names and no numbers", file)
        return plain
    names = _numbers(_read(file, problems), {int(label) for label in used}, file, problems)
    for items in plain.values():
        for place, item in enumerate(items):
            unknown = [label for label in item.labels if int(label) not in names]
            if unknown and names:
                problems.error(
                    "the number of a label has no name",
                    item.file,
                    item.line,
                    expected=f"{min(names)} to {max(names)}, as in {file.name}",
                    found=unknown[0],
                )
            else:
                labels = tuple(names.get(int(label), label) for label in item.labels)
                items[place] = item._replace(labels=labels)
    return plain


def _numbers(
    read: Mapping[int, str] | Sequence[str], used: Iterable[int], file: Path, problems: Problems
) -> dict[int, str]:
    """Number -> name; a list is counted from 0, or from 1 where only that fits."""
    if isinstance(read, Mapping):
        problems.assume(f"Labels are numbers, and {file.name} names each.")
        return dict(read)
    low, high = min(used), max(used)
    start = 1 if low > 0 and high == len(read) else 0
    if low > 0 and high < len(read):
        problems.note(
            f"no document has the label 0 or {len(read):,}, so that nothing tells whether "
            f"numbers count from 0 or from 1; from 0 is taken, so that {low} is "
            f"{shorten(read[low])}",
            file,
        )
    if read:
        problems.assume(
            f"Labels are numbers: {start} is {shorten(read[0])}, the first of "
            f"{counted(len(read), 'name')} in {file.name}."
        )
    return dict(enumerate(read, start))


def _read(file: Path, problems: Problems) -> Mapping[int, str] | Sequence[str]:
    """The names by number, or in order where the file says no numbers."""
    if file.suffix.lower() == ".json":
        return _read_json(file, problems)
    written = {number: text.strip() for number, text in lines(file, problems)}
    pairs = [_NUMBERED.fullmatch(text) for text in written.values()]
    found = [pair for pair in pairs if pair is not None]
    if not found or len(found) < len(pairs):
        return list(written.values())
    names: dict[int, str] = {}
    for number, pair in zip(written, found):
        if names.setdefault(int(pair[1]), pair[2]) != pair[2]:
            problems.error("the number has two names", file, number, found=shorten(pair[0]))
    return names


def _read_json(file: Path, problems: Problems) -> Mapping[int, str] | Sequence[str]:
    text = "\n".join(line for _, line in lines(file, problems))
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError):
        value = None
    if is_text_list(value):
        return value
    if isinstance(value, dict) and set(map(type, value.values())) <= {str, int}:
        pairs = [(str(key), str(held)) for key, held in value.items()]
        if all(_WHOLE.fullmatch(held) for _, held in pairs):
            pairs = [(held, key) for key, held in pairs]
        if all(_WHOLE.fullmatch(key) for key, _ in pairs):
            return {int(key): held.strip() for key, held in pairs}
    problems.error(
        "not names of labels",
        file,
        1,
        expected='["sport", …], {"0": "sport", …} or {"sport": 0, …}',
        found=shorten(text),
    )
    return {}
