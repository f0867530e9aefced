"""Which of the two columns of edges holds the parents: what their names say, what edges suggest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from hmlc_core.data.formats.names import one_form
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems

_COMMENT = "#"
"""May stand before the names of columns."""

_KIND = "(?:[ _-]?(?:id|node|name|label|word|class|category))?"
"""What may stand behind the part that a column plays: `parent_id`, `childId`."""
_PARENTS = re.compile(f"(?:parent|source|from|ancestor|hypernym|broader|super){_KIND}|id2")
_CHILDREN = re.compile(f"(?:child|target|to|descendant|hyponym|narrower|sub){_KIND}|id1")
_ITEMS = re.compile(f"(?:id|node|name|word|label|class|category|concept){_KIND}")
"""What the other column may be called where one is called a parent or a child."""

MANY_PARENTS, FEW_SINKS = 1 / 2, 1 / 4
"""Beyond which share of labels with several parents, and up to which share of labels without a
child, a file is suspected of having the child first: in a closure that is upside down nearly all
labels have several parents, and only the topmost has no child."""


def named_direction(cells: Sequence[str]) -> bool | None:
    """Whether these names of columns have the parent first; None where they name none."""
    if len(cells) not in (2, 3):
        return None
    first, second = map(_column_name, cells[:2])
    for upper, lower, downward in ((first, second, True), (second, first, False)):
        above, below = _PARENTS.fullmatch(upper), _CHILDREN.fullmatch(lower)
        if ((above or _ITEMS.fullmatch(upper)) and below) or (above and _ITEMS.fullmatch(lower)):
            return downward
    return None


def edge_columns(names: Sequence[str]) -> tuple[str, str] | None:
    """The columns of a parent and a child among many, or None."""
    called = [(name, _column_name(name)) for name in names]
    above = next((name for name, plain in called if _PARENTS.fullmatch(plain)), None)
    for kind in (_CHILDREN, _ITEMS):
        below = next((name for name, plain in called if kind.fullmatch(plain)), None)
        if above is not None and below is not None:
            return above, below
    return None


def _column_name(cell: str) -> str:
    return one_form(cell).lstrip(f"{_COMMENT} ").casefold()


def note_suspect(edges: Iterable[tuple[str, str]], path: Path, problems: Problems) -> None:
    """Note a file that looks as if the child stood first; `ROOT` in it says that it does not."""
    pairs = list(edges)
    if any(parent == ROOT for parent, _ in pairs):
        return
    parents = Counter(child for _, child in pairs)
    sources = {parent for parent, _ in pairs} - set(parents)
    sinks = set(parents) - {parent for parent, _ in pairs}
    several, labels = sum(count > 1 for count in parents.values()), len(parents) + len(sources)
    if (
        several > MANY_PARENTS * len(parents)
        and len(sinks) <= FEW_SINKS * labels
        and len(sinks) < len(sources)
    ):
        problems.note(
            f"perhaps the child stands first: of {len(parents):,} labels with a parent {several:,} "
            f"have several, and {len(sinks):,} of {labels:,} labels "
            f"{'has' if len(sinks) == 1 else 'have'} no child. If so, say --child-first, or let "
            "the first line name the columns: child, parent",
            path,
        )
