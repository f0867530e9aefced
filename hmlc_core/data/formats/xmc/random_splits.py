"""One file of bags and files that say which rows are for training and which for the test.

`Bibtex_data.txt` holds all documents; `bibtex_trSplit.txt` and `bibtex_tstSplit.txt` the numbers of
rows, counted from 1, a row of the split a line; of several columns each is another random split.
"""

from __future__ import annotations

import re
from pathlib import Path

import hmlc_core.data.formats.folder as own
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.nearest import file_named
from hmlc_core.data.formats.split_files import matches
from hmlc_core.data.formats.stats import STATS
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.xmc.hierarchy import HIERARCHIES, read_hierarchy
from hmlc_core.data.formats.xmc.rows import records_of, rows_of
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten
from hmlc_core.wording import counted

_DATA = re.compile(r".+[_-]data\.(?:txt|svm|libsvm)(?:\.gz)?", re.IGNORECASE)
_SPLITS = {
    "train": re.compile(r".+[_-]trSplit\.txt(?:\.gz)?", re.IGNORECASE),
    "test": re.compile(r".+[_-]tstSplit\.txt(?:\.gz)?", re.IGNORECASE),
}

title = "a folder with NAME_data.txt, NAME_trSplit.txt and NAME_tstSplit.txt"
folders = True
needs = (
    file_named("NAME_data.txt of sparse features", _DATA.pattern),
    *(
        file_named(f"NAME_{end}.txt", _SPLITS[split].pattern)
        for split, end in (("train", "trSplit"), ("test", "tstSplit"))
    ),
)


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of the format."""
    patterns = (_DATA, *_SPLITS.values())
    return name in (*LABEL_FILES, *HIERARCHIES, STATS) or any(
        pattern.fullmatch(name) for pattern in patterns
    )


def recognises(path: Path) -> bool:
    """Whether there are documents, and a file that says which are for training."""
    return all(matches(path, pattern) for pattern in (_SPLITS["train"], _DATA))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    data = _only(path, _DATA, problems)
    files = {
        split: file
        for split, pattern in _SPLITS.items()
        if (file := _only(path, pattern, problems)) is not None
    }
    if data is None or problems.errors:
        return None
    rows = list(rows_of(data, problems))
    tables = {split: _numbers(file, len(rows), problems) for split, file in files.items()}
    chosen = {split: found for split, (found, _) in tables.items()}
    train, width = tables["train"]
    if "test" in tables and tables["test"][1] != width and not problems.errors:
        problems.error(
            "the lists have different numbers of random splits",
            files["test"],
            expected=f"{width}, as in {files['train'].name}",
            found=str(tables["test"][1]),
        )
    for number, line in chosen.get("test", {}).items():
        if number in train:
            problems.error(
                "a document is for training and for the test",
                files["test"],
                line,
                found=f"{number}, also in line {train[number]} of {files['train'].name}",
            )
    unused = len(rows) - len(set().union(*chosen.values()))
    if unused and not problems.errors:
        problems.note(f"documents in no split, which are left out: {unused:,}", data)
    if problems.errors:
        return None
    splits = {split: (data, [rows[each - 1] for each in found]) for split, found in chosen.items()}
    given = own.read_hierarchy(path, problems, names=HIERARCHIES, read=read_hierarchy)
    return assemble(path.name, path.name, records_of(splits, problems), given, problems, bags=True)


def _only(path: Path, pattern: re.Pattern[str], problems: Problems) -> Path | None:
    """The one file of that kind; more of them are reported."""
    found = [match[0] for match in matches(path, pattern)]
    if len(found) > 1:
        listed = ", ".join(map(shorten, found))
        problems.error(
            "several files of one kind stand in the folder",
            path,
            found=listed,
            remedy="Keep those that belong together.",
        )
    return path / found[0] if found else None


def _numbers(path: Path, documents: int, problems: Problems) -> tuple[dict[int, int], int]:
    """The numbers of the first column, each with its line, and the number of columns."""
    found: dict[int, int] = {}
    width = 0
    for line, text in lines(path, problems):
        cells = text.split()
        width = width or len(cells)
        number = int(cells[0]) if cells[0].isdecimal() and len(cells[0]) < 10 else 0
        if len(cells) != width or not all(map(str.isdecimal, cells)) or not 0 < number <= documents:
            problems.error(
                "not the number of a document",
                path,
                line,
                expected=f"1 to {documents:,}"
                + (f" in each of {counted(width, 'column')}" if width > 1 else ""),
                found=shorten(repr(text)),
            )
        elif number in found:
            problems.error(
                "a document is there twice",
                path,
                line,
                found=f"{number}, already in line {found[number]}",
            )
        else:
            found[number] = line
    if width > 1:
        problems.assume(f"Of {counted(width, 'random split')} in {path.name} the first is used.")
    problems.assume(f"Numbers in {path.name} are those of documents, counted from 1.")
    return found, width
