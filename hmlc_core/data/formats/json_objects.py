"""JSON objects of a file: one a line, or all in one list, as `to_json(orient="records")` writes
them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from hmlc_core.data.formats.fields import parse_object
from hmlc_core.data.formats.json_values import DECODER, reason
from hmlc_core.data.lines import lines, raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_HEAD = 1_000
"""Lines in which the first object of a list ends, where it is to be known before all is read."""

_BETWEEN = " \t\r\n,"


def objects(path: Path, problems: Problems, example: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, object) of each; what is none is reported.

    example: an object as it should be, for messages.
    """
    if is_list(path):
        problems.assume(f"{path.name} is one JSON list, whose items are the documents.")
        yield from _items(path, problems, example)
        return
    for number, text in lines(path, problems):
        if (value := parse_object(text, path, number, problems, example)) is not None:
            yield number, value


def whole_object(path: Path, problems: Problems, example: str) -> dict[str, Any] | None:
    """The object that a file holds, or None after reporting what is wrong.

    example: the object as it should be, for messages.
    """
    before = problems.errors
    text = "".join(raw_lines(path, problems))
    if problems.errors > before:
        return None
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        found = reason(error)
        problems.error("not valid JSON", path, line, expected="one JSON object", found=found)
        return None
    if not isinstance(value, dict):
        problems.error("not a JSON object", path, 1, expected=example, found=shorten(text))
        return None
    return value


def first_object(path: Path) -> dict[str, Any]:
    """The first object of a file; empty where its first value is none, or cannot be read."""
    value = first_value(path)
    return value if isinstance(value, dict) else {}


def first_value(path: Path) -> object:
    """The first value of a file or of the list in it; None where there is none to be read."""
    head = ""
    for _, text in islice(lines(path, Problems()), _HEAD):
        head += text + "\n"
        listed = head.lstrip().startswith("[")
        if listed and not text.rstrip().endswith(("}", "},", "]")):
            continue
        try:
            value, _ = DECODER.raw_decode(head.lstrip().lstrip("[").lstrip() if listed else head)
        except (ValueError, RecursionError):
            if not listed:
                return None
            continue
        return value
    return None


def is_list(path: Path) -> bool:
    """Whether a file begins as one JSON list."""
    return any(text.lstrip().startswith("[") for _, text in islice(lines(path, Problems()), 1))


def _items(path: Path, problems: Problems, example: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items of a list, each with the line in which it begins, or, where all stand on one line,
    with its number."""
    text = "".join(raw_lines(path, problems))
    place, line, counted = text.index("[") + 1, 1, 0
    numbered = "\n" not in text.strip()
    if numbered:
        problems.count_items(path)
        line = 0
    while True:
        while place < len(text) and text[place] in _BETWEEN:
            place += 1
        if text[place : place + 1] == "]" and not text[place + 1 :].strip():
            return
        line += 1 if numbered else text.count("\n", counted, place)
        counted = place
        try:
            value, place = DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            problems.error(
                "not valid JSON",
                path,
                line,
                expected="a list of objects, whole to its closing bracket",
                found=reason(error),
            )
            return
        if isinstance(value, dict):
            yield line, value
        else:
            found = shorten(json.dumps(value))
            problems.error("not a JSON object", path, line, expected=example, found=found)
