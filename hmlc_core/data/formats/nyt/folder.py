"""A folder with articles, as the released code of HiLAP, HiAGM and HGCLR lays them out.

Articles are `1453535.xml` and so on, in the folder or in folders of it (`accum2003-07/`,
`Nytimes/2003/`). Optional are

- lists of articles for each split: `idnewnyt_train.json`, `…_val.json`, `…_test.json`, or
  `nyt_train.txt` and so on, the name or the number of a file a line;
- labels that are kept: `nyt_trimed_hier` or `nyt_label.vocab`, a path a line (`Top/News/Sports`),
  and `nyt_hier`, a path, a tab and one below it on each line;
- or `nyt.taxonomy`, whose labels are names on the paths (`Sports`), wherever they stand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.nearest import Need
from hmlc_core.data.formats.nyt.article import TOP, Article, read_article
from hmlc_core.data.formats.paths import path_labels
from hmlc_core.data.formats.records import Hierarchy, Record, label_uses
from hmlc_core.data.formats.root import below_root, names
from hmlc_core.data.formats.split_files import matches
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

KEPT = ("nyt_trimed_hier", "nyt_trimmed_hier", "nyt_label.vocab")
PATHS, TAXONOMY = "nyt_hier", "nyt.taxonomy"
DEEPEST = 4
"""Folders inside folders that are looked into."""

title = "a folder with 1453535.xml and so on (New York Times)"
folders = True

_ARTICLE = re.compile(r"\d{1,9}\.xml")
_FOLDER = re.compile(r"accum.*|ny.*|data|\d{1,4}", re.IGNORECASE)
_LIST = re.compile(
    r"(?:idnewnyt|(?:nyt|ids?)(?=.+txt))[_-]"
    r"(?:(?P<train>train)|(?P<dev>val|valid|dev)|(?P<test>test))\.(?:json|txt)"
)
_LISTED = re.compile(r"(?:.*/)?(\d{1,9})(?:\.xml)?")
_COMPANIONS = (*KEPT, PATHS, TAXONOMY)
needs = (
    Need(
        "a list of articles, or of labels",
        lambda path: (
            bool(matches(path, _LIST)) or any((path / name).is_file() for name in (*KEPT, PATHS))
        ),
    ),
    Need("articles such as 1453535.xml", lambda path: recognises(path)),
)

Levels = tuple[str, ...]


def belongs(name: str) -> bool:
    """Whether a file of this name, perhaps with its folder before it, is part of the format."""
    article = _ARTICLE.fullmatch(name.rpartition("/")[2])
    return bool(article or _LIST.fullmatch(name)) or name in _COMPANIONS


def recognises(path: Path) -> bool:
    """Whether there is an article."""
    return next(_articles(path), None) is not None


def summary(path: Path) -> Summary:
    """Nothing: articles are only counted by looking into all folders."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    files = _split(path, sorted(_articles(path), key=lambda file: (file.name, file)), problems)
    read = {
        split: [(file, found) for file in each if (found := read_article(file, problems))]
        for split, each in files.items()
    }
    problems.assume(
        "The text of an article is its full text, or all its paragraphs where it has no such part; "
        f"its labels are the levels of its taxonomic classifiers, without {TOP}."
    )
    if (path / TAXONOMY).is_file():
        records, given = _by_taxonomy(read, path / TAXONOMY, problems)
    else:
        records, given = _by_paths(read, path, problems)
    labelled = {split: [item for item in each if item.labels] for split, each in records.items()}
    bare = sum(map(len, records.values())) - sum(map(len, labelled.values()))
    if bare:
        problems.note(f"articles without a label, which are left out: {bare:,}", path)
    if not any(labelled.values()) and not problems.errors:
        problems.error("no article has a label that is kept", path)
    return assemble(path.name, path.name, labelled, given, problems)


def _articles(path: Path, depth: int = 0) -> Iterator[Path]:
    """The files of articles, in no order; folders that cannot be read have none."""
    inside: list[Path] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if _ARTICLE.fullmatch(entry.name) and entry.is_file():
                    yield path / entry.name
                elif depth < DEEPEST and _FOLDER.fullmatch(entry.name) and entry.is_dir():
                    inside.append(path / entry.name)
    except OSError:
        return
    for each in inside:
        yield from _articles(each, depth + 1)


def _split(path: Path, files: list[Path], problems: Problems) -> dict[str, list[Path]]:
    """The articles of each split by the lists, all for training where there are none."""
    by_name: dict[str, Path] = {}
    for file in files:
        if by_name.setdefault(file.name, file) != file:
            problems.error("an article is there twice", file, found=str(file.relative_to(path)))
    chosen: dict[str, list[Path]] = {}
    listed: dict[str, str] = {}
    for match in matches(path, _LIST):
        split, name = next(split for split in SPLITS if match[split]), match[0]
        if split in chosen:
            problems.error("a split is there twice", path, found=name, remedy="Keep one list.")
        chosen[split] = []
        for number, text in lines(path / name, problems):
            known = _LISTED.fullmatch(text.strip())
            base = f"{known[1]}.xml" if known else ""
            if not known:
                expected = "the name of an article: Nytimes/2003/1453535.xml"
                found = shorten(repr(text))
                problems.error(
                    "not an article", path / name, number, expected=expected, found=found
                )
            elif base in listed:
                found = f"{base}, already in {listed[base]}"
                problems.error("an article is listed twice", path / name, number, found=found)
            elif base not in by_name:
                problems.tally("a listed article is not there", path / name, number)
            else:
                chosen[split].append(by_name[base])
            listed[base] = name
    if not chosen:
        return {"train": files}
    if unlisted := sum(name not in listed for name in by_name):
        problems.note(f"articles in no list, which are left out: {unlisted:,}", path)
    return chosen


def _by_taxonomy(
    read: Mapping[str, Sequence[tuple[Path, Article]]], taxonomy: Path, problems: Problems
) -> tuple[dict[str, list[Record]], Hierarchy]:
    """The documents with those names on their paths that the taxonomy has."""
    edges = read_edges(taxonomy, problems)
    known = set(names(edges))
    problems.assume(f"Labels are names on the paths that {taxonomy.name} has, wherever they stand.")
    records = {
        split: [
            _record(file, article, [name for path in article.paths for name in path], known)
            for file, article in items
        ]
        for split, items in read.items()
    }
    return records, Hierarchy(taxonomy, below_root(edges, label_uses(records)))


def _record(
    file: Path, article: Article, labels: Sequence[str], known: set[str] | None = None
) -> Record:
    kept = (name for name in labels if known is None or one_form(name) in known)
    return Record(file.stem, article.text, tuple(dict.fromkeys(kept)), file, 1)


def _by_paths(
    read: Mapping[str, Sequence[tuple[Path, Article]]], path: Path, problems: Problems
) -> tuple[dict[str, list[Record]], Hierarchy]:
    """The documents with all labels on their paths, as far as these are kept."""
    file = next((path / name for name in KEPT if (path / name).is_file()), None)
    kept = None if file is None else {levels for _, levels in _listed(file, problems)}
    if file is not None:
        problems.assume(f"Labels are those that {file.name} lists; others are left out.")
    places: list[tuple[Path, int]] = []
    paths: list[Levels] = []
    for article_file, article in (item for items in read.values() for item in items):
        for levels in article.paths:
            places.append((article_file, 1))
            paths.append(_kept(levels, kept))
    count = len(paths)
    if (path / PATHS).is_file():
        for number, levels in _listed(path / PATHS, problems):
            places.append((path / PATHS, number))
            paths.append(_kept(levels, kept))
    labels, edges = path_labels(places, paths, problems) if places else ([], {})
    turn = iter(labels[:count])
    records = {
        split: [
            _record(own, article, [name for _ in article.paths for name in next(turn)])
            for own, article in items
        ]
        for split, items in read.items()
    }
    source = path / PATHS if (path / PATHS).is_file() else file or path
    return records, Hierarchy(source, edges)


def _listed(path: Path, problems: Problems) -> Iterator[tuple[int, Levels]]:
    """The paths of a list, or those of lines with a path and one below it."""
    for number, text in lines(path, problems):
        for cell in text.split("\t"):
            levels = tuple(one_form(level) for level in cell.strip().strip("/").split("/"))
            levels = levels[1:] if levels[0] == TOP else levels
            if levels:
                yield number, levels


def _kept(levels: Levels, kept: set[Levels] | None) -> Levels:
    """The beginning of a path whose every level is kept."""
    if kept is None:
        return levels
    plain = tuple(map(one_form, levels))
    for depth in range(len(plain)):
        if plain[: depth + 1] not in kept:
            return levels[:depth]
    return levels
