"""JSON in which an object says each name once: where it says one twice, readers of JSON keep the
last in silence, and the first is lost."""

from __future__ import annotations

import json
from typing import Any

from hmlc_core.data.repeated import repeated
from hmlc_core.errors import shorten


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = repeated(name for name, _ in pairs)
        raise ValueError(f"the name {shorten(twice, 40)!r} twice in one object")
    return found


DECODER = json.JSONDecoder(object_pairs_hook=_once)
"""Raises `ValueError`, as for all that is no JSON, and `RecursionError`."""
