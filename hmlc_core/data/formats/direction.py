"""Which of the two columns of edges holds the parents: what their names say, what edges and the
labels of documents suggest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from hmlc_core.data.formats.names import one_form
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.wording import counted

_COMMENT = "#"
"""May stand before the names of columns."""

_KIND = "(?:[ _-]?(?:id|node|name|label|word|class|category))?"
"""What may stand behind the part that a column plays: `parent_id`, `childId`."""
_PARENTS = re.compile(f"(?:parent|source|from|ancestor|hypernym|broader|super){_KIND}|id2")
_CHILDREN = re.compile(f"(?:child|target|to|descendant|hyponym|narrower|sub){_KIND}|id1")
_ITEMS = re.compile(f"(?:id|node|name|word|label|class|category|concept){_KIND}")
"""What the other column may be called where one is called a parent or a child."""

OPTION = "say --child-first, or "
"""What some commands take, and not all that read edges."""

_REMEDY = f"If so, {OPTION}let the first line name the columns: child, parent"

MANY_PARENTS = 1 / 2
"""Beyond which share of labels with several parents a file is suspected of having the child first,
if more labels are without a parent than without a child: whatever grows downward has few top
labels and many leaves, and its leaves read as top labels meet below. WordNet's nouns have several
parents in 3 % of cases, read upside down in 64 %."""


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
    if several > MANY_PARENTS * len(parents) and len(sinks) < len(sources):
        problems.note(
            f"perhaps the child stands first: of {counted(len(parents), 'label')} with a parent "
            f"{several:,} {_have(several)} several, and of {labels:,} labels {len(sources):,} "
            f"{_have(len(sources))} no parent and only {len(sinks):,} no child. {_REMEDY}",
            path,
        )


def note_rare_parents(
    documents: Iterable[Sequence[str]],
    edges: Iterable[tuple[str, str]],
    path: Path,
    problems: Problems,
) -> None:
    """Note edges that documents contradict: what is more special is rarer.

    documents: the labels of each. Only edges whose labels some document has together tell: where
    documents have leaves alone, or labels elsewhere, no label is rarer than what is below it.
    """
    above: dict[str, list[str]] = {}
    for parent, child in edges:
        above.setdefault(child, []).append(parent)
    counts, together = Counter[str](), set[tuple[str, str]]()
    for labels in map(frozenset, documents):
        counts.update(labels)
        together.update(
            (parent, child)
            for child in labels & above.keys()
            for parent in above[child]
            if parent in labels
        )
    rarer = sum(counts[parent] < counts[child] for parent, child in together)
    commoner = sum(counts[parent] > counts[child] for parent, child in together)
    if rarer > commoner:
        problems.note(
            f"perhaps the child stands first: of {counted(len(together), 'edge')} whose labels "
            f"documents have together, {rarer:,} {_have(rarer)} a parent in fewer documents than "
            f"its child, and {commoner:,} in more. {_REMEDY}",
            path,
        )


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
