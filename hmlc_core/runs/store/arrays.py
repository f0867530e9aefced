"""Checkpoints and frames as bytes: safetensors, with what is not an array in its JSON header."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hmlc_core.errors import StoreError, shorten
from hmlc_core.runs.store.checksums import BLANK, KEY, check_seal, header, seal
from hmlc_core.snapshot import Array, Checkpoint

_STARTS = "starts/"


def pack(arrays: Mapping[str, Array], notes: Mapping[str, Any]) -> bytes:
    """One safetensors file; `notes` is anything JSON can say."""
    from safetensors.numpy import save

    # safetensors copies memory as it lies, so rows must lie one after another.
    in_rows = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    return seal(save(in_rows, metadata={"notes": json.dumps(notes), KEY: BLANK}))


def unpack(content: bytes) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and notes of `pack`; raises `StoreError` for other content.

    A file with a checksum is verified by it, one of before there were any is read as it is.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        metadata = header(content)
        check_seal(content, metadata)
        return load(content), json.loads(metadata["notes"])
    except (SafetensorError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise StoreError(
            "the file is damaged",
            expected="arrays as safetensors keeps them",
            received=shorten(f"{type(error).__name__}: {error}", 160),
        ) from None


def pack_checkpoint(checkpoint: Checkpoint) -> bytes:
    """Tensors and state in one file, so that they cannot come from different moments."""
    found = {
        f"{_STARTS}{stage}/{name}": array
        for stage, outcome in checkpoint.starts.items()
        for name, array in outcome.items()
    }
    marks = {"stage": checkpoint.stage, "trained": checkpoint.trained, "piece": checkpoint.piece}
    return pack({**checkpoint.tensors, **found}, {"checkpoint": marks, "state": checkpoint.state})


def unpack_checkpoint(content: bytes) -> Checkpoint:
    """The checkpoint of `pack_checkpoint`."""
    arrays, notes = unpack(content)
    starts: dict[str, dict[str, Array]] = {}
    for key in [key for key in arrays if key.startswith(_STARTS)]:
        stage, _, name = key.removeprefix(_STARTS).partition("/")
        starts.setdefault(stage, {})[name] = arrays.pop(key)
    if "checkpoint" not in notes:  # kept before there were stages: a network, at an epoch's end
        return Checkpoint(tensors=arrays, state=notes, trained=True)
    return Checkpoint(tensors=arrays, state=notes["state"], starts=starts, **notes["checkpoint"])


def assembled(base: Checkpoint | None, pieces: Sequence[Checkpoint]) -> Checkpoint | None:
    """The checkpoint that pieces make together with the whole one before them, if any."""
    if not pieces:
        return base
    parts = [*([base] if base is not None else []), *pieces]
    return Checkpoint(
        tensors={name: array for part in parts for name, array in part.tensors.items()},
        state={name: value for part in parts for name, value in part.state.items()},
        stage=parts[-1].stage,
        starts={} if base is None else base.starts,
        trained=parts[-1].trained,
    )
