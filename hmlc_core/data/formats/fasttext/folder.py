"""A folder of fastText's files: only the training file must be there; `hierarchy.tsv` may be."""

from __future__ import annotations

from pathlib import Path

import hmlc_core.data.formats.folder as own
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.fasttext.rows import ENDING, PREFIX, begins_with_label, records
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.nearest import Need, file_named
from hmlc_core.data.formats.split_files import by_split, matches, pattern
from hmlc_core.data.formats.stats import STATS
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.problems import Problems

title = "a folder with train.txt (fastText)"
folders = True
needs = (
    file_named("train.txt", r"(?:.+[._-])?train(?:\..+)?"),
    Need(f"{PREFIX}NAME at the beginning of lines", lambda path: recognises(path)),
)

# `cooking.train` ends in its split, `train.txt` has an ending beside it.
_DOCUMENTS = pattern(f"(?:{ENDING})|(?:\\.gz)?")


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of the format."""
    return bool(_DOCUMENTS.fullmatch(name)) or name in (*LABEL_FILES, STATS)


def recognises(path: Path) -> bool:
    """Whether a file for a split begins with a label."""
    return any(begins_with_label(path / match[0]) for match in matches(path, _DOCUMENTS))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    expected = f"train.txt with {PREFIX}a {PREFIX}b text on each line"
    files = by_split(path, _DOCUMENTS, problems, expected=expected)
    if not files:
        return None
    found = {split: records(path / match[0], split, problems) for split, match in files.items()}
    given = own.read_hierarchy(path, problems)
    if given.edges is None:
        given.path = path / files["train"][0]
    return assemble(path.name, path.name, found, given, problems)
