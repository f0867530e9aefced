"""From files of the format to a corpus, whether there are three or one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.harnn.ids import Begins, check_ids
from hmlc_core.data.formats.harnn.parents import find_parents
from hmlc_core.data.formats.harnn.rows import Row, level_names, lines_of, row
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.records import Hierarchy, Record, unlabelled
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems


def read_files(
    name: str,
    title: str,
    files: Mapping[str, Path],
    given: Hierarchy,
    problems: Problems,
    *,
    levels: Sequence[str] = (),
) -> Corpus | None:
    """The corpus of these files, split -> file; None after reporting what is wrong.

    given: what other files say about the labels, which are called `section 5`, for example.
    levels: names of the fields that are levels, from the top down; otherwise those of the first
        line, in its order.
    """
    read = {split: lines_of(file, problems) for split, file in files.items()}
    names = tuple(levels) or next(
        (level_names(value) for found in read.values() for _, value in found), ()
    )
    first = next((split for split, found in read.items() if found), None)
    if first is not None and not names:
        problems.error(
            "the line has no level",
            files[first],
            read[first][0][0],
            expected='lists of ids such as "section": [5], beside id, title and abstract',
            found=", ".join(read[first][0][1]) or "no field",
        )
    if not names:
        return None
    rows: dict[str, list[Row]] = {}
    for split, file in files.items():
        bare = unlabelled(file, split, names, problems)
        none: dict[str, list[int]] = {level: [] for level in names} if bare else {}
        found = (
            row(file, (number, value | none), names, problems, listed=bool(levels))
            for number, value in read[split]
        )
        rows[split] = [item for item in found if item]
    every = [item for items in rows.values() for item in items]
    begins = check_ids(every, names, problems)
    if given.edges is None:  # what is said of the hierarchy is said of the documents
        given.path = next(iter(files.values()))
    if not problems.errors:
        given.texts = _texts(every, names) | given.texts
        if given.edges is None:
            given.edges = _edges(every, names, given.path, problems)
        _note_sizes(every, names, begins, given.path, problems)
    records = {split: [_record(item, names) for item in items] for split, items in rows.items()}
    return assemble(name, title, records, given, problems)


def _record(item: Row, names: Sequence[str]) -> Record:
    labels = (_name(level, each) for level, ids in zip(names, item.levels) for each in ids)
    return Record(item.id, item.text, tuple(labels), item.file, item.line, tokens=True)


def _name(level: str, number: int) -> str:
    return f"{level} {number}"


def _used(rows: Sequence[Row], level: int) -> list[int]:
    return sorted({each for item in rows for each in item.levels[level]})


def _texts(rows: Sequence[Row], names: Sequence[str]) -> dict[str, str]:
    """All labels that occur, in the order of levels and ids."""
    labels = [_name(level, each) for n, level in enumerate(names) for each in _used(rows, n)]
    return dict(zip(labels, labels))


def _edges(rows: Sequence[Row], names: Sequence[str], path: Path, problems: Problems) -> Edges:
    edges: Edges = {(ROOT, _name(names[0], each)): 0 for each in _used(rows, 0)}
    documents = [item.levels for item in rows]
    undecided = total = ordered = 0
    for level in range(1, len(names)):
        parents, used = find_parents(documents, level), _used(rows, level)
        undecided, total = undecided + parents.undecided, total + len(used)
        ordered += parents.ordered
        for each in used:
            above = parents.of.get(each)
            parent = ROOT if above is None else _name(names[level - 1], above)
            edges[parent, _name(names[level], each)] = 0
        if lost := len(used) - len(parents.of):
            problems.note(
                f"{lost:,} of {len(used):,} labels of {names[level]} are in no document with a "
                f"label of {names[level - 1]}, so they stand at the top",
                path,
            )
    if total:
        problems.note(
            "the format has no hierarchy: a label stands below the label one level up that all "
            f"its documents have, in whatever split; {undecided:,} of {total:,} labels had "
            "several, and got the one with the fewest documents"
            + (", of those that the order of ids allows" if ordered else ""),
            path,
        )
    return edges


def _note_sizes(
    rows: Sequence[Row], names: Sequence[str], begins: Begins, path: Path, problems: Problems
) -> None:
    used = [len(_used(rows, level)) for level in range(len(names))]
    sizes = [
        f"{name} {count:,}" + ("" if end is None or begin is None else f" of {end - begin:,}")
        for name, count, begin, end in zip(names, used, begins, (*begins[1:], None))
    ]
    problems.note(f"only labels that occur are read, by level: {', '.join(sizes)}", path)
