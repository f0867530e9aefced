"""Frames: the points of a run's snapshots, one small file each, readable while the run is live."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from hmlc_core.errors import StoreError
from hmlc_core.runs.run import Frames
from hmlc_core.runs.store.arrays import pack, unpack
from hmlc_core.runs.store.files import RunFiles
from hmlc_core.snapshot import Array, Snapshot

_log = logging.getLogger(__name__)

_FOLDER = "frames"
_ENDING = ".safetensors"


def save_frame(files: RunFiles, snapshot: Snapshot) -> None:
    """Keep the snapshot's points, if it has any; a step that is repeated is replaced."""
    points = {"label_points": snapshot.label_points, "word_points": snapshot.word_points}
    arrays = {name: array for name, array in points.items() if array is not None}
    if arrays:
        path = _path(snapshot.stage, snapshot.step)
        files.write(path, pack(arrays, {"epoch": snapshot.epoch}))


def read_frames(files: RunFiles, stage: str, after_step: int) -> Frames:
    """Points of the stage's snapshots later than `after_step`, oldest first; without those that
    are damaged."""
    there = (
        name.removesuffix(_ENDING).removeprefix(f"{stage}-")
        for name in files.names(_FOLDER)
        if name.startswith(f"{stage}-")
    )
    wanted = sorted(int(step) for step in there if step.isdecimal() and int(step) > after_step)
    frames = [frame for step in wanted if (frame := _read(files, stage, step)) is not None]

    def stacked(kind: str) -> Array | None:
        points = [arrays[kind] for _, arrays, _ in frames if kind in arrays]
        return np.stack(points) if points else None

    return Frames(
        stage,
        np.array([step for step, _, _ in frames], dtype=np.int64),
        np.array([notes["epoch"] for _, _, notes in frames], dtype=np.float64),
        stacked("label_points"),
        stacked("word_points"),
    )


def _read(
    files: RunFiles, stage: str, step: int
) -> tuple[int, dict[str, Array], dict[str, Any]] | None:
    """One frame; None when it is not there, or damaged."""
    try:
        content = files.read(_path(stage, step))
        return None if content is None else (step, *unpack(content))
    except StoreError as error:
        _log.warning("%s is left out: %s", _path(stage, step), error)
        return None


def _path(stage: str, step: int) -> str:
    return f"{_FOLDER}/{stage}-{step:09d}{_ENDING}"
