"""Integrity: whether what is kept of a run is as it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hmlc_core.budget import unheard
from hmlc_core.errors import StoreError
from hmlc_core.runs.store.checksums import BESIDE, check_beside, check_seal, header
from hmlc_core.runs.store.files import RunFiles
from hmlc_core.runs.store.frames import ARCHIVE, FOLDER, unzipped
from hmlc_core.wording import counted

_FOLDERS = (".", FOLDER, "pieces")
_ARRAYS = ".safetensors"
_EARLIER = "The last moment of labels and words that is left need not be the run's end."
_NONE = "No file of it is there."
_ENTRY = ("entry of the database", "entries of the database")


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """Names of a run's files. whole: they have their checksum. unverified: they have none, as
    earlier versions wrote them. damaged: they have another than they were written with. saved:
    how many files in a damaged archive are whole, by its name. entries: what in the database is
    not as it was written."""

    whole: Sequence[str]
    unverified: Sequence[str]
    damaged: Sequence[str]
    saved: Mapping[str, int] = field(default_factory=dict)
    entries: Sequence[str] = ()

    @property
    def damage(self) -> str:
        """What is damaged; empty where nothing is. A run has files from its beginning on, so that
        one without any has lost them."""
        files = [f"{name}{_but_for(self.saved.get(name, 0))}" for name in self.damaged]
        kinds = {("file",): files, _ENTRY: self.entries}
        said = [_damaged(noun, names) for noun, names in kinds.items() if names]
        gone = not (self.whole or self.unverified or self.damaged)
        return " ".join([_NONE, *said] if gone else said)

    @property
    def shown(self) -> str:
        """The same, and what it means for pictures of the run."""
        lost = any(name.startswith(f"{FOLDER}/") for name in self.damaged)
        return f"{self.damage} {_EARLIER if lost else ''}".strip()

    @property
    def sentence(self) -> str:
        """What must be said of them; empty where all are whole."""
        number = counted(len(self.unverified), "file")
        said = f"{number} without a checksum, which no damage can be seen in."
        return f"{self.damage} {said if self.unverified else ''}".strip()


def _damaged(noun: Sequence[str], names: Sequence[str]) -> str:
    number = counted(len(names), *noun)
    others = " and others" if len(names) > 3 else ""
    return f"{number} damaged and left out: {', '.join(names[:3])}{others}."


def _but_for(saved: int) -> str:
    """What of an archive is used nevertheless."""
    return f" (but for {counted(saved, 'file')} in it, whole)" if saved else ""


def integrity(files: RunFiles, tell: Callable[[str], None] = unheard) -> Integrity:
    """Reads every file of a run; raises `StoreError` where none can be read. tell: called with what
    it is at."""
    found: dict[str, list[str]] = {"whole": [], "unverified": [], "damaged": []}
    saved = dict[str, int]()
    for number, path in enumerate(_paths(files), start=1):
        tell(f"file {number}")
        try:
            content = files.read(path)
        except StoreError:
            found["damaged"].append(path)
            continue
        if content is None:  # of a run at work: put into an archive meanwhile
            continue
        verdict = _verdict(files, path, content)
        found[verdict].append(path)
        if path.endswith(ARCHIVE):
            frames = unzipped(content, path)
            lost = [name for name, frame in frames.items() if _sealed(frame) == "damaged"]
            found["damaged"] += [f"{path}/{name}" for name in lost]  # before they came into it
            if verdict == "damaged":
                saved[path] = len(frames) - len(lost)
    return Integrity(**found, saved=saved)


def _paths(files: RunFiles) -> Iterator[str]:
    for folder in _FOLDERS:
        for name in files.names(folder):
            if "." in name and not name.endswith(BESIDE):  # folders have no ending
                yield name if folder == "." else f"{folder}/{name}"


def _verdict(files: RunFiles, path: str, content: bytes) -> str:
    if path.endswith(_ARRAYS):
        return _sealed(content)
    try:
        return check_beside(files, path, content)
    except StoreError:
        return "damaged"


def _sealed(content: bytes) -> str:
    try:
        return check_seal(content, header(content))
    except (StoreError, ValueError, LookupError, TypeError, RecursionError):
        return "damaged"
