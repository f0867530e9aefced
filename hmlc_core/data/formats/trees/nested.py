"""Nested JSON: `{"name": "Sport", "children": [{"name": "Tennis"}]}`, or names as keys.

`{"Sport": {"Tennis": {}, "Football": {}}, "Arts": ["Music"]}`: what is below a key are its
children. A list of nodes is several top labels. `{"Sport": ["Ball"], "Ball": ["Tennis"]}`, where a
key stands in the list of another, lists the children of each label wherever it stands. What holds
documents (`documents`) is no tree.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.json_values import DECODER, reason
from hmlc_core.data.formats.names import trimmed
from hmlc_core.data.formats.root import called_root
from hmlc_core.data.formats.trees.bounded import plain_name, whole_text, whole_value
from hmlc_core.data.formats.trees.documents import documents_in
from hmlc_core.data.formats.trees.places import DEEPEST, MOST, Place, place_edges
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.data.repeated import repeated
from hmlc_core.errors import shorten

NAMES, CHILDREN = ("name", "label", "title", "id"), "children"
"""The fields of a node that may hold its name, the first that is there, and that of its nodes."""


class _NoTree(Exception):
    """The value is no tree; says why."""


def matches(path: Path) -> bool:
    """Whether a `.json` file is a single value, and one that nests as a tree does."""
    if not plain_name(path).endswith(".json") or not path.is_file():
        return False
    try:
        return bool(_places(whole_value(path)))
    except _NoTree:
        return False


def read(path: Path, problems: Problems) -> tuple[Edges, dict[str, str]]:
    """The edges; a name that stands in several places is called by its path in each."""
    text = whole_text(path, problems)
    if text is None:
        return {}, {}
    try:
        value = DECODER.decode(text)
        places = _places(value)
    except (ValueError, RecursionError, _NoTree) as error:
        problems.error(
            "not a hierarchy as nested JSON",
            path,
            getattr(error, "lineno", 1),
            expected='{"name": …, "children": […]}, or names as keys with what is below them',
            found=shorten(error) if isinstance(error, _NoTree) else reason(error),
        )
        return {}, {}
    if lists_children(value):
        problems.assume(f"{path.name} lists the children of labels, each by its name.")
        return _listed(value, path, problems), {}
    problems.assume(f"{path.name} is nested JSON: what is inside a label is below it.")
    return place_edges(path, [1] * len(places), places, problems), {}


def lists_children(value: Any) -> bool:
    """Whether names as keys have lists of names, and some key stands in the list of another."""
    if not isinstance(value, dict) or not all(map(_is_list_of_names, value.values())):
        return False
    return any(name != key and name in value for key, names in value.items() for name in names)


def _is_list_of_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _listed(value: dict[str, list[str]], path: Path, problems: Problems) -> Edges:
    """The edges from each key to the names in its list; a single top key called `Root` is none."""
    below = {name for names in value.values() for name in names}
    tops = [key for key in value if key not in below]
    top = tops[0] if len(tops) == 1 and called_root(tops[0]) else None
    found = EdgeList(path, problems)
    for key, names in value.items():
        for name in names:
            found.add(ROOT if key == top else key, name, 1)
        if not names and key in tops:
            found.add(ROOT, key, 1)
    return found.finished()


def _places(value: Any) -> list[Place]:
    """The path of every node, in the order of the file; raises `_NoTree`."""
    if (documents := documents_in(value)) is not None:
        raise _NoTree(str(documents))
    found: list[Place] = []
    waiting: list[tuple[Place, Any]] = [((), value)]
    while waiting:
        above, below = waiting.pop()
        if len(above) > DEEPEST:
            raise _NoTree(f"more than {DEEPEST} levels")
        nodes = _nodes(below)
        found += [(*above, name) for name, _ in nodes]
        if len(found) > MOST:
            raise _NoTree(f"more than {MOST:,} labels")
        waiting += [((*above, name), inside) for name, inside in reversed(nodes)]
    if all(len(place) == 1 for place in found):  # rows of a table, or a list of names
        raise _NoTree("no label is inside another one")
    return found


def _nodes(value: Any) -> list[tuple[str, Any]]:
    """(name, what is inside) of the nodes that a value holds."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [_node(value)] if CHILDREN in value or _named(value) else _keys(value)
    if isinstance(value, list):
        keys = [name for item in value if isinstance(item, dict) for name in _plain(item)]
        if (twice := repeated(keys)) is not None:
            raise _NoTree(f"objects of a list that have {shorten(repr(twice))} each: a table")
        return [node for item in value for node in _item(item)]
    raise _NoTree(f"{shorten(repr(value))} where labels are expected")


def _plain(value: dict[str, Any]) -> list[str]:
    """The keys of an object that are names; none of a node with fields."""
    return [] if CHILDREN in value or _named(value) else list(value)


def _item(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, str):
        return [(value, None)]
    if isinstance(value, dict):
        return _nodes(value)
    raise _NoTree(f"{shorten(repr(value))} in a list of labels")


def _node(value: dict[str, Any]) -> tuple[str, Any]:
    """A node with fields; fields other than its name and its children say nothing of the tree."""
    name = _named(value)
    if not name:
        fields = ", ".join(map(shorten, list(value)[:8]))
        raise _NoTree(f"a node without a name, which has {fields}")
    if not isinstance(inside := value.get(CHILDREN), list | None):
        raise _NoTree(f"the children of {shorten(repr(name))} are no list")
    return name, inside


def _named(value: dict[str, Any]) -> str:
    """The name of a node with fields; nothing for an object whose keys are names, as what is
    inside a label is never a text."""
    named = next((value[field] for field in NAMES if field in value), None)
    return trimmed(named) if isinstance(named, str) else ""


def _keys(value: dict[str, Any]) -> list[tuple[str, Any]]:
    for name in value:
        if not name.strip():
            raise _NoTree("a label without a name")
    return list(value.items())
