"""Reader: what a file format must be able to do, ours or one that another package brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.problems import Problems


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of a corpus before its documents are read; None where nothing is.

    title: what a person reads instead of its name.
    """

    title: str | None = None
    documents: int | None = None
    labels: int | None = None


class Reader(Protocol):
    """A file format. A module with these names is one, and so is an object.

    title: what a corpus looks like, for messages: "a folder with train.jsonl".
    folders: whether a corpus is a folder; otherwise it is a single file.
    """

    @property
    def title(self) -> str: ...

    @property
    def folders(self) -> bool: ...

    def recognises(self, path: Path) -> bool:
        """Whether `path` looks like a corpus of this format; looks at file names, and at
        most at the first lines of files."""

    def belongs(self, name: str) -> bool:
        """Whether a file of this name may be a corpus of this format, or a part of one."""

    def summary(self, path: Path) -> Summary:
        """What is known without reading documents; asked whenever corpora are listed."""

    def read(self, path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
        """The corpus at `path`, or None after reporting at least one error to `problems`.

        hierarchy: an edge file for a corpus that is a single file. Never given for a folder, whose
            labels get it afterwards where the folder brings no edges.
        """


def stem(name: str) -> str:
    """The name of a file, compressed or not, without its ending."""
    plain = name[: -len(".gz")] if name.lower().endswith(".gz") else name
    return Path(plain).stem or name
