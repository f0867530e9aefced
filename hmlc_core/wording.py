"""Numbers and names as people read them."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 run, 2 runs, 1,000 runs. plural: where an s is not enough."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def titled(title: str, name: str) -> str:
    """What a newcomer understands, and behind it the name that recipes and commands have."""
    return title if title == name else f"{title} · {name}"
