"""Plug-ins: what packages installed beside this one offer, found by entry points.

One that cannot be used is named and left out, and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from hmlc_core.errors import shorten


@dataclass(frozen=True, slots=True)
class Problem:
    """A plug-in that is left out: its name, the package that brings it, and why."""

    name: str
    package: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} of {self.package}: {self.reason}"


@dataclass(frozen=True)
class Found:
    """The plug-ins of a group, in the order of their names.

    loaded: name -> what the entry point names; packages: name -> the package that brings it.
    """

    loaded: Mapping[str, object]
    packages: Mapping[str, str]
    problems: tuple[Problem, ...]


def discover(
    group: str,
    *,
    check: Callable[[str, object], str | None] = lambda name, value: None,
    taken: Container[str] = (),
) -> Found:
    """Load the plug-ins of `group`; never raises because of one of them.

    check: says why something that was loaded under a name cannot be used, or None when it can.
    taken: names that no plug-in may have. Of two plug-ins with one name the first is kept, by
        the name of its package.
    """
    loaded: dict[str, object] = {}
    packages: dict[str, str] = {}
    problems: list[Problem] = []
    for entry in sorted(_entries(group), key=lambda entry: (entry.name, _package(entry))):
        name, package = entry.name, _package(entry)
        if name in taken or name in packages:
            by = packages.get(name, "one of our own")
            problems.append(Problem(name, package, f"the name is taken by {by}"))
            continue
        try:  # somebody else's code, which may raise anything
            value = entry.load()
            reason = check(name, value)
        except (Exception, SystemExit) as error:
            reason = describe(error)
        if reason is None:
            loaded[name], packages[name] = value, package
        else:
            problems.append(Problem(name, package, reason))
    return Found(loaded, packages, tuple(problems))


def describe(error: BaseException) -> str:
    """An exception of somebody else's code, on one line."""
    return shorten(f"{type(error).__name__}: {error}", 160)


def _entries(group: str) -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=group))


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "an unknown package"
