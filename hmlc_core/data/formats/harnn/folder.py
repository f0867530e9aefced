"""A folder with a file for each split: `Train.json`, `Validation.json`, `Test.json`, or, as in the
released samples, `Train_sample.json` and so on; compressed or not. Only the first must be there.

`hierarchy.tsv` and `label_names.tsv` are as in our own format, and optional; so is `stats.json`,
whose `levels` lists the fields that are levels, from the top down.
"""

from __future__ import annotations

import re
from pathlib import Path

import hmlc_core.data.formats.folder as own
import hmlc_core.data.formats.hidden as hidden
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.fields import is_text_list, spelled
from hmlc_core.data.formats.harnn.reading import read_files
from hmlc_core.data.formats.harnn.rows import speaks
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.json_objects import first_value
from hmlc_core.data.formats.stats import STATS, read_stats, title_in
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

title = "a folder with Train.json (HARNN)"
folders = True

_DOCUMENTS = re.compile(
    r"(?:.+[_-])?(?:(?P<train>train)|(?P<dev>validation|valid|val|dev)|(?P<test>test))"
    r"(?:[_-].+)?\.jsonl?(?:\.gz)?",
    re.IGNORECASE,
)


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of the format."""
    return bool(_DOCUMENTS.fullmatch(name)) or name in (*LABEL_FILES, STATS)


def recognises(path: Path) -> bool:
    """Whether `path` looks like a folder of this format; names that are ours or HiddeN's alone
    are left to those, and so are files in which something else can be read."""
    return any(
        match["train"]
        and not hidden.belongs(match[0])
        and match[0] not in own.FILES
        and ((first := first_value(path / match[0])) is None or _speaks(first))
        for match in _matches(path)
    )


def _speaks(value: object) -> bool:
    return isinstance(value, dict) and speaks(value)


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    files: dict[str, Path] = {}
    for match in _matches(path):
        split = next(split for split in SPLITS if match[split])
        if split in files:
            problems.error(
                "a split is there twice",
                path,
                found=f"{shorten(files[split].name)} and {shorten(match[0])}",
                remedy="Keep one of them.",
            )
        files[split] = path / match[0]
    stats = read_stats(path)
    levels = stats.get("levels", [])
    if not is_text_list(levels) or len(set(levels)) < len(levels):
        problems.error("levels are no list of different names", path / STATS, found=spelled(levels))
        levels = []
    if problems.errors:
        return None
    ordered = {split: files[split] for split in SPLITS if split in files}
    given = own.read_hierarchy(path, problems)
    return read_files(
        path.name, title_in(stats) or path.name, ordered, given, problems, levels=levels
    )


def _matches(path: Path) -> list[re.Match[str]]:
    try:
        names = sorted(item.name for item in path.iterdir() if item.is_file())
    except OSError:
        return []
    return [match for name in names if (match := _DOCUMENTS.fullmatch(name))]
