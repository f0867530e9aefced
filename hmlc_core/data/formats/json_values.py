"""JSON in which an object says each name once: where it says one twice, readers of JSON keep the
last in silence, and the first is lost."""

from __future__ import annotations

import json
from typing import Any

from hmlc_core.data.repeated import repeated
from hmlc_core.errors import shorten

_SAID = {
    "Expecting value": "no value",
    "Expecting property name enclosed in double quotes": "no name in double quotes",
    "Expecting ':' delimiter": "no colon behind a name",
    "Expecting ',' delimiter": "no comma between two values",
    "Unterminated string starting at": "a text whose quotes do not end",
    "Invalid control character at": "a line break, a tab or another control character in a text",
    "Illegal trailing comma before end of array": "a comma behind the last value of a list",
    "Illegal trailing comma before end of object": "a comma behind the last value of an object",
    "Extra data": "something behind the end of the value",
}
"""What Python's decoder says -> the same for people."""


class _Twice(ValueError):
    """An object says a name twice."""


def reason(error: Exception) -> str:
    """Why a text is no JSON, of an error that `DECODER` raised."""
    if isinstance(error, json.JSONDecodeError):
        return f"{_SAID.get(error.msg, 'no value as JSON spells it')} at column {error.colno}"
    if isinstance(error, RecursionError):
        return "lists or objects inside each other, more than a document has"
    if isinstance(error, _Twice):
        return str(error)
    return "a number with too many digits"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = repeated(name for name, _ in pairs)
        raise _Twice(f"the name {shorten(twice, 40)!r} twice in one object")
    return found


DECODER = json.JSONDecoder(object_pairs_hook=_once)
"""Raises `ValueError`, as for all that is no JSON, and `RecursionError`."""
