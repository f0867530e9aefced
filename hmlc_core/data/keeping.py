"""A corpus gets its place among the uploads, under a name that no other one has.

It is put there by a single rename. An existing corpus is never replaced, and one that is there
already is not kept twice.
"""

from __future__ import annotations

import errno
import filecmp
import os
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats import folder
from hmlc_core.data.registry import CorpusInfo, list_corpora, uploads_dir
from hmlc_core.errors import shorten, whole


@dataclass(frozen=True)
class Kept(CorpusInfo):
    """A corpus that somebody brought.

    known: whether the same one was there under that name already, and stays the only one.
    asked: the name that it would have, were there not another corpus of that name; else its own.
    """

    known: bool
    asked: str

    def sentence(self) -> str:
        """What is unusual about where it is kept; mostly empty."""
        if self.known:
            return f"The same corpus was there already, as {self.name}: nothing is added."
        if self.asked != self.name:
            return f"Another corpus is called {self.asked}, so this one is called {self.name}."
        return ""


def keep(corpus: Corpus, name: str, work: Path) -> Kept:
    """Write the corpus in our own format, and put it in its place among the uploads, unless it is
    there."""
    title = whole(shorten(name, 200))
    written = work / "corpus"
    folder.write(replace(corpus, title=title), written, compress=True)
    _sync(written)
    asked = safe_name(title)
    path = _put(written, uploads_dir(), asked)
    info = next(info for info in list_corpora() if info.path == path)
    return Kept(**vars(info), known=written.exists(), asked=asked)


def safe_name(name: str) -> str:
    """`name` as a folder name: letters, digits, dots and dashes, at most 60 characters."""
    plain = unicodedata.normalize("NFKC", name)
    return re.sub(r"[^\w.-]+", "-", plain)[:60].strip("-._") or "corpus"


def _sync(path: Path) -> None:
    """Have the files on disk before the rename that announces them."""
    for file in path.iterdir():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())


def _put(written: Path, parent: Path, name: str) -> Path:
    """Move the finished folder to a name nobody has; returns where it went, or where the same one
    is that was put there before."""
    taken = {info.name for info in list_corpora()}
    number = 1
    while True:
        path = parent / (name if number == 1 else f"{name}-{number}")
        if path.name not in taken and not path.exists():
            try:
                return written.rename(path)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise  # else: another upload was faster
        if path.exists() and _same(written, path):
            return path
        number += 1


def _same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files; the same corpus is written in the same bytes."""
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return all(filecmp.cmp(one / name, other / name, shallow=False) for name in names)
