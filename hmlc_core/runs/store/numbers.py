"""Digests of the numbers that a database keeps of a run, so that one that has changed is seen.

The newest value of each metric has its digest in a tag, and is verified whenever the run is read;
curves have theirs in a file. Both are kept at each end of a run, until it is resumed.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping

from hmlc_core.errors import StoreError
from hmlc_core.runs.run import Curve
from hmlc_core.runs.store.checksums import read_checked, write_checked
from hmlc_core.runs.store.files import RunFiles
from hmlc_core.runs.store.kept import CHANGED

CURVES = "curves.json"
"""The file: name of a curve -> its digest."""


def newest_digest(metrics: Mapping[str, float]) -> str:
    """SHA-256 of the newest values, but for when the run was changed; empty without any."""
    names = sorted(metrics.keys() - {CHANGED})
    if not names:
        return ""
    values = struct.pack(f"<{len(names)}d", *(metrics[name] for name in names))
    return hashlib.sha256("\n".join(names).encode() + values).hexdigest()


def curve_digest(curve: Curve) -> str:
    """SHA-256 of a curve's steps and values."""
    content = curve.steps.astype("<i8").tobytes() + curve.values.astype("<f8").tobytes()
    return hashlib.sha256(content).hexdigest()


def keep_digests(files: RunFiles, curves: Mapping[str, Curve]) -> None:
    """Keep the digests of all curves of a run."""
    digests = {name: curve_digest(found) for name, found in curves.items()}
    write_checked(files, CURVES, json.dumps(digests, indent=1).encode())


def read_digests(files: RunFiles) -> dict[str, str]:
    """The digests by name; none where there are none, or they are damaged themselves."""
    try:
        digests: dict[str, str] = json.loads(read_checked(files, CURVES)[0] or b"{}")
    except (StoreError, ValueError):
        return {}
    return digests
