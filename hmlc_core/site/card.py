"""The model card's fields that only its author can fill in (Mitchell et al. 2019, Model Cards for
Model Reporting); what a run knows of itself stands beside them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from hmlc_core.errors import SettingError, shorten

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "summary": "What it is",
        "intended_use": "What it is for",
        "out_of_scope": "What it is not for",
        "limits": "Limits",
        "data": "Where the documents come from",
        "data_licence": "Licence of the documents",
        "licence": "Licence of the model",
        "authors": "Authors",
        "contact": "Contact",
        "citation": "How to cite it",
    }
)
"""Name in the file -> title on the page."""

OF_DOCUMENTS = ("data", "data_licence")
"""Fields about the documents."""

OF_POINTS: Mapping[str, str] = MappingProxyType({"licence": "Licence of the points"})
"""Titles that are others where another program has placed the points."""

LONGEST_FILE, LONGEST = 100_000, 5_000
"""Bytes of a file, and characters of a field."""


def read_card(path: Path) -> dict[str, str]:
    """The fields in a TOML or JSON file; raises `SettingError` saying what cannot be used."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingError(
            "the card cannot be read", where=str(path), received=error.strerror
        ) from error
    if len(content) > LONGEST_FILE:
        raise SettingError(
            "the file is too large for a card",
            where=path.name,
            expected=f"at most {LONGEST_FILE:,} bytes",
            received=f"{len(content):,}",
        )
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of decoding, TOML and JSON
        raise SettingError(
            "the card cannot be read",
            where=path.name,
            expected='TOML such as licence = "CC BY 4.0", or JSON in a file that ends in .json',
            received=shorten(str(error)),
        ) from None
    return checked(found, path.name)


def checked(found: object, where: str) -> dict[str, str]:
    """The fields of a card, if all have a known name and are texts, or lists of texts, which
    become paragraphs."""
    if not isinstance(found, dict):
        raise SettingError(
            "the card is not a table of fields", where=where, received=type(found).__name__
        )
    for name in found:
        if name not in FIELDS:
            raise SettingError(
                "the card has an unknown field",
                where=where,
                expected=", ".join(FIELDS),
                received=shorten(repr(name)),
                remedy="Leave it out, or say the same in one of these.",
            )
    texts = {name: _text(value, f"{where}, {name}") for name, value in found.items()}
    return {name: text for name, text in texts.items() if text}


def _text(value: object, where: str) -> str:
    parts: list[object] = value if isinstance(value, list) else [value]
    wrong = [part for part in parts if not isinstance(part, str)]
    text = "\n\n".join(part for part in parts if isinstance(part, str)).strip()
    if wrong or len(text) > LONGEST:
        raise SettingError(
            "a field of the card is not a text that fits",
            where=where,
            expected=f"a text, or a list of texts, of at most {LONGEST:,} characters in all",
            received=type(wrong[0]).__name__ if wrong else f"{len(text):,} characters",
        )
    return text
