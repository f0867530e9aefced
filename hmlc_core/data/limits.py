"""What a corpus may have at most: more is refused with a message, before the memory is full.

They stand far above what is published, and are there for files that are damaged or were made to
do harm: a header that claims a million columns, a kilobyte that unpacks to a gigabyte.
"""

from __future__ import annotations

DOCUMENTS = 5_000_000
"""Documents, and rows of a table."""

LABELS = 1_000_000
"""Labels of a corpus."""

LEVELS = 100
"""Levels of a path."""

OF_DOCUMENT = 10_000
"""Labels of a document."""

COLUMNS = 10_000
"""Columns of a table."""

VECTORS, VECTOR_BYTES = 5_000_000, 4 * 2**30
"""Vectors of a file that are kept at once, and the bytes of their coordinates."""

LINE = 64 * 2**20
"""Bytes of a line."""

UNPACKED, RATIO = 64 * 2**20, 100
"""Bytes that a compressed file may unpack to, or so many times its own, if that is more."""

UPLOAD = 2**29
"""Unpacked bytes of an upload."""

MEMBERS = 1_000
"""Files in an archive."""

ERRORS = 100_000
"""Errors after which the rest of a file is not read."""


def unpacked(packed: int) -> int:
    """Bytes to which a file of so many may unpack."""
    return max(UNPACKED, RATIO * packed)
