"""Values of single settings: of which type they are, what they may be, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from unicodedata import category

from hmlc_core.errors import SettingError, shorten

LONGEST = 4_096
"""Characters of a text among settings at most; paths of corpora are the longest."""


def checked(name: str, value: Any, wanted: Any, rules: Mapping[str, Any]) -> Any:
    """The value of the setting `name`, a whole number as one with a point where that is wanted.

    wanted: its type. rules: choices, and lowest and highest number, as `setting` notes them.
    Raises `SettingError`.
    """
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        value = _float(value)
    if type(value) is not wanted:
        raise SettingError(
            f"{name} has the wrong type",
            where=name,
            expected=wanted.__name__,
            received=f"{shorten(repr(value))} ({type(value).__name__})",
        )
    if rules["choices"] is not None and value not in rules["choices"]:
        raise SettingError(
            f"{name} is not one of its choices",
            where=name,
            expected=", ".join(map(str, rules["choices"])),
            received=shorten(repr(value)),
        )
    if wanted is str and not _is_line(value):
        raise SettingError(
            f"{name} is not a line of text",
            where=name,
            expected=f"at most {LONGEST:,} characters, none of them a control character",
            received=shorten(repr(value)),
        )
    if wanted in (int, float):
        low, high = rules["low"], rules["high"]
        below, above = low is not None and value < low, high is not None and value > high
        if below or above or (wanted is float and not math.isfinite(value)):
            raise SettingError(
                f"{name} is out of range",
                where=name,
                expected=interval(low, high),
                received=shorten(repr(value)),
            )
    return value


def _float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:  # out of every range
        return math.inf if value > 0 else -math.inf


def _is_line(text: str) -> bool:
    """Whether the text can stand in addresses, files and names of runs."""
    if len(text) > LONGEST:
        return False
    # What is printable, as most texts are, has no such characters, and is known at once.
    return text.isprintable() or not any(category(mark) in ("Cc", "Cs") for mark in text)


def interval(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"between {low:.10g} and {high:.10g}"
    if low is not None:
        return f"at least {low:.10g}"
    return f"at most {high:.10g}" if high is not None else "a finite number"


def parse_value(text: str, example: Any, where: str) -> Any:
    """The value written as `text`, of the same type as `example`."""
    wanted = type(example)
    try:
        if wanted is bool:
            return {"true": True, "false": False}[text.strip().lower()]
        return wanted(text)
    except (KeyError, ValueError):
        raise SettingError(
            "the value has the wrong type",
            where=where,
            expected="true or false" if wanted is bool else wanted.__name__,
            received=shorten(repr(text)),
        ) from None
