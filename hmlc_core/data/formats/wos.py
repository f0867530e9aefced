"""Web of Science as its authors publish it (Kowsari et al., HDLTex): files whose lines belong
together.

`X.txt` holds a text a line, `YL1.txt` the number of its domain, `YL2.txt` the number of its area
within that domain; `Y.txt`, which numbers areas through all domains, repeats both and is only
checked. Labels are called `domain 2` and `area 2.7`.
"""

from __future__ import annotations

import re
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.nearest import file_named
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.labels import ROOT
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

title = "a folder with X.txt, YL1.txt and YL2.txt (Web of Science)"
folders = True

TEXTS, DOMAINS, AREAS, WHOLE = "X.txt", "YL1.txt", "YL2.txt", "Y.txt"
needs = tuple(file_named(name, re.escape(name)) for name in (TEXTS, DOMAINS, AREAS))


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    return name in (TEXTS, DOMAINS, AREAS, WHOLE)


def recognises(path: Path) -> bool:
    """Whether `path` has texts and the numbers of their domains."""
    return all((path / name).is_file() for name in (TEXTS, DOMAINS))


def summary(path: Path) -> Summary:
    """Nothing: lines are only counted by reading them."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    if not (path / AREAS).is_file():
        problems.error(f"{AREAS} is missing", path, expected=f"{TEXTS}, {DOMAINS} and {AREAS}")
        return None
    texts = dict(lines(path / TEXTS, problems))
    domains, areas = (_numbers(path / name, problems) for name in (DOMAINS, AREAS))
    if problems.errors:
        return None
    for name, numbers in ((DOMAINS, domains), (AREAS, areas)):
        if unlike := sorted(texts.keys() ^ numbers.keys()):
            line = unlike[0]
            lacking, having = (name, TEXTS) if line in texts else (TEXTS, name)
            problems.error(
                f"there is no such line, but {having} has it",
                path / lacking,
                line,
                expected="a number for each text",
                found=f"{len(texts):,} in {TEXTS}, {len(numbers):,} in {name}",
            )
    if problems.errors:
        return None
    if (path / WHOLE).is_file():
        _check_whole(path / WHOLE, domains, areas, problems)
    problems.assume("YL1 numbers domains, YL2 the areas of each: area 2.7 stands below domain 2.")
    records = [
        Record(
            f"line {line}",
            text.strip(),
            (f"domain {domains[line]}", f"area {domains[line]}.{areas[line]}"),
            path / TEXTS,
            line,
        )
        for line, text in texts.items()
    ]
    pairs = sorted({(domains[line], areas[line]) for line in texts})
    edges: Edges = {(ROOT, f"domain {domain}"): 0 for domain, _ in pairs}
    edges |= {(f"domain {domain}", f"area {domain}.{area}"): 0 for domain, area in pairs}
    given = Hierarchy(path / DOMAINS, edges)
    return assemble(path.name, path.name, {"train": records}, given, problems)


def _numbers(file: Path, problems: Problems) -> dict[int, int]:
    """Line -> the whole number on it; what is none is reported."""
    found: dict[int, int] = {}
    for line, text in lines(file, problems):
        written = text.strip()
        if written.isascii() and written.isdecimal() and len(written) < 10:
            found[line] = int(written)
        else:
            problems.error(
                "not a number of a label",
                file,
                line,
                expected="a whole number",
                found=shorten(repr(text)),
            )
    return found


def _check_whole(
    file: Path, domains: dict[int, int], areas: dict[int, int], problems: Problems
) -> None:
    """Note lines that give an area another number than the lines before."""
    known: dict[tuple[int, int], int] = {}
    for line, number in _numbers(file, problems).items():
        if line not in areas:
            problems.tally("the line has no text in X.txt", file, line)
        elif known.setdefault((domains[line], areas[line]), number) != number:
            problems.tally("the number is another one than YL1 and YL2 have had", file, line)
