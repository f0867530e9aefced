"""Section: a frozen group of settings that checks itself, explains itself and round-trips JSON.

A subclass is a frozen, keyword-only dataclass whose fields are made with `setting()`. The
field's metadata is the only description there is: forms, `--help`, messages and validation
all read it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Self

from hmlc_core.errors import SettingError, shorten
from hmlc_core.experiment.value import checked, parse_value


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
        kept = checked(item.name, value, type(item.default), item.metadata)
        if kept is not value:
            object.__setattr__(self, item.name, kept)

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
