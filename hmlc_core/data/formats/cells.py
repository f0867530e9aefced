r"""The grammar of a cell that holds labels, one for all tables.

A cell is one of:

- nothing: empty, or a missing value as programs spell it (`MISSING`);
- a list in brackets, as JSON, Python, NumPy or PostgreSQL write it: `["a", "b"]`, `['a', 'b']`,
  `('a',)`, `{'a', 'b'}`, `['a' 'b']`, `[0 3]`, `[0. 3.]`, `{a,b}`, and without quotes `[a, b]`;
  a list of lists holds paths from general to special;
- names in quotes with commas between them; one such name is a label, whatever it holds;
- plain text, which the separator of its file divides (`separators`).

A cell that begins with a bracket and is no such list is refused, never read as a name.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from hmlc_core.data.formats.fields import spelled
from hmlc_core.data.formats.names import trimmed
from hmlc_core.errors import DataError, shorten

MISSING = frozenset(["", "nan", "NaN", "NAN", "NULL", "null", "None", "<NA>", r"\N"])
"""Spellings of a value that is not there; JSON's null and NaN are others."""

_DOUBTFUL = frozenset(["na", "n/a", "#n/a", "none", "null", "nan", "nil", "-", "--", "?", "."])
"""Names in small letters that may stand for such a value, too, and are names here."""

Item = str | tuple[str, ...]
"""A label by name, or by its path from general to special."""

_CLOSING = {"[": "]", "(": ")", "{": "}"}
_EXPECTED = (
    'a list such as ["a", "b"] or [a, b], or names with a separator between them that do not '
    "begin with a bracket"
)
_REMEDY = (
    "Write labels as JSON lists, or say what separates them with --sep "
    "(--sep none: a cell is one label)."
)
_STRING = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_NOTHING = r"None|nan|NaN|NULL|null|<NA>"
_CORE = rf"[uU]?{_STRING}|{_NUMBER}|{_NOTHING}"
_TOKEN = re.compile(rf"(?:np\.\w+\(({_CORE})\)|({_CORE}))", re.DOTALL)
_GROUP = re.compile(rf"""\[((?:{_STRING}|[^\[\]'"])*)\]""", re.DOTALL)
_GAP = re.compile(r"\s*,\s*|\s+")
_HEX = "[0-9a-fA-F]"
_ESCAPE = re.compile(rf"\\(x{_HEX}{{2}}|u{_HEX}{{4}}|U00(?:0{_HEX}|10){_HEX}{{4}}|.)", re.DOTALL)
_CONSTRUCTOR = re.compile(r"(?:(?:frozen)?set\(|[A-Za-z_][\w.]*\([\[({]).*\)", re.DOTALL)
_BYTES = re.compile(r"[bB]('.*'|\".*\")", re.DOTALL)
"""Python's values that are neither lists nor names: `array([…])`, `b'…'`."""
_WHOLE = re.compile(r"([-+]?\d+)(?:\.0*)?")


class Number(str):
    """A name that is written as a number, without quotes."""

    __slots__ = ()


def missing(value: object) -> bool:
    """Whether a cell holds no value."""
    if isinstance(value, str):
        return value.strip() in MISSING
    return value is None or (isinstance(value, float) and math.isnan(value))


def doubtful(name: str) -> bool:
    """Whether a name may stand for a value that is missing."""
    return name.lower() in _DOUBTFUL


def listlike(name: str) -> bool:
    """Whether a name could be a list, as one that was put into quotes once too often."""
    try:
        return name[:1] == "[" and bool(_list(name))
    except DataError:
        return False


def name(text: str) -> str:
    """The name without blanks around it; a `Number` where it is written as one."""
    plain = text.strip()
    return Number(plain) if re.fullmatch(_NUMBER, plain) else trimmed(text)


def single(value: object) -> str:
    """A cell that holds one name, as that name, empty where there is none.

    Raises `DataError` for a value that is neither text nor number.
    """
    if missing(value):
        return ""
    infinite = isinstance(value, float) and math.isinf(value)
    if infinite or isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _refusal(value, "a name or a number")
    return name(str(value))


def items(value: object, *, plain_brackets: str = "") -> str | tuple[Item, ...]:
    """Plain text that a separator may divide, empty where there is nothing, or a list.

    plain_brackets: brackets that may begin plain text, too, where the cell is no list.

    Raises `DataError` for a cell that the grammar does not know.
    """
    if isinstance(value, list):
        return tuple(_elements(value))
    if isinstance(value, (bool, dict)):
        raise _refusal(value)
    if missing(value):
        return ""
    text = str(value).strip()
    if text[0] in _CLOSING:
        try:
            return _list(text)
        except DataError:
            if text[0] in plain_brackets:
                return text
            raise
    if text in ("set()", "frozenset()"):
        return ()
    if _CONSTRUCTOR.fullmatch(text) or _BYTES.fullmatch(text):
        raise _refusal(value)
    if text[0] in "'\"":
        quoted = _tokens(text, separators=",")
        if quoted is not None and all(type(item) is str for item in quoted):
            return tuple(quoted)
    return trimmed(str(value))


def restored(names: Iterable[str]) -> dict[str, str]:
    """What became of whole numbers on their way through a column of floats: name -> name.

    Empty unless every name of the column is a whole number, and one is written as "3.0".
    """
    found: dict[str, str] = {}
    for item in names:
        match = _WHOLE.fullmatch(item) if isinstance(item, Number) else None
        if match is None:
            return {}
        found[item] = match[1]
    return found if any("." in item for item in found) else {}


def _list(text: str) -> tuple[Item, ...]:
    if text[0] == "[":
        try:
            return tuple(
                _elements(
                    json.loads(text, parse_int=Number, parse_float=Number, parse_constant=_constant)
                )
            )
        except (ValueError, RecursionError):
            pass
    if text[-1] != _CLOSING[text[0]]:
        raise _refusal(text)
    inner = text[1:-1].strip()
    if inner.startswith("["):
        return tuple(_groups(text, inner))
    # Without commas only NumPy writes lists, in square brackets.
    listed = _tokens(inner, separators=", " if text[0] == "[" else ",")
    if listed is not None:
        return tuple(listed)
    if text[0] == "(":
        raise _refusal(text)
    return tuple(_bare(text, inner))


def _elements(values: list[Any]) -> Iterator[Item]:
    """Items of a list that JSON has read; values that are not there are left out."""
    for value in values:
        if isinstance(value, list):
            path = tuple(filter(None, map(_element, value)))
            if path:
                yield path
        elif element := _element(value):
            yield element


def _element(value: object) -> str:
    """A name in a list; what stands in quotes is a name even where it reads like no value, and
    blanks at its ends are its own, which `Changes` takes away and tells."""
    if type(value) is str:
        return value if value.strip() else ""
    return Number(value) if isinstance(value, Number) else single(value)


def _tokens(inner: str, *, separators: str) -> list[str] | None:
    """Quoted names, numbers and values that are missing, or None where anything else stands.

    separators: what may stand between them; a list that has both commas and blanks alone is none.
    """
    found: list[str] = []
    gaps: set[str] = set()
    place = 0
    while place < len(inner):
        token = _TOKEN.match(inner, place)
        if token is None:
            return None
        core = token[1] or token[2]
        if core[-1] in "'\"":
            found.append(_unquoted(core))
        elif not missing(core):
            found.append(Number(core))
        place = token.end()
        gap = _GAP.match(inner, place)
        if gap is None and place < len(inner):
            return None
        if gap is not None:
            gaps.add(gap[0].strip() or " ")
            place = gap.end()
    one = len(gaps) < 2 and gaps <= set(separators)
    return [item for item in found if item] if one else None


def _groups(text: str, inner: str) -> Iterator[Item]:
    """Paths: lists of quoted names in a list, with commas or blanks between them."""
    place = 0
    while place < len(inner):
        group = _GROUP.match(inner, place)
        path = None if group is None else _tokens(group[1].strip(), separators=", ")
        if group is None or path is None:
            raise _refusal(text)
        if path:
            yield tuple(path)
        gap = _GAP.match(inner, group.end())
        place = group.end() if gap is None else gap.end()


def _bare(text: str, inner: str) -> Iterator[str]:
    """Names without quotes, with commas between them."""
    if "..." in inner:
        raise _refusal(text, "a whole list; this one was shortened when it was written")
    for part in inner.split(","):
        element = name(part)
        balanced = all(element.count(mark) == element.count(end) for mark, end in _CLOSING.items())
        quoted = element.startswith(("'", '"')) or _BYTES.fullmatch(element)
        if quoted or not balanced or set(element) & set("|;:{}[]\n\t"):
            raise _refusal(text)
        if not missing(element):
            yield element


def _unquoted(token: str) -> str:
    body = token[token.index(token[-1]) + 1 : -1]
    return trimmed(_ESCAPE.sub(lambda match: _escaped(match[1]), body))


def _escaped(code: str) -> str:
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "\n": ""}.get(code, code)


def _constant(spelling: str) -> None:
    if spelling != "NaN":
        raise _refusal(spelling)


def _refusal(value: object, expected: str = _EXPECTED) -> DataError:
    found = shorten(value) if isinstance(value, str) else spelled(value)
    return DataError("not labels", expected=expected, received=found, remedy=_REMEDY)
