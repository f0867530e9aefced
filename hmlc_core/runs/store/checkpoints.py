"""Checkpoints of a run: the newest and the one before it, and pieces that add to them.

Two files are written in turn, so that there is one before the newest to go on from when that is
damaged. Which is the newest is a tag of the run, set once the file is there.
"""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.errors import StoreError
from hmlc_core.runs.store.arrays import assembled, pack_checkpoint, unpack_checkpoint
from hmlc_core.runs.store.files import RunFiles
from hmlc_core.snapshot import Checkpoint

NAMES = ("checkpoint.safetensors", "checkpoint-2.safetensors")
"""The first is all that earlier versions had."""

PIECES = "pieces"


@dataclass(frozen=True, slots=True, eq=False)
class LastWhole:
    """checkpoint: the newest that is whole; None when there is none. problem: what is damaged and
    would be newer, in a sentence; empty when nothing is."""

    checkpoint: Checkpoint | None
    problem: str = ""


def write_checkpoint(files: RunFiles, checkpoint: Checkpoint, newest: str) -> str:
    """Keep a whole checkpoint beside the `newest`; returns the name of its file, now the newest."""
    name = _newest_first(newest)[1]
    if not newest and NAMES[0] not in files.names("."):  # nothing is kept so far
        name = NAMES[0]
    files.write(name, pack_checkpoint(checkpoint))
    return name


def write_piece(files: RunFiles, piece: Checkpoint, step: int) -> None:
    """Keep a piece; one of the same step is replaced."""
    files.write(f"{PIECES}/{piece.stage}-{step:09d}.safetensors", pack_checkpoint(piece))


def read_checkpoint(files: RunFiles, newest: str) -> LastWhole:
    """The newest checkpoint with all its pieces, as far as they are whole.

    newest: name of its file; empty where earlier versions have written it.
    """
    base, problems = None, list[str]()
    for name in _newest_first(newest):
        try:
            if (content := files.read(name)) is not None:
                base = unpack_checkpoint(content)
                break
            if name == newest:
                problems.append(f"{name}: the file is missing")
        except StoreError as error:
            problems.append(f"{name}: {error}")
    if problems:  # pieces add to the newest, and to no other
        return LastWhole(base, problems[0])
    pieces = list[Checkpoint]()
    for name in files.names(PIECES):
        try:
            if content := files.read(f"{PIECES}/{name}"):
                pieces.append(unpack_checkpoint(content))
        except StoreError as error:  # those after it build on it
            return LastWhole(assembled(base, pieces), f"{PIECES}/{name}: {error}")
    return LastWhole(assembled(base, pieces))


def _newest_first(newest: str) -> tuple[str, str]:
    first, second = NAMES
    return (second, first) if newest == second else (first, second)
