"""Problem and Problems: everything wrong with a file, collected before anything is said.

Readers report to a `Problems`; loading then raises the first error, and `check` shows all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from hmlc_core.data.paths import there
from hmlc_core.errors import DataError, at, shorten, visible
from hmlc_core.shipped import argument, program
from hmlc_core.wording import counted

SHOWN = 200
"""Problems of each severity that are kept; the rest are only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong (error) or worth knowing (note), and where it stands.

    unit: what `line` counts: "line", or "item" where all documents stand on one line.
    """

    file: str
    line: int | None
    what: str
    unit: str = "line"
    expected: str | None = None
    found: str | None = None
    remedy: str | None = None
    severity: str = "error"

    @property
    def where(self) -> str:
        return at(self.file, self.line, self.unit)

    def __str__(self) -> str:
        error = DataError(
            self.what,
            where=self.where,
            expected=self.expected,
            received=self.found,
            remedy=self.remedy,
        )
        return str(error)


@dataclass
class Problems:
    """Collects problems while a corpus is read.

    errors, notes: how many there were of each; `shown` holds the first `SHOWN` of both.
    assumed: what the files do not say themselves and was found out or chosen, in sentences.
    """

    errors: int = 0
    notes: int = 0
    shown: list[Problem] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    _items: set[str] = field(default_factory=set)
    _wrong: set[str] = field(default_factory=set)
    _tallies: dict[str, Tally] = field(default_factory=dict)
    _repeated: dict[str, Repeated] = field(default_factory=dict)

    def count_items(self, file: Path) -> None:
        """From now on places in this file are told as items and not as lines."""
        self._items.add(file.name)

    def at(self, file: Path, line: int) -> str:
        """A place as messages tell it."""
        return at(file, line, self._unit(file))

    def wrong(self, file: Path) -> bool:
        """Whether an error was reported in this file."""
        return file.name in self._wrong

    def _unit(self, file: str | Path) -> str:
        return "item" if _name_of(file) in self._items else "line"

    def error(
        self,
        what: str,
        file: str | Path,
        line: int | None = None,
        *,
        expected: str | None = None,
        found: str | None = None,
        remedy: str | None = None,
    ) -> None:
        """Something that must be put right before the corpus can be used."""
        self.errors += 1
        self._wrong.add(name := _name_of(file))
        if self.errors <= SHOWN:
            self.shown.append(
                Problem(
                    file=name,
                    line=line,
                    what=what,
                    unit=self._unit(file),
                    expected=expected,
                    found=found and visible(found),
                    remedy=remedy,
                )
            )

    def repeated_error(
        self,
        what: str,
        file: str | Path,
        line: int | None = None,
        *,
        expected: str | None = None,
        found: str | None = None,
        remedy: str | None = None,
    ) -> None:
        """An error that may apply to thousands of lines of a file, and is mended in one go: told
        once, at its first place, with how often it applies."""
        key = f"{_name_of(file)}: {what}"
        if key not in self._repeated:
            self._repeated[key] = Repeated(min(self.errors, SHOWN) + min(self.notes, SHOWN))
            self.error(what, file, line, expected=expected, found=found, remedy=remedy)
            return
        known = self._repeated[key]
        known.count += 1
        if known.place < len(self.shown):
            times = f"; {known.count:,} such {self._unit(file)}s, this is the first"
            self.shown[known.place] = replace(self.shown[known.place], what=what + times)

    def note(
        self, what: str, file: str | Path, line: int | None = None, *, found: str | None = None
    ) -> None:
        """Something unusual that does no harm."""
        self.notes += 1
        if self.notes <= SHOWN:
            name = _name_of(file)
            unit = self._unit(file)
            self.shown.append(
                Problem(
                    file=name,
                    line=line,
                    what=what,
                    unit=unit,
                    found=found and visible(found),
                    severity="note",
                )
            )

    def assume(self, sentence: str) -> None:
        """How a file is read that could be read otherwise, too; told once."""
        if (shown := visible(sentence)) not in self.assumed:
            self.assumed.append(shown)

    def tally(
        self, what: str, file: str | Path, line: int | None = None, *, name: str | None = None
    ) -> None:
        """A note that may apply to thousands of lines: counted, told once, at its first place, with
        the name that stands there."""
        if what in self._tallies:
            self._tallies[what].count += 1
        else:
            found = None if name is None else shorten(repr(name))
            self._tallies[what] = Tally(str(file), line, found)

    def close_tallies(self) -> None:
        """Turn the counted notes into notes; called once by each reader at its end."""
        for what, tally in self._tallies.items():
            such = f"such {self._unit(tally.file)}s"
            times = "" if tally.count == 1 else f"; {tally.count:,} {such}, this is the first"
            self.note(what + times, tally.file, tally.line, found=tally.found)
        self._tallies.clear()

    def sentences(self) -> tuple[str, ...]:
        """The notes as a corpus carries them."""
        texts = [str(problem) for problem in self.shown if problem.severity == "note"]
        more = self.notes - len(texts)
        return (*texts, f"And {counted(more, 'more note')}.") if more else tuple(texts)

    def raise_first(self, path: Path | None = None) -> None:
        """Raise `InvalidData` for the first error, if there is one.

        path: what a person can check to see all errors.
        """
        if self.errors:
            raise InvalidData(self, path)


class InvalidData(DataError):
    """Data with errors: the message tells the first and where the next are.

    problems: the first errors and notes, for a page that shows them all.
    """

    def __init__(self, problems: Problems, path: Path | None) -> None:
        first, *others = (item for item in problems.shown if item.severity == "error")
        self.problems = tuple(problems.shown)
        folder = f"{path.name}, " if path is not None and there(path) and path.is_dir() else ""
        super().__init__(
            first.what,
            where=folder + first.where,
            expected=first.expected,
            received=first.found,
            remedy=" ".join(filter(None, [first.remedy, *_others(others, problems.errors, path)])),
        )


def _others(others: list[Problem], errors: int, path: Path | None) -> Iterator[str]:
    for problem in others[:3]:
        found = f" (found {problem.found})" if problem.found else ""
        yield f"Also {problem.where}: {problem.what}{found}."
    if more := errors - 1 - len(others[:3]):
        see = f"; run `{program()} data check {argument(path)}` to see all" if path else ""
        yield f"And {more:,} more{see}."


@dataclass
class Tally:
    """How often a repeated note applied, and where first, and to what."""

    file: str
    line: int | None
    found: str | None
    count: int = 1


@dataclass
class Repeated:
    """Where among the problems shown an error stands, and how often it applied."""

    place: int
    count: int = 1


def _name_of(file: str | Path) -> str:
    """A path made anew for each of a million lines would cost more than reading them."""
    return file.name if isinstance(file, Path) else Path(file).name
