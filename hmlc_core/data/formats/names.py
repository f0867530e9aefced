"""Names of labels in one form, so that two that look alike are one label.

Whoever exports a table twice gets `New York` with a plain blank and with a no-break one, `Café`
with one character for its é and with two, `tree` and `tree ` with a blank that nobody sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from string import whitespace

from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

# Tabs and line breaks are no part of a name: checks report them where they stand.
_BLANKS = re.compile(r"[^\S\t\r\n]+")
# Characters without width or effect on a single name: soft hyphen, zero-width space, word joiner,
# byte-order mark, marks of direction. Joiners (U+200C, U+200D) stay: they change how letters look.
_UNSEEN = str.maketrans(
    "",
    "",
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
    "\u2066\u2067\u2068\u2069\ufeff",
)

_HARDLY = str.maketrans("‘’“”", "''\"\"", "\ufe0e\ufe0f\u200c\u200d")

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Characters that steer machines and that no text needs, other than tabs and line breaks."""

_LONGEST = 80


def one_form(name: str) -> str:
    """The name in Unicode's composed form (NFC) without characters that nobody sees: runs of
    blanks of any kind are one plain blank, and none stands at an end."""
    if not name.isascii():
        name = unicodedata.normalize("NFC", name.translate(_UNSEEN))
    elif name.isprintable() and "  " not in name:  # as nearly all are
        return name.strip(" ")
    return _BLANKS.sub(" ", name).strip(" ")


def trimmed(text: str) -> str:
    """A name as a file writes it, without the plain blanks around it, which separate names;
    other blanks stay for `Changes`, which says what became of them."""
    return text.strip(whitespace) if text.strip() else ""


@dataclass
class Changes:
    """What bringing the names of some files into one form changed; told in one note.

    forms: name as written -> its form. first: where the first stands that differs from its form.
    controlled: names with control characters, which stay, and where each is first.
    """

    forms: dict[str, str] = field(default_factory=dict)
    first: tuple[Path, int] | None = None
    controlled: dict[str, tuple[Path, int]] = field(default_factory=dict)

    def read(self, name: str, file: Path, line: int) -> str:
        """The name in one form, remembered: a parent comes once for each of its children."""
        known = self.forms.get(name)
        if known is not None:
            return known
        form = self.forms[name] = one_form(name)
        if not form.isprintable() and CONTROLS.search(form):
            self.controlled.setdefault(form, (file, line))
        if form != name:
            self.first = self.first or (file, line)
        return form

    def tell(self, problems: Problems) -> None:
        """Note how many names were changed or are odd, the first with its place."""
        if self.controlled:
            name, place = next(iter(self.controlled.items()))
            problems.note(
                f"a label's name has control characters: {written(name)}"
                + _more(len(self.controlled)),
                *place,
            )
        if self.first is None:
            return
        changed = [(name, form) for name, form in self.forms.items() if name != form]
        name, form = changed[0]
        problems.note(
            "a label's name has blanks or characters that nobody sees, or another Unicode form: "
            f"{written(name)} is read as {shorten(repr(form))}" + _more(len(changed)),
            *self.first,
        )


def note_alike(names: Iterable[str], path: Path, problems: Problems) -> None:
    """Note labels that a person would hardly tell apart, such as `Sport` and `sport`."""
    first: dict[str, str] = {}
    pairs = [
        (known, name) for name in names if (known := first.setdefault(_folded(name), name)) != name
    ]
    if pairs:
        known, name = pairs[0]
        more = "" if len(pairs) == 1 else f"; {len(pairs):,} such pairs, this is the first"
        problems.note(
            "labels that differ only in case or in how a character is written are different ones: "
            f"{written(known)} and {written(name)}{more}",
            path,
        )


def _folded(name: str) -> str:
    """A name without what hardly shows: case, kinds of quotes, wide and joined letters, selectors
    and joiners, and how HTML writes a character."""
    plain = name if name.isascii() else unicodedata.normalize("NFKC", name.translate(_HARDLY))
    return unescape(plain).casefold()


def _more(count: int) -> str:
    return "" if count == 1 else f"; {count:,} such names, this is the first"


def written(name: str) -> str:
    """A name as it may be quoted where its ends, its accents and what nobody sees matter."""
    apart = unicodedata.normalize("NFC", name) != name
    quoted = ascii(name) if apart else repr(name)
    return quoted if len(quoted) <= _LONGEST else quoted[: _LONGEST - 1] + "…"
