"""Errors that a person reads: what, where, expected, received, and what to do.

Every error the core raises on purpose derives from `HyperlabelError`; anything else
that escapes is a defect. Pages and the command line show `str(error)` and nothing more.
"""

from __future__ import annotations

import re
from pathlib import Path

from hmlc_core.masking import masked

_LONGEST_PATH = 4096  # that Linux takes: PATH_MAX
_BREAKING = re.compile(r"[^\S\u00a0\u2007\u202f]+")


class HyperlabelError(Exception):
    """A problem with a clear message, in which no address shows its password.

    Parameters
    ----------
    what: what is wrong, as a sentence without a full stop.
    where: file, line, field or parameter concerned.
    expected, received: what would have been right, and what was found.
    remedy: what the reader can do about it.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        expected: str | None = None,
        received: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.what, self.where = _shown(what), where and _shown(where)
        self.expected = expected and _shown(expected)
        self.received, self.remedy = received and _shown(received), remedy and _shown(remedy)
        super().__init__(self._message())

    def _message(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        contrast = [
            f"{word} {text}"
            for word, text in (("expected", self.expected), ("found", self.received))
            if text
        ]
        parts = [head + (f" ({'; '.join(contrast)})" if contrast else "")]
        if self.remedy:
            parts.append(self.remedy)
        return ". ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders on a cluster; keyword-only arguments need help there.
        return (_rebuild, (type(self), self.__dict__ | {"args": self.args}))


def _shown(text: str) -> str:
    return visible(masked(text))


def visible(text: str) -> str:
    """The text with characters that nobody sees written out, as Python does: no-break blanks,
    marks without width, control characters, and half characters, which no stream takes."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter in "\t\n" else ascii(letter)[1:-1]
        for letter in text
    )


def whole(text: str) -> str:
    """The text with half characters, which names of files may have and no file can hold, written
    out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _rebuild(kind: type[HyperlabelError], state: dict[str, object]) -> HyperlabelError:
    error = kind.__new__(kind)
    Exception.__init__(error, *state.pop("args"))  # type: ignore[misc]
    error.__dict__.update(state)
    return error


class SettingError(HyperlabelError):
    """An experiment's field has a value it cannot have; `where` is the dotted field path."""


class DataError(HyperlabelError):
    """A corpus, hierarchy or edge file cannot be used; `where` names file and line."""


class StoreError(HyperlabelError):
    """The run store cannot do what was asked (missing run, locked, full, from the future)."""


class ReadOnlyError(HyperlabelError):
    """HMLC_READ_ONLY is set, and what was asked would change something."""


class TrainingError(HyperlabelError):
    """Training cannot go on (non-finite parameter, nothing to learn from)."""


def at(path: str | Path, line: int | None = None, unit: str = "line") -> str:
    """`where` for a place in a file: the file's name, and the line when there is one; unit: what
    is counted in place of lines."""
    return f"{Path(path).name}, {unit} {line}" if line is not None else Path(path).name


def shorten(value: object, limit: int = 80) -> str:
    """A value as it may be quoted in a message: one line, at most `limit` characters.

    No-break blanks stay, for messages show them.
    """
    text = " ".join(_BREAKING.split(masked(str(value)))).strip(" ")  # whole, or no mask fits
    return text if len(text) <= limit else text[: limit - 1] + "…"


def on_one_line(path: str | Path) -> str:
    """A path as it may be quoted in a message: on one line and whole, since half a path leads
    nowhere."""
    return shorten(path, _LONGEST_PATH)
