"""Labels given as paths from general to special, one column a level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hmlc_core.data import limits
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.names import Changes
from hmlc_core.data.formats.root import called_root
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

SEPARATOR = " > "
"""Between the levels of a name; with more signs where a name that is given would be the same."""


def path_labels(
    places: Sequence[tuple[Path, int]], paths: Sequence[Sequence[str]], problems: Problems
) -> tuple[list[tuple[str, ...]], Edges]:
    """The labels of each path, and the tree that all paths form.

    Each place in the tree is a label of its own: "Other" under Sport and "Other" under
    Science become "Sport > Other" and "Science > Other", while a name that stands in one
    place only keeps its name. A path may end early; a gap in it is reported.

    places: file and line of each path.
    """
    whole: list[tuple[str, ...]] = []
    changes = Changes()
    for (file, line), written in zip(places, paths):
        cells = [changes.read(cell, file, line) for cell in written]
        path = tuple(cell for cell in cells if cell)
        if tuple(cells[: len(path)]) != path:
            problems.error(
                "a level is missing in the middle of the path",
                file,
                line,
                expected="levels filled from the first on",
                found=shorten(SEPARATOR.join(cell or "(empty)" for cell in cells)),
            )
        if len(path) > limits.LEVELS:
            problems.error(
                "the path has too many levels",
                file,
                line,
                expected=f"at most {limits.LEVELS}",
                found=f"{len(path):,}",
            )
            path = ()
        whole.append(path)
    changes.tell(problems)
    whole = _below_root(whole, places, problems)
    nodes: dict[tuple[str, ...], int] = {}  # each with the line that has it first
    for (_, line), path in zip(places, whole):
        for depth in range(len(path)):
            nodes.setdefault(path[: depth + 1], line)
    counts = Counter(node[-1] for node in nodes)
    names = _names(nodes, counts)
    if repeated := [name for name, count in counts.items() if count > 1]:
        problems.note(
            "labels that stand in several places are told apart by their paths: "
            + ", ".join(map(shorten, repeated[:10]))
            + (", …" if len(repeated) > 10 else ""),
            places[0][0],
        )
    edges = {
        (names[node[:-1]] if node[:-1] else ROOT, names[node]): line for node, line in nodes.items()
    }
    labels = [tuple(names[path[: depth + 1]] for depth in range(len(path))) for path in whole]
    return labels, edges


def unpadded(
    places: Sequence[tuple[Path, int]], paths: Sequence[tuple[str, ...]], problems: Problems
) -> list[tuple[str, ...]]:
    """The paths without last levels that only repeat the one above them, as tables are filled."""
    found: list[tuple[str, ...]] = []
    for (file, line), path in zip(places, paths):
        end = len(path)
        while end > 1 and path[end - 1] in ("", path[end - 2]):
            end -= 1
        if any(path[end:]):
            what = "a level repeats the one above it, which ends the path"
            problems.tally(what, file, line)
        found.append(path[:end])
    return found


def _below_root(
    paths: list[tuple[str, ...]], places: Sequence[tuple[Path, int]], problems: Problems
) -> list[tuple[str, ...]]:
    """The paths without a first level called Root that all of them have, and none alone."""
    tops = {path[0] for path in paths if path}
    if len(tops) != 1 or not called_root(next(iter(tops))) or any(len(path) == 1 for path in paths):
        return paths
    what = f"all paths begin with {next(iter(tops))}: it is read as {ROOT}, and is no label"
    problems.note(what, places[0][0])
    return [path[1:] for path in paths]


def _names(
    places: Iterable[tuple[str, ...]], counts: Mapping[str, int]
) -> dict[tuple[str, ...], str]:
    """A name for each place, all different.

    The separator grows until no path, once joined, is the name of another place; a sign more than
    any name has in a row is always enough.
    """
    separator = SEPARATOR
    while True:
        names = {
            place: place[-1] if counts[place[-1]] == 1 else separator.join(place)
            for place in places
        }
        if len(set(names.values())) == len(names):
            return names
        separator = f" >{separator.lstrip()}"
