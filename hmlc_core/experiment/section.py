"""Section: a frozen group of settings that checks itself, explains itself and round-trips JSON.

A subclass is a frozen, keyword-only dataclass whose fields are made with `setting()`. The
field's metadata is the only description there is: forms, `--help`, messages and validation
all read it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Self
from unicodedata import category

from hmlc_core.errors import SettingError, shorten

LONGEST = 4_096
"""Characters of a text among settings at most; paths of corpora are the longest."""


@dataclass(frozen=True)
class Files:
    """What a text that names a file may name.

    kind: of files, as `hmlc_core.data.offered` knows them. besides: values that are no files.
    """

    kind: str
    besides: tuple[str, ...] = ()


def setting(
    default: Any,
    help: str,
    *,
    choices: Sequence[Any] | None = None,
    low: float | None = None,
    high: float | None = None,
    advanced: bool = False,
    files: Files | None = None,
) -> Any:
    """A field with a default, one sentence of help, and its choices or bounds (inclusive).

    advanced: shown behind an expander in forms.
    files: for a text that names a file. What comes from an address or a form may only be one of
        those that are offered (`hmlc_core.data.offered`); a path is for the terminal.
    """
    metadata = {
        "help": help,
        "choices": choices,
        "low": low,
        "high": high,
        "advanced": advanced,
        "files": files,
    }
    return field(default=default, metadata=metadata)


def section(kind: type[Section], help: str, /, **values: Any) -> Any:
    """A field that is itself a section."""
    return field(default_factory=lambda: kind(**values), metadata={"help": help})


@dataclass(frozen=True, kw_only=True)
class Section:
    """Base of all settings; see the module's text."""

    kinds: ClassVar[Mapping[str, type[Any]]] = {}
    """For a section with alternatives: the value of its `name` field -> its class."""

    def __post_init__(self) -> None:
        for item in fields(self):
            self._check(item, getattr(self, item.name))
        self.check()

    def check(self) -> None:
        """Rules between fields; raise `SettingError` when one is broken."""

    def _check(self, item: Field[Any], value: Any) -> None:
        if item.default is MISSING:  # a nested section
            if not isinstance(value, Section):
                raise SettingError(
                    "not a group of settings", where=item.name, received=shorten(repr(value))
                )
            return
        wanted = type(item.default)
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            object.__setattr__(self, item.name, value := _float(value))
        rules = item.metadata
        if type(value) is not wanted:
            raise SettingError(
                f"{item.name} has the wrong type",
                where=item.name,
                expected=wanted.__name__,
                received=f"{shorten(repr(value))} ({type(value).__name__})",
            )
        if rules["choices"] is not None and value not in rules["choices"]:
            raise SettingError(
                f"{item.name} is not one of its choices",
                where=item.name,
                expected=", ".join(map(str, rules["choices"])),
                received=shorten(repr(value)),
            )
        if wanted is str and not _is_line(value):
            raise SettingError(
                f"{item.name} is not a line of text",
                where=item.name,
                expected=f"at most {LONGEST:,} characters, none of them a control character",
                received=shorten(repr(value)),
            )
        if wanted in (int, float):
            low, high = rules["low"], rules["high"]
            below, above = low is not None and value < low, high is not None and value > high
            if below or above or (wanted is float and not math.isfinite(value)):
                raise SettingError(
                    f"{item.name} is out of range",
                    where=item.name,
                    expected=interval(low, high),
                    received=shorten(repr(value)),
                )

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON-able values, nested like the sections."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], *, where: str = "") -> Self:
        """The section these values describe; unknown keys are refused, missing keys default."""
        if not isinstance(values, Mapping):
            raise SettingError(
                "not a group of settings",
                where=where or "experiment",
                expected="a JSON object",
                received=shorten(repr(values)),
            )
        known = {item.name: item for item in fields(cls)}
        arguments: dict[str, Any] = {}
        for key, value in values.items():
            path = f"{where}.{key}" if where else str(key)
            if key not in known:
                raise SettingError(
                    "unknown setting", where=shorten(path), expected="one of " + ", ".join(known)
                )
            kind = _section_kind(known[key], value, path)
            arguments[key] = kind.from_dict(value, where=path) if kind else value
        try:
            return cls(**arguments)
        except SettingError as error:
            raise _under(error, where) from None

    def assign(self, assignments: Iterable[str]) -> Self:
        """A copy with `field.path=value` assignments applied in order, then validated as a whole.

        Naming an alternative (`model=hidden`) takes that alternative with its defaults.
        """
        values = self.to_dict()
        for assignment in assignments:
            path, sign, text = assignment.partition("=")
            if not sign:
                raise SettingError(
                    "not an assignment",
                    where="--set",
                    expected="field.path=value",
                    received=shorten(assignment),
                )
            inner, name = self._place(values, path)
            if isinstance(inner[name], dict):
                inner[name] = self._alternative(path, text).to_dict()
            else:
                inner[name] = parse_value(text, inner[name], path)
        return type(self).from_dict(values)

    def with_values(self, values: Mapping[str, object]) -> Self:
        """A copy with other values, by dotted path, then validated as a whole."""
        nested = self.to_dict()
        for path, value in values.items():
            inner, name = self._place(nested, path)
            inner[name] = value
        return type(self).from_dict(nested)

    def _place(self, values: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
        """The dictionary within `values` that holds the setting at `path`, and its name there."""
        *parents, name = path.split(".")
        inner: Any = values
        for parent in parents:
            inner = inner.get(parent) if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or name not in inner:
            known = ", ".join(inner if isinstance(inner, dict) else values)
            raise SettingError("unknown setting", where=path, expected=f"one of {known}")
        return inner, name

    def _alternative(self, path: str, name: str) -> Section:
        """The section at `path` as the alternative called `name`, with its defaults."""
        item = next((item for item in fields(self) if item.name == path), None)
        if item is None or not type(getattr(self, path)).kinds:
            raise SettingError(
                "a group of settings, not one value", where=path, remedy=f"Set {path}.<field>."
            )
        kind = _section_kind(item, name, path)
        assert kind is not None  # the field holds a section
        return kind()

    @classmethod
    def settings(cls) -> Iterator[Field[Any]]:
        """The fields that are single values, in order (a form's rows)."""
        for item in fields(cls):
            if item.default is not MISSING:
                yield item

    def described(self) -> Iterator[tuple[str, Field[Any], Any]]:
        """The settings, also in sections inside: dotted path, field, value."""
        for item in fields(self):
            value = getattr(self, item.name)
            if item.default is not MISSING:
                yield item.name, item, value
                continue
            for path, inner, found in value.described():
                yield f"{item.name}.{path}", inner, found

    def named_files(self) -> Iterator[tuple[str, Files, str]]:
        """The settings that name files: dotted path, which, value."""
        for path, item, value in self.described():
            if (files := item.metadata["files"]) is not None:
                yield path, files, value


def _section_kind(item: Field[Any], value: Any, where: str) -> type[Section] | None:
    """The section class that reads `value` for this field; None for a single value."""
    if item.default is not MISSING:
        return None
    default = _default(item)
    base = type(default)
    if not base.kinds:
        return base
    name = value.get("name", vars(default)["name"]) if isinstance(value, Mapping) else value
    if not isinstance(name, str) or name not in base.kinds:
        raise SettingError(
            "unknown kind",
            where=where,
            expected=", ".join(base.kinds),
            received=shorten(repr(name)),
        )
    return base.kinds[name]


@cache  # once for a field: nothing changes a section, and lists of runs read thousands
def _default(item: Field[Any]) -> Section:
    """The section that a field holds unless another is given."""
    assert item.default_factory is not MISSING  # made by section()
    made: Section = item.default_factory()
    return made


def _under(error: SettingError, where: str) -> SettingError:
    if not where:
        return error
    return SettingError(
        error.what,
        where=f"{where}.{error.where}" if error.where else where,
        expected=error.expected,
        received=error.received,
        remedy=error.remedy,
    )


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
