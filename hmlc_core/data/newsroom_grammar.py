"""Sentences with slots: the small grammar in which the newsroom corpus is written.

A frame is a sentence with three kinds of marks:

- ``[late|early]`` is one of its alternatives,
- ``{2..9}`` is a whole number of that range, both ends included,
- ``{town}`` is an entry of that list in the lexicon, itself a frame.

A list named in small letters is drawn afresh at every use; one named in CAPITALS is drawn once
per story, so that a person keeps their name. For example, with the lists ``town = Halden |
Brindle`` and ``PLACE = {town}``, the frame ::

    snow closed the [road|pass] to {PLACE} for {2..9} days.

may become "Snow closed the pass to Brindle for 4 days.", and every later ``{PLACE}`` of that
story is Brindle too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_MARK = re.compile(r"[\[\]|]|\{(\w+)\}|\{(\d+)\.\.(\d+)\}")
_FIRST_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry of the list `name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `low` to `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the `options`."""

    options: tuple[Frame, ...]


Part = str | Slot | Number | Choice
Frame = tuple[Part, ...]
Lexicon = Mapping[str, Choice]


def parse(text: str) -> Frame:
    """The frame written as `text`; raises `ValueError` when its marks do not match."""
    unfinished: list[list[list[Part]]] = [[[]]]  # per open bracket its options, the last growing
    position = 0
    for mark in _MARK.finditer(text):
        _add_words(unfinished[-1][-1], text[position : mark.start()])
        position = mark.end()
        slot, low, high = mark.groups()
        if slot:
            unfinished[-1][-1].append(Slot(slot))
        elif low:
            unfinished[-1][-1].append(Number(int(low), int(high)))
        elif mark.group() == "[":
            unfinished.append([[]])
        elif len(unfinished) == 1:
            raise ValueError(f"{mark.group()!r} outside of brackets in {text!r}")
        elif mark.group() == "|":
            unfinished[-1].append([])
        else:
            options = tuple(map(tuple, unfinished.pop()))
            unfinished[-1][-1].append(Choice(options))
    _add_words(unfinished[-1][-1], text[position:])
    if len(unfinished) > 1:
        raise ValueError(f"'[' is never closed in {text!r}")
    return tuple(unfinished[0][0])


def _add_words(frame: list[Part], words: str) -> None:
    if "{" in words or "}" in words:
        raise ValueError(f"not a slot: {words!r}")
    if words:
        frame.append(words)


def slots(frame: Frame) -> Iterator[str]:
    """The names of all lists that the frame may draw from."""
    for part in frame:
        if isinstance(part, Slot):
            yield part.name
        elif isinstance(part, Choice):
            for option in part.options:
                yield from slots(option)


def read_lexicon(lines: Iterable[str]) -> dict[str, Choice]:
    """Lists written as ``name = entry | entry``; a line with a ``|`` in front goes on."""
    lists = " ".join(lines)
    pieces = re.split(r"(?:^| )(\w+) = ", lists)[1:]
    return {
        name: Choice(tuple(parse(entry.strip()) for entry in entries.split(" | ")))
        for name, entries in zip(pieces[::2], pieces[1::2])
    }


class Chance:
    """Draws from a generator, buffered: one draw from numpy costs as much as a sentence."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._numbers: Iterator[float] = chain.from_iterable(
            rng.random(4096).tolist() for _ in count()
        )

    def happens(self, probability: float) -> bool:
        return next(self._numbers) < probability

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit − 1."""
        return int(next(self._numbers) * limit)

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def sample(self, items: Sequence[T], size: int) -> list[T]:
        """`size` different items in random order, or all of them when there are fewer."""
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in range(min(size, len(rest)))]


class Story:
    """Writes frames about one set of people and places.

    cast: what each name in CAPITALS stands for in this story; grows while frames are written,
    and may be told beforehand.
    """

    def __init__(self, lexicon: Lexicon, chance: Chance) -> None:
        self._lexicon, self._chance = lexicon, chance
        self.cast: dict[str, str] = {}

    def write(self, frame: Frame) -> str:
        """The frame with every mark replaced."""
        return "".join([part if isinstance(part, str) else self._fill(part) for part in frame])

    def _fill(self, part: Slot | Number | Choice) -> str:
        if isinstance(part, Number):
            return str(part.low + self._chance.below(part.high - part.low + 1))
        if isinstance(part, Choice):
            return self.write(self._chance.pick(part.options))
        if part.name.islower():
            return self._fill(self._lexicon[part.name])
        while part.name not in self.cast:  # nobody plays two parts
            entry = self._fill(self._lexicon[part.name])
            if entry not in self.cast.values():
                self.cast[part.name] = entry
        return self.cast[part.name]


def capitalise(text: str) -> str:
    """The text with its first letter in upper case, even behind a quotation mark."""
    return _FIRST_LETTER.sub(lambda letter: letter.group().upper(), text, count=1)
