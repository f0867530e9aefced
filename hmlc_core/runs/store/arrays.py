"""Checkpoints and frames as bytes: safetensors, with what is not an array in its JSON header."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from hmlc_core.snapshot import Array, Checkpoint


def pack(arrays: Mapping[str, Array], notes: Mapping[str, Any]) -> bytes:
    """One safetensors file; `notes` is anything JSON can say."""
    from safetensors.numpy import save

    # safetensors copies memory as it lies, so rows must lie one after another.
    in_rows = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    return save(in_rows, metadata={"notes": json.dumps(notes)})


def unpack(content: bytes) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and notes of `pack`."""
    from safetensors.numpy import load

    # The format: header length as a little-endian uint64, the header as JSON, the arrays.
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    return load(content), json.loads(header["__metadata__"]["notes"])


def pack_checkpoint(checkpoint: Checkpoint) -> bytes:
    """Tensors and state in one file, so that they cannot come from different moments."""
    return pack(checkpoint.tensors, checkpoint.state)


def unpack_checkpoint(content: bytes) -> Checkpoint:
    """The checkpoint of `pack_checkpoint`."""
    tensors, state = unpack(content)
    return Checkpoint(tensors=tensors, state=state)
