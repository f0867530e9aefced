"""Which encoding a file looks like by its first bytes: UTF-8, UTF-16 or UTF-32."""

from __future__ import annotations

import codecs

# UTF-32's little-endian mark begins with UTF-16's.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

FEW_NULS, FEW_SHARE = 4, 0.05
"""Fewer bytes that are 0, or a smaller share of them, are slips in a text of one byte a letter."""

ALIKE = 0.95
"""Share of the bytes that are 0 which stand on the same side of their pair in UTF-16, and of those
on one side in UTF-32 that are 0."""


def marked(head: bytes) -> str | None:
    """The encoding that a byte-order mark names, other than UTF-8."""
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)


def unmarked(head: bytes) -> str | None:
    """`UTF-16` or `UTF-32` where the bytes without a mark look like it: blanks, digits and Latin
    letters have bytes that are 0, always in the same places."""
    nuls = head.count(0)
    if marked(head) or nuls < max(FEW_NULS, FEW_SHARE * len(head)):
        return None
    quarters = [head[place::4].count(0) for place in range(4)]
    if max(quarters[0] + quarters[1], quarters[2] + quarters[3]) >= ALIKE * len(head) / 2:
        return "UTF-32"
    sides = (head[0::2].count(0), head[1::2].count(0))
    return "UTF-16" if max(sides) >= ALIKE * nuls else None
