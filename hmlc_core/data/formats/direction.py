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

_PARENTS = re.compile("parent|source|from|id2|ancestor|hypernym|broader|super(class|category)")
_CHILDREN = re.compile("child|target|to|id1|descendant|hyponym|narrower|sub(class|category)")
_ITEMS = re.compile("id|node|name|word|label|class|category|concept")
"""What the other column may be called where one is called a parent or a child."""
_SUFFIX = re.compile(r"[ _-](?:id|node|name|label|class|category)$")

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


def _column_name(cell: str) -> str:
    return _SUFFIX.sub("", one_form(cell).lstrip(f"{_COMMENT} ").casefold())


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
