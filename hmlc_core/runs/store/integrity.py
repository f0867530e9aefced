"""Integrity: whether what is kept of a run is as it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
_NONE = "No moment of labels and words is left."
_NO_FILES = "No file of it is there."
_ENTRY = ("entry of the database", "entries of the database")


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """Names of a run's files. whole: they have their checksum. unverified: they have none, as
    earlier versions wrote them. damaged: they have another than they were written with. saved:
    how many files in a damaged archive are whole, by its name. entries: what in the database is
    not as it was written. unreadable: why a folder's files cannot be looked at, each as a
    message."""

    whole: Sequence[str]
    unverified: Sequence[str]
    damaged: Sequence[str]
    saved: Mapping[str, int] = field(default_factory=dict)
    entries: Sequence[str] = ()
    unreadable: Sequence[str] = ()

    @property
    def damage(self) -> str:
        """What is damaged; empty where nothing is. A run has files from its beginning on, so that
        one without any has lost them."""
        files = [f"{name}{_but_for(self.saved.get(name, 0))}" for name in self.damaged]
        kinds = {("file",): files, _ENTRY: self.entries}
        said = [_damaged(noun, names) for noun, names in kinds.items() if names]
        gone = not (self.whole or self.unverified or self.damaged or self.unreadable)
        return " ".join([_NO_FILES, *said] if gone else [*said, *self.unreadable])

    @property
    def shown(self) -> str:
        """The same, and what it means for pictures of the run."""
        if not any(map(_of_frames, self.damaged)):
            return self.damage
        left = any(map(_of_frames, [*self.whole, *self.unverified])) or any(self.saved.values())
        return f"{self.damage} {_EARLIER if left else _NONE}"

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


def _of_frames(name: str) -> bool:
    return name.startswith(f"{FOLDER}/") and not name.endswith(BESIDE)


def _but_for(saved: int) -> str:
    """What of an archive is used nevertheless."""
    return f" (but for {counted(saved, 'file')} in it, whole)" if saved else ""


def integrity(files: RunFiles, tell: Callable[[str], None] = unheard) -> Integrity:
    """Reads every file of a run; raises `StoreError` where a server does not answer. tell: called
    with what it is at."""
    found: dict[str, list[str]] = {"whole": [], "unverified": [], "damaged": []}
    saved = dict[str, int]()
    paths, unreadable = _paths(files)
    for number, path in enumerate(paths, start=1):
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
    return Integrity(**found, saved=saved, unreadable=unreadable)


def _paths(files: RunFiles) -> tuple[list[str], list[str]]:
    """The files of a run, and why folders of it cannot be looked into: a file has come into the
    place of one, say."""
    paths, unreadable = list[str](), dict[str, None]()
    for folder in _FOLDERS:
        try:
            names = files.names(folder)
        except StoreError as error:
            if not files.owned:  # that a server does not answer is no damage
                raise
            unreadable[str(error)] = None
            continue
        for name in names:
            if "." in name and not name.endswith(BESIDE):  # folders have no ending
                paths.append(name if folder == "." else f"{folder}/{name}")
    return paths, list(unreadable)


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
