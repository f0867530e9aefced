"""Integrity: whether the files of a run are as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hmlc_core.errors import StoreError
from hmlc_core.runs.store.checksums import BESIDE, check_seal, header, read_checked
from hmlc_core.runs.store.files import RunFiles
from hmlc_core.wording import counted

_FOLDERS = (".", "frames", "pieces")
_ARRAYS = ".safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """Names of a run's files. whole: they have their checksum. unverified: they have none, as
    earlier versions wrote them. damaged: they have another than they were written with."""

    whole: Sequence[str]
    unverified: Sequence[str]
    damaged: Sequence[str]

    @property
    def sentence(self) -> str:
        """What must be said of them; empty where all are whole."""
        parts = []
        if self.damaged:
            named = ", ".join(self.damaged[:3]) + (" and others" if len(self.damaged) > 3 else "")
            parts.append(f"{counted(len(self.damaged), 'file')} damaged and left out: {named}.")
        if self.unverified:
            number = counted(len(self.unverified), "file")
            parts.append(f"{number} without a checksum, which no damage can be seen in.")
        return " ".join(parts)


def integrity(files: RunFiles) -> Integrity:
    """Reads every file of a run; raises `StoreError` where none can be read."""
    found: dict[str, list[str]] = {"whole": [], "unverified": [], "damaged": []}
    for path in _paths(files):
        try:
            verdict: str = _verdict(files, path)
        except StoreError:
            verdict = "damaged"
        found[verdict].append(path)
    return Integrity(**found)


def _paths(files: RunFiles) -> Iterator[str]:
    for folder in _FOLDERS:
        for name in files.names(folder):
            if "." in name and not name.endswith(BESIDE):  # folders have no ending
                yield name if folder == "." else f"{folder}/{name}"


def _verdict(files: RunFiles, path: str) -> str:
    if not path.endswith(_ARRAYS):
        return read_checked(files, path)[1]
    content = files.read(path) or b""
    try:
        return check_seal(content, header(content))
    except (ValueError, LookupError, TypeError, RecursionError):
        return "damaged"
