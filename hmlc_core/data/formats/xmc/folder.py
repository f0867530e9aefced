"""A folder with bags for each split: `train.txt` and `test.txt`, or `NAME_train.txt` and so on.

The hierarchy is `hierarchy.tsv` as in our own format, or one of `hierarchy.FILES`; what people read
for labels is `label_names.tsv`.
"""

from __future__ import annotations

import re
from pathlib import Path

from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats import folder as own
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.stats import STATS, read_stats
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.xmc.hierarchy import FILES, read_hierarchy
from hmlc_core.data.formats.xmc.rows import looks_sparse, records_of, rows_of
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

title = "a folder with train.txt of sparse features"
folders = True

_DOCUMENTS = re.compile(
    r"(?:.+[_-])?(?:(?P<train>train|trn)|(?P<dev>dev|valid|val|validation)|(?P<test>test|tst))"
    r"\.(?:txt|svm|libsvm|svmlight)(?:\.gz)?",
    re.IGNORECASE,
)


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of the format."""
    return bool(_DOCUMENTS.fullmatch(name)) or name in (*LABEL_FILES, *FILES, STATS)


def recognises(path: Path) -> bool:
    """Whether `path` has a training file that begins like one of sparse features."""
    return any(match["train"] and looks_sparse(path / match[0]) for match in _matches(path))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    files: dict[str, Path] = {}
    for match in _matches(path):
        split = next(split for split in SPLITS if match[split])
        if split in files:
            found = f"{shorten(files[split].name)} and {shorten(match[0])}"
            problems.error("a split is there twice", path, found=found, remedy="Keep one of them.")
        files[split] = path / match[0]
    given = own.read_hierarchy(path, problems)
    if given.edges is None:
        for file in (path / name for name in FILES if (path / name).is_file()):
            given.path = file
            given.edges, _ = read_hierarchy(file, problems)
    if problems.errors:
        return None
    splits = {
        split: (files[split], list(rows_of(files[split], problems)))
        for split in SPLITS
        if split in files
    }
    title = str(read_stats(path).get("title") or path.name)
    return assemble(path.name, title, records_of(splits, problems), given, problems, bags=True)


def _matches(path: Path) -> list[re.Match[str]]:
    try:
        names = sorted(item.name for item in path.iterdir() if item.is_file())
    except OSError:
        return []
    return [match for name in names if (match := _DOCUMENTS.fullmatch(name))]
