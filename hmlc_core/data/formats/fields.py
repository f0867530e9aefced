"""JSON objects on lines of a file, and what can be wrong with their fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from hmlc_core.data.formats.json_values import DECODER, reason
from hmlc_core.data.problems import Problems
from hmlc_core.data.tokenizers import LONGEST
from hmlc_core.errors import shorten

TOKENS = 1_000_000
"""Tokens of a document at most; more are surely not one."""


def parse_object(
    text: str, file: Path, number: int, problems: Problems, example: str
) -> dict[str, Any] | None:
    """The JSON object on one line, or None after reporting what is wrong with it.

    example: an object as it should be, for the message.
    """
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        parted = isinstance(error, json.JSONDecodeError)
        cut_off = "The line may be cut off, or the object spread over several lines."
        problems.error(
            "not valid JSON",
            file,
            number,
            expected="one JSON object on each line",
            found=reason(error),
            remedy=cut_off if parted else None,
        )
        return None
    if not isinstance(value, dict):
        problems.error(
            "not a JSON object",
            file,
            number,
            expected=example,
            found=shorten(text),
        )
        return None
    return value


def has_fields(
    value: Mapping[Any, Any],
    names: Sequence[str],
    file: Path,
    number: int,
    problems: Problems,
) -> bool:
    """Whether an object has all these fields; report those it lacks."""
    missing = [name for name in names if name not in value]
    if missing:
        problems.error(
            "a field is missing",
            file,
            number,
            expected=", ".join(names),
            found=(", ".join(map(shorten, list(value)[:8])) or "no field"),
            remedy="Add " + " and ".join(missing) + ".",
        )
    return not missing


def wrong_type(
    field: str, value: object, expected: str, file: Path, number: int, problems: Problems
) -> None:
    """Report that a field holds something else than it should."""
    problems.error(
        f'the field "{field}" has the wrong type',
        file,
        number,
        expected=expected,
        found=spelled(value),
    )


def spelled(value: object) -> str:
    """A JSON value as it may be quoted in a message."""
    try:
        return shorten(json.dumps(value))
    except (TypeError, RecursionError):
        return type(value).__name__


def token_text(
    field: str, value: object, file: Path, number: int, problems: Problems
) -> str | None:
    """A list of tokens as a text with spaces between them, or None after reporting what is wrong.

    White space inside a token becomes `_`; tokens of nothing else are left out.
    """
    if not is_text_list(value):
        wrong_type(field, value, 'a list of texts such as ["one", "two"]', file, number, problems)
        return None
    if len(value) > TOKENS or any(len(token) > LONGEST for token in value):
        long = next((token for token in value if len(token) > LONGEST), None)
        problems.error(
            f'the field "{field}" has too many tokens' if long is None else "a token is too long",
            file,
            number,
            expected=f"at most {TOKENS:,}" if long is None else f"at most {LONGEST} characters",
            found=f"{len(value):,}" if long is None else f"{len(long):,}, {shorten(long, 40)}",
        )
        return None
    tokens = ["_".join(token.split()) for token in value]
    if "" in tokens:
        problems.tally("a token is empty and left out", file, number)
    return " ".join(filter(None, tokens))


def is_text_list(value: object) -> TypeGuard[list[str]]:
    """Whether a JSON value is a list of texts."""
    return isinstance(value, list) and set(map(type, value)) <= {str}
