"""The one reader of edges: `hierarchy.tsv`, edge tables, taxonomies, compressed or not.

- `.csv`: commas, or semicolons, tabs or bars where the first line has no comma; names may be in
  quotes, with `""` for a quote inside. Any other ending: tabs, and quotes are part of a name,
  unless it stands in them as a whole.
- Two columns, the parent first; a third one is a weight, which is not used.
- The first line may name the columns, in either order (see `direction`).
- A line that begins with `#` is a comment, unless what it begins with is a label of other lines.
- Taxonomies (`.taxonomy` and others): see `taxonomy`. Outlines, JSON, ontologies: see `trees`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from hmlc_core.data.formats.columns import names_column, names_columns
from hmlc_core.data.formats.comments import COMMENT
from hmlc_core.data.formats.direction import named_direction, note_suspect
from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.joints import SEPARATORS, joint
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.quotes import MARK, in_quotes, unquoted
from hmlc_core.data.formats.root import topmost
from hmlc_core.data.formats.rows import EXCEL, cut
from hmlc_core.data.formats.taxonomy import is_taxonomy, read_taxonomy
from hmlc_core.data.formats.trees import FORMATS, tree_format
from hmlc_core.data.formats.trees.documents import are_texts
from hmlc_core.data.labels import ROOT
from hmlc_core.data.lines import lines
from hmlc_core.data.paths import there
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_MARKS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
TABLE = "edges"  # the format that has an edge a line
_SAMPLE = 1_000
"""Lines that tell whether a table is one of edges."""


Row = tuple[int, str, tuple[str, ...]]
"""A line's number, its text and its cells; none where it cannot be cut into cells. A plain tuple:
of a million others each is visited again and again by the collector of garbage."""


def read_edges(path: Path, problems: Problems, *, child_first: bool | None = None) -> Edges:
    """The edges of a file; what is odd is noted, and what is none is reported with its line.

    child_first: whether the first column is the child. None: as the names of the columns say,
        and else the parent stands first. Taxonomies and trees have a direction of their own.
    """
    return read_labels(path, problems, child_first=child_first)[0]


def read_labels(
    path: Path, problems: Problems, *, child_first: bool | None = None
) -> tuple[Edges, dict[str, str]]:
    """The edges of `read_edges`, and label -> what a person reads, where an ontology says it."""
    # JSON that is no tree is none that can be read, and no table either.
    tree = tree_format(path) or ("nested-json" if _base(path).endswith(".json") else None)
    if tree is not None:
        return FORMATS[tree].read(path, problems)
    return _read_table(path, problems, child_first), {}


def _read_table(path: Path, problems: Problems, child_first: bool | None) -> Edges:
    if is_taxonomy(path.name):
        edges, _ = read_taxonomy(path, problems)
        # The syntaxes say that a label has no parent, Root, too; `root` says which of them is ROOT.
        top = topmost(edges)
        return {edge: line for edge, line in edges.items() if edge != (ROOT, top)}
    rows, mark = _rows(path, problems)
    rows = _without_comments(rows, path, problems)
    downward, rows = _without_header(rows, path, problems)
    parent, child = (0, 1) if downward is not False else (1, 0)
    if child_first is not None:
        parent, child = (1, 0) if child_first else (0, 1)
    found = EdgeList(path, problems)
    told = downward is not None or child_first is not None
    for row in rows:
        line, _, cells = row
        if told and _names_top(cells, parent, child):
            problems.tally("there is no parent: a top label", path, line)
            found.add(ROOT, cells[child], line)
        elif _is_edge(row, mark, path, problems):
            found.add(cells[parent], cells[child], line)
    edges = found.finished()
    if child_first is None:
        note_suspect(edges, path, problems)
    return edges


def holds_edges(path: Path) -> bool:
    """Whether a file has edges and no documents: a taxonomy, a tree, or a table of edges."""
    return edge_format(path) is not None


def edge_format(path: Path) -> str | None:
    """What a file that holds edges is called among formats; None for any other file."""
    if not there(path) or not path.is_file():
        return None
    table = _base(path).endswith((".tsv", ".csv")) and _looks_like_edges(path)
    return TABLE if table or is_taxonomy(path.name) else tree_format(path)


def _looks_like_edges(path: Path) -> bool:
    """Whether a table is one of edges, as far as its first lines tell.

    They name such columns, or have labels that stand in other lines or in both columns, too, as
    no column's name does, and no text of a document.
    """
    rows, _ = _rows(path, Problems(), limit=_SAMPLE)
    rows = _without_comments(rows, path, Problems())
    head, *rest = [tuple(map(one_form, cells)) for _, _, cells in rows] or [()]
    if len(head) not in (2, 3):
        return False
    first, second = ({cells[column] for cells in rest if cells[1:]} for column in (0, 1))
    # `label,parent` is both.
    if named_direction(head) is not None or head[0] == ROOT:
        return True
    if names_columns(path):  # unless one such name stands below itself, as a label does
        weighed = all(map(_is_weight, head[2:]))
        labels = weighed and not all(map(names_column, head[:2]))
        return labels and any(
            name in column and names_column(name) for name, column in zip(head, (first, second))
        )
    if _holds_texts(rest):
        return False
    return (
        not rest
        or ROOT in first
        or not (first | second).isdisjoint(head[:2])
        or not first.isdisjoint(second)
    )


def _holds_texts(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether a column has texts, and none of them in another column as labels are."""
    columns = [[name for name in column if name] for column in zip(*rows)]
    return any(
        column
        and are_texts(column)
        and all(set(column).isdisjoint(other) for other in columns if other is not column)
        for column in columns
    )


def _rows(path: Path, problems: Problems, limit: int | None = None) -> tuple[list[Row], str]:
    """The lines that are not blank, cut at the separator, and the separator."""
    mark = "" if _base(path).endswith(".csv") else "\t"
    rows: list[Row] = []
    for number, text in lines(path, problems):
        if mark != "\t" and number == 1 and (excel := EXCEL.fullmatch(text)):
            mark = excel[1]
            continue
        if not mark and not text.lstrip().startswith(COMMENT):
            mark = _separator(text)
            if mark != ",":
                problems.assume(f"Columns of {path.name} have {_name(mark)} between them.")
        rows.append((number, text, _cut(text, mark or ",")))
        if len(rows) == limit:
            break
    if not _base(path).endswith(".csv"):
        rows = _unquoted(rows, path, problems)
    return rows, mark or ","


def _base(path: Path) -> str:
    return path.name.lower().removesuffix(".gz")


def _name(mark: str) -> str:
    return _MARKS.get(mark, repr(mark))


def _separator(text: str) -> str:
    """The separator of a `.csv` file whose first line this is: one that leaves two labels and a
    weight, which may have a comma in it, else one that leaves two or three cells."""
    cuts = {mark: _cut(text, mark) for mark in _MARKS}
    weighted = [
        mark for mark, cells in cuts.items() if len(cells) == 3 and _is_weight(cells[2] or "-")
    ]
    return next(iter([*weighted, *(mark for mark in _MARKS if len(cuts[mark]) in (2, 3))]), ",")


def _cut(text: str, mark: str) -> tuple[str, ...]:
    """The cells of a line; none where a quote is not closed. In a table of tabs quotes are text."""
    if mark == "\t":
        return tuple(text.split("\t"))
    return cut(text, mark)


def _unquoted(rows: list[Row], path: Path, problems: Problems) -> list[Row]:
    """The rows of a table of tabs, without the quotes in which whole names stand."""
    for place, (line, text, cells) in enumerate(rows):
        if MARK in text and any(map(in_quotes, cells)):
            problems.tally("a name stands in quotes, which are left out", path, line)
            rows[place] = line, text, tuple(map(unquoted, cells))
    return rows


def _is_weight(cell: str) -> bool:
    """Whether a cell holds a number, with a point or a comma in it, or nothing."""
    try:
        return not cell.strip() or math.isfinite(float(cell.replace(",", ".")))
    except ValueError:
        return False


def _without_comments(rows: list[Row], path: Path, problems: Problems) -> list[Row]:
    if not any(COMMENT in text for _, text, _ in rows):
        return rows
    second = {cells[1] for _, _, cells in rows if len(cells) in (2, 3)}
    kept: list[Row] = []
    for row in rows:
        line, text, cells = row
        known = len(cells) in (2, 3) and cells[0] in second
        header = not kept and named_direction(cells) is not None
        if known or header or not text.lstrip().startswith(COMMENT):
            kept.append(row)
        else:
            problems.tally(f"the line begins with {COMMENT}: a comment", path, line)
    return kept


def _without_header(
    rows: list[Row], path: Path, problems: Problems
) -> tuple[bool | None, list[Row]]:
    """Whether the first line names the parent's column first, and the lines below it.

    None, and all lines, where it is an edge: where its names stand in other lines, too.
    """
    if not rows:
        return None, rows
    (line, _, head), *rest = rows
    first, downward = head[:2], named_direction(head)
    elsewhere = not {*first}.isdisjoint(chain.from_iterable(cells[:2] for _, _, cells in rest))
    if downward is None:
        if len(rest) > 1 and len(first) == 2 and not elsewhere:
            note = "joins two labels that stand in no other line; names of columns would be among "
            listed = "parent,child · child,parent · source,target · from,to · id1,id2"
            problems.note(f"the first line {note}{listed}", path, line)
        return None, rows
    if elsewhere:
        problems.note(
            "the first line is an edge and names no columns: other lines have its labels, too",
            path,
            line,
        )
        return None, rows
    named = ", ".join(map(repr, first))
    order = "the parent" if downward else "the child"
    problems.note(f"the first line names the columns {named}: {order} is first", path, line)
    return downward, rest


def _names_top(cells: tuple[str, ...], parent: int, child: int) -> bool:
    """Whether a row names a child and leaves its parent blank, as exports do for top labels."""
    return len(cells) in (2, 3) and not one_form(cells[parent]) and bool(one_form(cells[child]))


def _is_edge(row: Row, mark: str, path: Path, problems: Problems) -> bool:
    """Whether a row is an edge; what is wrong with it is reported."""
    line, text, cells = row
    edge = len(cells) == 2 or (len(cells) == 3 and _is_weight(cells[2]))
    if edge and one_form(cells[0]) and one_form(cells[1]):
        return True
    expected = f"two labels with {_name(mark)} between them: parent, child"
    remedy = None
    if mark == "," and len(cells) == 4 and _is_weight(cells[2]) and _is_weight(cells[3]):
        remedy = "Write weights with a point, or put semicolons between the cells."
    elif len(cells) == 3 and not edge:
        expected += "; a number in the third column is a weight"
        remedy = "Leave two columns in the table, parent and child."
        if mark == "\t":
            remedy += " If each line is a label and all its children, name the file .taxonomy."
    elif not cells:
        remedy = "Close the quote, and double the quotes inside a name."
    elif len(cells) == 1 and mark == "\t" and len(_cut(text, ",")) in (2, 3):
        remedy = "Name the file .csv if commas stand between the labels."
    elif len(cells) == 1 and (between := joint(text)):
        remedy = f"It looks like an edge with {between} between the labels. {SEPARATORS}"
    found = shorten(repr(text))
    problems.error("not an edge", path, line, expected=expected, found=found, remedy=remedy)
    return False
