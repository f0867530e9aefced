"""A folder with bags for each split: `train.txt` and `test.txt`, or `NAME_train.txt` and so on.

The hierarchy is `hierarchy.tsv` as in our own format, or another of `hierarchy.HIERARCHIES`; what
people read for labels is `label_names.tsv`.
"""

from __future__ import annotations

from pathlib import Path

import hmlc_core.data.formats.folder as own
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.split_files import by_split, matches, pattern
from hmlc_core.data.formats.stats import STATS, read_stats
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.xmc.hierarchy import HIERARCHIES, read_hierarchy
from hmlc_core.data.formats.xmc.rows import looks_sparse, records_of, rows_of
from hmlc_core.data.problems import Problems

title = "a folder with train.txt of sparse features"
folders = True

_DOCUMENTS = pattern(r"\.(?:txt|svm|libsvm|svmlight)(?:\.gz)?")


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of the format."""
    return bool(_DOCUMENTS.fullmatch(name)) or name in (*LABEL_FILES, *HIERARCHIES, STATS)


def recognises(path: Path) -> bool:
    """Whether a file for a split begins like one of sparse features."""
    return any(looks_sparse(path / match[0]) for match in matches(path, _DOCUMENTS))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    expected = "train.txt with labels and features on each line"
    names = by_split(path, _DOCUMENTS, problems, expected=expected)
    if not names:
        return None
    files = {split: path / match[0] for split, match in names.items()}
    given = own.read_hierarchy(path, problems, names=HIERARCHIES, read=read_hierarchy)
    if problems.errors:
        return None
    splits = {split: (file, list(rows_of(file, problems))) for split, file in files.items()}
    title = str(read_stats(path).get("title") or path.name)
    return assemble(path.name, title, records_of(splits, problems), given, problems, bags=True)
