"""Global ids beside those of levels: global = local + labels of all levels above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from hmlc_core.data.formats.harnn.rows import Row
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

Begins = tuple[int | None, ...]
"""Of each level the global id of its first label; None where no line tells."""


def check_ids(rows: Sequence[Row], levels: Sequence[str], problems: Problems) -> Begins:
    """Where levels begin by what most lines say, after reporting lines that say otherwise.

    Lines without global ids say nothing. The order of ids in a line does not matter.
    """
    given = [row for row in rows if row.labels is not None]
    begins = tuple(_most(given, level) for level in range(len(levels)))
    for row in given:
        _check_row(row, begins, levels, problems)
    if given and not problems.errors:
        _check_room(given, begins, levels, problems)
    return begins


def _blocks(row: Row) -> list[list[int]]:
    """The global ids of each level: levels follow one another, so sorting tells them apart."""
    ordered, ends = sorted(row.labels or ()), [0]
    for ids in row.levels:
        ends.append(ends[-1] + len(ids))
    return [ordered[start:end] for start, end in pairwise(ends)]


def _most(rows: Sequence[Row], level: int) -> int | None:
    said: Counter[int] = Counter()
    for row in rows:
        pairs = zip(sorted(row.levels[level]), _blocks(row)[level])
        differences = {whole - local for local, whole in pairs}
        said.update(differences if len(differences) == 1 else ())
    return said.most_common(1)[0][0] if said else None


def _check_row(row: Row, begins: Begins, levels: Sequence[str], problems: Problems) -> None:
    assert row.labels is not None, "only rows with global ids are checked"
    count = sum(map(len, row.levels))
    expected = [
        begin + local
        for begin, ids in zip(begins, row.levels)
        if begin is not None
        for local in sorted(ids)
    ]
    if len(row.labels) != count:
        problems.error(
            "the line has more or fewer global ids than ids of levels",
            row.file,
            row.line,
            expected=f"{count:,} in labels",
            found=f"{len(row.labels):,}",
        )
    elif sorted(expected) != sorted(row.labels):
        known = len(expected) == count
        wrong = [
            shorten(level)
            for level, begin, ids, block in zip(levels, begins, row.levels, _blocks(row))
            if begin is not None and sorted(begin + local for local in ids) != block
        ]
        problems.error(
            "the global ids do not fit those of the levels",
            row.file,
            row.line,
            expected=f"labels {shorten(expected)}, from {', '.join(wrong)}, as most lines have them"
            if known
            else "one and the same number added to all ids of a level",
            found=shorten(list(row.labels)),
            remedy="Correct one of them, or leave labels out: they are then counted.",
        )


def _check_room(
    rows: Sequence[Row], begins: Begins, levels: Sequence[str], problems: Problems
) -> None:
    """Report a first level that does not begin at 0, or one that begins before those above end."""
    end, holder = 0, rows[0]
    for level, begin in enumerate(begins):
        if begin is not None and (begin < end or (level == 0 and begin > 0)):
            problems.error(
                "the levels do not follow one another in the global ids",
                holder.file,
                holder.line,
                expected=f"ids of {shorten(levels[level])} from {end:,} on",
                found=f"from {begin:,} on",
            )
            return
        largest = max(rows, key=lambda row: max(row.levels[level], default=-1))
        if largest.levels[level]:
            start = end if begin is None else begin
            end, holder = start + max(largest.levels[level]) + 1, largest
