"""Templates, and how they write values: everything that comes from outside is text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from hmlc_core import __version__
from hmlc_core.errors import shorten, visible
from hmlc_core.shipped import ASSETS

FOLDER = ASSETS / "site"

_STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the rows.

    caption: what it is. rows: as long as `head`. marked: numbers of rows that stand out. texts:
    whether cells are words and not numbers.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    marked: Sequence[int] = ()
    texts: bool = False


def render(name: str, values: Mapping[str, Any]) -> str:
    """The page that a template makes of values; labels, words and names in them are inert."""
    return _environment().get_template(name).render(values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,  # whatever the file is called
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"short": short, "strong": strong, "paragraphs": paragraphs}
    made.globals["version"] = __version__
    made.globals["style"] = Markup((FOLDER / "site.css").read_text("utf-8"))
    return made


def short(text: object, limit: int = 60) -> str:
    """Foreign text on one line, at most `limit` characters, with nothing invisible in it."""
    return visible(shorten(text, limit))


def strong(text: str) -> Markup:
    """A sentence in which **words** are to stand out."""
    return Markup(_STRONG.sub(r"<strong>\1</strong>", str(escape(text))))


def paragraphs(text: str) -> list[str]:
    """A text as its author parted it."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
