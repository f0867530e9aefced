"""Numbers and names as people read them."""

from __future__ import annotations

import difflib
from collections.abc import Collection

COMPARED = 2_000
"""Names that are compared with one that is misspelt; each comparison takes a while."""

NEAR = 0.7
"""Share of two names' letters that must agree: bnak (.75) means bank, notaword (.67) not noor."""

SCORING = "scoring"
"""What a run is at when no step of training is left."""

EARLY = "ended early, as its scores got no better"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 run, 2 runs, 1,000 runs. plural: where an s is not enough."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def there_are(number: int, noun: str) -> str:
    """A number with its noun and what it does: 1 run is, 2 runs are."""
    return f"{counted(number, noun)} {'is' if number == 1 else 'are'}"


def epochs(number: float) -> str:
    """How many epochs a run has seen, to three digits: 1 epoch, 6.47 epochs."""
    shown = f"{number:,.0f}" if number >= 1000 else f"{number:.3g}"
    return f"{shown} epoch{'' if shown == '1' else 's'}"


def signed(number: float, digits: int) -> str:
    """A number with its sign, the minus as it is set in print: +1.25, −0.50."""
    return f"{number:+.{digits}f}".replace("-", "−")


def titled(title: str, name: str) -> str:
    """What a newcomer understands, and behind it the name that recipes and commands have."""
    return title if title == name else f"{title} · {name}"


def sized(count: int) -> str:
    """Bytes as people read them, to two digits: 0.3 MB, 35 MB, 1.2 GB."""
    unit, value = ("GB", count / 1e9) if count >= 1e9 else ("MB", count / 1e6)
    if value >= 10:
        return f"{float(f'{value:.2g}'):,.0f} {unit}"
    return f"{value:.1f} {unit}" if value >= 0.1 else f"under 0.1 {unit}"


def spelt_like(name: str, names: Collection[str], count: int = 3) -> list[str]:
    """The names that are spelt most like one that is not among them; of very many only those that
    begin alike are looked at."""
    compared = names
    if len(names) > COMPARED:
        compared = [each for each in names if each[:1] == name[:1]][:COMPARED]
    return difflib.get_close_matches(name[:200], compared, n=count, cutoff=NEAR)
