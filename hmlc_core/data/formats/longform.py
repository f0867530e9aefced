"""Tables in long format: a row for each label of a document, the document repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hmlc_core.data.formats.records import Record
from hmlc_core.data.problems import Problems
from hmlc_core.wording import counted


class Filed(NamedTuple):
    """A record and its split, empty where none is said."""

    record: Record
    split: str


def joined(filed: Sequence[Filed], problems: Problems, *, ids: bool) -> list[Filed]:
    """One record for each document of a table in long format; of other tables the records as they
    are.

    A table with ids is one if a document is repeated with other labels, every time with the same
    id, text and split, in one file; a table without ids if that holds of most of its rows.

    ids: whether documents have ids of their own.
    """
    groups: dict[tuple[str, str, Path], list[Filed]] = {}
    for item in filed:
        # Rows whose text is missing have nothing in common.
        key = item.record.id if ids else item.record.text or item.record.id
        groups.setdefault((key, item.split, item.record.file), []).append(item)
    repeated = [items for items in groups.values() if len(items) > 1]
    spread = [items for items in repeated if _differ(items)]
    if not spread:
        return list(filed)
    rows = sum(map(len, spread))
    if ids and any(len({item.record.text for item in items}) > 1 for items in repeated):
        return list(filed)  # `check_ids` reports them
    if not ids and 2 * rows < len(filed):
        problems.note(
            f"each row is read as a document, although {counted(len(spread), 'text')} recur with "
            "other labels; a column id says which rows are one document",
            filed[0].record.file,
        )
        return list(filed)
    same = "id" if ids else "text"
    problems.assume(
        f"Rows with the same {same} are one document with the labels of all: {len(filed):,} rows, "
        f"{counted(len(groups), 'document')}."
    )
    return [_one(items) for items in groups.values()]


def _differ(items: Sequence[Filed]) -> bool:
    return len({item.record.labels for item in items}) > 1


def _one(items: Sequence[Filed]) -> Filed:
    labels = Counter(label for item in items for label in item.record.labels)
    return items[0]._replace(record=items[0].record._replace(labels=tuple(labels)))
