"""Features and labels in matrices of their own, as the newer corpora of the repository have them.

`trn_X_Xf.txt` (documents by features) and `trn_X_Y.txt` (documents by labels), and `tst_…` for the
test: a first line with the numbers of rows and columns, then a row a line, `12:2 40:1`. `Y.txt`
names the labels, one a line. Any of them may be gzipped.
"""

from __future__ import annotations

from pathlib import Path

import hmlc_core.data.formats.folder as own
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.nearest import file_named
from hmlc_core.data.formats.records import label_uses
from hmlc_core.data.formats.stats import STATS
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.xmc.hierarchy import HIERARCHIES, read_hierarchy
from hmlc_core.data.formats.xmc.labels import label_names, label_texts
from hmlc_core.data.formats.xmc.rows import Row, matrix_of, records_of
from hmlc_core.data.lines import raw_lines
from hmlc_core.data.paths import packed
from hmlc_core.data.problems import Problems

FEATURES, LABELS = "{}_X_Xf.txt", "{}_X_Y.txt"
NAMES = "Y.txt"
_SPLITS = {"train": "trn", "test": "tst"}

title = "a folder with trn_X_Xf.txt and trn_X_Y.txt"
folders = True
needs = (
    file_named("trn_X_Xf.txt", r"trn_X_Xf\.txt(?:\.gz)?"),
    file_named("trn_X_Y.txt", r"trn_X_Y\.txt(?:\.gz)?"),
)

FILES = (*(kind.format(name) for name in _SPLITS.values() for kind in (FEATURES, LABELS)), NAMES)


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    return name.removesuffix(".gz") in FILES or name in (*LABEL_FILES, *HIERARCHIES, STATS)


def recognises(path: Path) -> bool:
    """Whether both matrices for training are there."""
    return all(packed(path, kind.format("trn")).is_file() for kind in (FEATURES, LABELS))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    found: dict[str, tuple[Path, list[Row]]] = {}
    widths: dict[Path, int] = {}
    for split, name in _SPLITS.items():
        files = [packed(path, kind.format(name)) for kind in (FEATURES, LABELS)]
        there = [file for file in files if file.is_file()]
        if len(there) == 1:
            missing = next(file.name for file in files if file not in there)
            problems.error(f"{missing} is missing", path, expected=f"it beside {there[0].name}")
        if len(there) == len(files):
            features, labels = (matrix_of(file, problems) for file in files)
            found[split] = (files[0], _joined(files, features[0], labels[0], problems))
            widths |= {files[0]: features[1], files[1]: labels[1]}
    _check_widths(widths, problems)
    names_file = packed(path, NAMES)
    given = (
        [line.strip() for line in raw_lines(names_file, problems)] if names_file.is_file() else []
    )
    count = next((width for file, width in widths.items() if "_X_Y" in file.name), 0)
    if given and len(given) != count:
        problems.error(
            "not as many names as labels",
            names_file,
            expected=f"{count:,} lines, as there are columns in {LABELS.format('trn')}",
            found=f"{len(given):,}",
        )
    if problems.errors:
        return None
    names = label_names(given, names_file, problems) or [str(number) for number in range(count)]
    for split, (file, rows) in found.items():
        called = [
            row._replace(labels=tuple(names[int(label)] for label in row.labels)) for row in rows
        ]
        found[split] = (file, called)
    records = records_of(found, problems)
    labels_known = own.read_hierarchy(path, problems, names=HIERARCHIES, read=read_hierarchy)
    texts = label_texts(names, given, set(label_uses(records)))
    labels_known.texts = texts | labels_known.texts
    return assemble(path.name, path.name, records, labels_known, problems, bags=True)


def _joined(
    files: list[Path], features: list[Row], labels: list[Row], problems: Problems
) -> list[Row]:
    """The rows of features with the labels of the same rows; a label has a weight above 0."""
    if len(features) != len(labels) and not problems.errors:
        problems.error(
            "the matrices have different numbers of rows",
            files[1],
            expected=f"{len(features):,}, as in {files[0].name}",
            found=f"{len(labels):,}",
        )
    for row in labels:
        if any(weight != 1 for weight in row.weights):
            what = "a label has another weight than 1, which is not used; with 0 it is none"
            problems.tally(what, files[1], row.line)
    return [
        row._replace(
            labels=tuple(term for term, weight in zip(own.terms, own.weights) if weight > 0)
        )
        for row, own in zip(features, labels)
    ]


def _check_widths(widths: dict[Path, int], problems: Problems) -> None:
    """Report matrices of the test with other columns than those for training."""
    files = list(widths)
    for train, test in zip(files[:2], files[2:]):
        if widths[train] != widths[test] and not problems.errors:
            problems.error(
                "the matrices have different numbers of columns",
                test,
                1,
                expected=f"{widths[train]:,}, as in {train.name}",
                found=f"{widths[test]:,}",
            )
