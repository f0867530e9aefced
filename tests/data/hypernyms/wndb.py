"""A small WordNet, written in the format of its database files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

LICENCE = "  1 This software is a test.  \n  2 WordNet 9.1 Copyright of nobody.  \n"

SYNSETS: dict[str, tuple[str, str]] = {
    # key: (words, keys of hypernyms); a key with ! is that of an instance's class
    "entity": ("entity", ""),
    "animal": ("animal beast", "entity"),
    "vertebrate": ("vertebrate", "animal"),
    "mammal": ("mammal", "vertebrate"),
    "carnivore": ("carnivore", "mammal"),
    "tooth": ("canine eyetooth", "entity"),
    "canine": ("canine canid", "carnivore"),
    "dog": ("dog domestic_dog", "canine"),
    "feline": ("feline felid", "carnivore"),
    "cat": ("cat", "feline"),
    "vehicle": ("vehicle", "entity"),
    "tracked": ("tracked_vehicle", "vehicle"),
    "caterpillar": ("Caterpillar cat", "tracked"),
    "motor": ("motor_vehicle", "vehicle"),
    "car": ("car auto", "motor"),
    "slope": ("slope", "entity"),
    "shore": ("bank", "slope"),
    "institution": ("institution", "entity"),
    "financial": ("financial_institution", "institution"),
    "bank": ("bank depository", "financial"),
    "company": ("company", "institution"),
    "commerce": ("commerce", "entity"),
    "trade": ("trade", "commerce"),
    "lipid": ("lipid", "entity"),
    "oil": ("oil", "lipid"),
    "currency": ("currency", "entity"),
    "medium": ("money", "entity"),
    "money": ("money", "currency"),
    "charge": ("charge", "entity"),
    "pace": ("rate", "entity"),
    "rate": ("rate", "charge"),
    "value": ("value", "entity"),
    "price": ("price", "value"),
    "vote": ("vote", "entity"),
    "election": ("election", "vote"),
    "city": ("city", "entity"),
    "paris": ("Paris", "city!"),
}

SENSES: dict[str, str] = {
    "canine": "tooth canine",
    "cat": "cat caterpillar",
    "bank": "shore bank",
    "money": "medium money",
    "rate": "pace rate",
}
"""Word -> its senses, the most frequent first, where there are several."""


def nouns(
    synsets: dict[str, tuple[str, str]] = SYNSETS, senses: dict[str, str] = SENSES
) -> tuple[str, str]:
    """The texts of `index.noun` and `data.noun`."""
    offsets = {key: f"{1740 + 100 * row:08d}" for row, key in enumerate(synsets)}
    lines = [_synset(offsets, key, *synset) for key, synset in synsets.items()]
    known: dict[str, Sequence[str]] = {}
    for key, (words, _) in synsets.items():
        for word in words.lower().split():
            known[word] = senses[word].split() if word in senses else [key]
    index = [
        f"{word} n {len(keys)} 2 @ ~ {len(keys)} 0 {' '.join(offsets[key] for key in keys)}  \n"
        for word, keys in sorted(known.items())
    ]
    return LICENCE + "".join(index), LICENCE + "".join(lines)


def _synset(offsets: dict[str, str], key: str, words: str, hypernyms: str) -> str:
    written = " ".join(f"{word} 0" for word in words.split())
    pointers = ["%p 00000000 n 0000", "+ 00000000 v 0101"]  # those that are not followed
    for above in hypernyms.split():
        kind = "@i" if above.endswith("!") else "@"
        pointers.append(f"{kind} {offsets[above.removesuffix('!')]} n 0000")
    count = f"{len(words.split()):02x} {written} {len(pointers):03d} {' '.join(pointers)}"
    return f'{offsets[key]} 03 n {count} | what a {key} is; "it | is"  \n'


def write(folder: Path, index: str | None = None, data: str | None = None) -> Path:
    """A folder with `dict/`; either file can be given instead."""
    whole = nouns()
    inside = folder / "dict"
    inside.mkdir(parents=True)
    (inside / "index.noun").write_text(whole[0] if index is None else index, encoding="utf-8")
    (inside / "data.noun").write_text(whole[1] if data is None else data, encoding="utf-8")
    return folder
