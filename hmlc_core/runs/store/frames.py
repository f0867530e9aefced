"""Frames: the points of a run's snapshots, readable while the run is live.

Each is a small file of its own while the run is at work: written whole, read as soon as it is
there, replaced when a step is repeated. When the run is finished those of a stage are put together
in one ZIP archive, as they are, each with its own checksum.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

from hmlc_core.errors import StoreError, visible
from hmlc_core.runs.run import Frames
from hmlc_core.runs.store.arrays import pack, unpack
from hmlc_core.runs.store.checksums import write_checked
from hmlc_core.runs.store.files import RunFiles
from hmlc_core.snapshot import Array, Snapshot

_log = logging.getLogger(__name__)

FOLDER = "frames"
_ENDING = ".safetensors"
ARCHIVE = ".zip"
"""Ends the name of a stage's archive."""


def save_frame(files: RunFiles, snapshot: Snapshot) -> None:
    """Keep the snapshot's points, if it has any; a step that is repeated is replaced."""
    points = {"label_points": snapshot.label_points, "word_points": snapshot.word_points}
    arrays = {name: array for name, array in points.items() if array is not None}
    if arrays:
        name = f"{snapshot.stage}-{snapshot.step:09d}{_ENDING}"
        notes = {"epoch": snapshot.epoch}
        if snapshot.last and snapshot.checkpoint and snapshot.checkpoint.best_epoch is not None:
            notes["best"] = snapshot.checkpoint.best_epoch
        files.write(f"{FOLDER}/{name}", pack(arrays, notes))


def pack_frames(files: RunFiles) -> None:
    """Put the frames of each stage into one archive, where single files can be removed."""
    singles = [name for name in files.names(FOLDER) if name.endswith(_ENDING)]
    for stage in {name.rpartition("-")[0] for name in singles} if files.owned else ():
        # There is an archive already of a run that was killed after this, and went on.
        kept = _packed(files.read(_archive(stage)), stage)
        mine = [name for name in singles if name.rpartition("-")[0] == stage]
        for name in mine:
            if (content := files.read(f"{FOLDER}/{name}")) is not None:
                kept[name] = content
        # They are removed once they are in the archive: a reader finds each at least once.
        write_checked(files, _archive(stage), _zipped(kept))
        for name in mine:
            files.remove(f"{FOLDER}/{name}")


def read_frames(files: RunFiles, stage: str, after_step: int) -> Frames:
    """Points of the stage's snapshots later than `after_step`, oldest first; without those that
    are damaged."""
    contents = _contents(files, stage, after_step)
    frames = [
        (step, *frame)
        for step, content in sorted(contents.items())
        if (frame := _unpacked(f"{stage}, step {step}", content)) is not None
    ]

    def stacked(kind: str) -> Array | None:
        points = [arrays[kind] for _, arrays, _ in frames if kind in arrays]
        return np.stack(points) if points else None

    return Frames(
        stage,
        np.array([step for step, _, _ in frames], dtype=np.int64),
        np.array([notes["epoch"] for _, _, notes in frames], dtype=np.float64),
        stacked("label_points"),
        stacked("word_points"),
        frames[-1][2].get("best") if frames else None,
    )


def _contents(files: RunFiles, stage: str, after_step: int) -> dict[int, bytes]:
    """Step -> the frame's file: single ones first, since they are the newer ones."""
    names = files.names(FOLDER)
    singles = {
        step: _read(files, f"{FOLDER}/{name}")
        for name in names
        if (step := _step(name, stage)) is not None and step > after_step
    }
    found = {step: content for step, content in singles.items() if content is not None}
    # One that is gone by now was put into the archive meanwhile.
    if f"{stage}{ARCHIVE}" in names or len(found) < len(singles):
        for name, content in _packed(_read(files, _archive(stage)), stage).items():
            if (step := _step(name, stage)) is not None and step > after_step:
                found.setdefault(step, content)
    return found


def _read(files: RunFiles, path: str) -> bytes | None:
    """The file at `path`; None when there is none, or none that can be read."""
    try:
        return files.read(path)
    except StoreError as error:
        _log.warning("%s is left out: %s", path, error)
        return None


def _step(name: str, stage: str) -> int | None:
    """The step of the stage that a frame's name tells; None of other files."""
    step = name.removesuffix(_ENDING).removeprefix(f"{stage}-")
    return int(step) if name == f"{stage}-{step}{_ENDING}" and step.isdecimal() else None


def _unpacked(what: str, content: bytes) -> tuple[dict[str, Array], dict[str, Any]] | None:
    """Arrays and notes of a frame; None when it is damaged."""
    try:
        return unpack(content)
    except StoreError as error:
        _log.warning("the points of %s are left out: %s", what, error)
        return None


def _archive(stage: str) -> str:
    return f"{FOLDER}/{stage}{ARCHIVE}"


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    """An archive of files by name, as they are; of the same files the same bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name), contents[name])
    return whole.getvalue()


def _packed(content: bytes | None, stage: str) -> dict[str, bytes]:
    """The files in the stage's archive by name, without those that are damaged."""
    return {} if content is None else unzipped(content, _archive(stage))


def unzipped(content: bytes, where: str) -> dict[str, bytes]:
    """The same of the content of an archive: there `zipfile` raises anything from `BadZipFile` to
    `struct.error`.

    where: what messages call it.
    """
    found = dict[str, bytes]()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                try:
                    found[entry.filename] = archive.read(entry)
                except Exception as error:
                    name = visible(entry.filename)
                    _log.warning("%s in %s is left out: %s", name, where, error)
    except Exception as error:
        _log.warning("%s cannot be read: %s", where, error)
    return found
