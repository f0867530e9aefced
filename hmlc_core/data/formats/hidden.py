"""The format of the released HiddeN code: JSON lines with label names, beside a taxonomy.

`rcv1_train.json`, `rcv1_test.json` hold one object a line, `{"text": …, "label": […]}`;
`rcv1_labels.txt` one label a line; `rcv1.taxonomy` the hierarchy (see `taxonomy`), or another of
`HIERARCHIES`. Any other corpus may be named alike, or without a name: `train.json`, `labels.txt`.
Only the training file must be there. Labels are read with spaces for underscores.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import hmlc_core.data.formats.folder as folder
import hmlc_core.data.formats.lyrl2004 as lyrl2004
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.fields import has_fields, is_text_list, wrong_type
from hmlc_core.data.formats.hierarchy import HIERARCHIES, EdgeList, Edges
from hmlc_core.data.formats.json_objects import first_object, objects
from hmlc_core.data.formats.jsonlines.dialect import dialect_of
from hmlc_core.data.formats.nearest import Need, file_named
from hmlc_core.data.formats.records import (
    Hierarchy,
    Record,
    Records,
    in_one_form,
    label_uses,
    unlabelled,
)
from hmlc_core.data.formats.root import below_root, names, topmost
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.taxonomy import FILES as TAXONOMIES
from hmlc_core.data.formats.taxonomy import is_taxonomy, read_taxonomy
from hmlc_core.data.labels import ROOT
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

title = "a folder with train.json (HiddeN)"
folders = True

_DOCUMENTS = re.compile(
    r"(?:(?P<name>.+)_)?(?:(?P<train>train)|(?P<dev>dev|val|valid)|(?P<test>test))\.jsonl?(\.gz)?"
)
LABELS = re.compile(r"(?:(?P<name>.+)_)?labels\.txt")
_FIELDS = ("text", "label")
needs = (
    file_named("train.json", r"(?:.+_)?train\.jsonl?(?:\.gz)?"),
    Need('{"text", "label"} on each of its lines', lambda path: _holds_fields(path)),
)
_EXAMPLE = '{"text": …, "label": […]}'
_SOURCES = {
    "rcv1": "The texts of RCV1 come from NIST (trec.nist.gov/data/reuters/reuters.html)",
    "nyt": "The New York Times Annotated Corpus is LDC2008T19 (catalog.ldc.upenn.edu/LDC2008T19)",
    "yelp": "The Yelp Open Dataset is at yelp.com/dataset",
}


@dataclass(frozen=True)
class Files:
    """The files of one corpus; documents: split -> file, training always."""

    documents: Mapping[str, Path]
    labels: Path | None
    taxonomy: Path | None


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of the format."""
    patterns = (_DOCUMENTS, LABELS, TAXONOMIES)
    return name in HIERARCHIES or any(pattern.fullmatch(name) for pattern in patterns)


def recognises(path: Path) -> bool:
    """Whether `path` looks like a folder of this format."""
    present = names_in(path)
    documents = [name for name in present if _DOCUMENTS.fullmatch(name)]
    if not documents:  # a taxonomy alone is the beginning of a corpus; `read` says what is missing
        taxonomy = any(name.endswith(".taxonomy") for name in present)
        return taxonomy and not lyrl2004.recognises(path)
    first = first_object(path / documents[0])
    as_tables = "labels" in first and "label" not in first
    if as_tables or dialect_of(*(path / name for name in documents)):
        return False
    if set(documents) <= set(folder.FILES):  # files of these names may be ours
        companions = any(LABELS.fullmatch(name) or TAXONOMIES.fullmatch(name) for name in present)
        return companions and not any(name in present for name in HIERARCHIES)
    return True


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    files = _find(path, problems)
    if files is None:
        return None
    records = {
        split: tuple(_records(file, split, problems)) for split, file in files.documents.items()
    }
    plain = in_one_form(records, problems)
    taxonomy = hierarchy_of(files, plain, problems)
    return assemble(path.name, path.name, plain, taxonomy, problems)


def _holds_fields(path: Path) -> bool:
    documents = filter(_DOCUMENTS.fullmatch, names_in(path))
    return any(set(_FIELDS) <= first_object(path / name).keys() for name in documents)


def names_in(path: Path) -> list[str]:
    """The names of the files in a folder; none where it cannot be read."""
    try:
        with os.scandir(path) as entries:
            return sorted(entry.name for entry in entries if entry.is_file())
    except OSError:
        return []


def _find(path: Path, problems: Problems) -> Files | None:
    """Which file plays which part, or None after reporting what is missing or there twice."""
    found: dict[str, list[re.Match[str]]] = {split: [] for split in SPLITS}
    matches = [match for name in names_in(path) if (match := _DOCUMENTS.fullmatch(name))]
    for match in matches:
        found[next(split for split in SPLITS if match[split])].append(match)
    corpora = list(dict.fromkeys(match["name"] or "" for match in matches))
    if len(corpora) > 1:
        problems.error(
            "files of several corpora stand in one folder",
            path,
            expected="one corpus in a folder",
            found=", ".join(shorten(match[0]) for match in matches[:8]),
            remedy="Give each corpus a folder of its own.",
        )
        return None
    for same in found.values():
        if len(same) > 1:
            listed = " and ".join(shorten(match[0]) for match in same)
            problems.error("a split is there twice", path, found=listed, remedy="Keep one of them.")
    if not found["train"]:
        _report_missing(path, corpora, problems)
        return None
    labels = companion(path, LABELS, corpora[0], problems)
    taxonomy = companion(path, TAXONOMIES, corpora[0], problems)
    taxonomy = taxonomy or folder.hierarchy_file(path, problems)
    documents = {split: path / same[0][0] for split, same in found.items() if same}
    return None if problems.errors else Files(documents, labels, taxonomy)


def companion(path: Path, pattern: re.Pattern[str], name: str, problems: Problems) -> Path | None:
    """The file of that kind, the one named like the corpus if there are several."""
    matches = [match for listed in names_in(path) if (match := pattern.fullmatch(listed))]
    if len(matches) > 1:
        own = [match for match in matches if (match["name"] or "").lower() == name.lower()]
        matches = own or matches
    if len(matches) > 1:
        listed = ", ".join(shorten(match[0]) for match in matches[:8])
        problems.error(
            "several files of one kind stand in the folder",
            path,
            found=listed,
            remedy="Keep the one that belongs to the documents.",
        )
    return path / matches[0][0] if matches else None


def _report_missing(path: Path, corpora: list[str], problems: Problems) -> None:
    """Say which training file is missing, and where known corpora come from.

    corpora: what the other documents are called; without any, taxonomies tell.
    """
    stems = [name[: -len(".taxonomy")] for name in names_in(path) if name.endswith(".taxonomy")]
    called = [name.lower() for name in corpora or stems]
    file = f"{called[0]}_train.json" if called[0] else "train.json"
    sources = [
        f"{_SOURCES[name]}; gen_json_{name}.py of the HiddeN code writes {name}_train.json from it."
        for name in called
        if name in _SOURCES
    ]
    problems.error(
        f"{file} is missing",
        path,
        expected=f"{file} with {_EXAMPLE} on each line, and {file.replace('train', 'test')}",
        remedy=" ".join(sources) or "Write one JSON object on each line.",
    )


def _records(file: Path, split: str, problems: Problems) -> Iterator[Record]:
    """The documents of a file, called by their lines: they have no ids."""
    bare = unlabelled(file, split, ("label",), problems)
    for number, value in objects(file, problems, _EXAMPLE):
        value |= {"label": []} if bare else {}
        if not has_fields(value, _FIELDS, file, number, problems):
            continue
        text, labels = value["text"], value["label"]
        if not isinstance(text, str):
            wrong_type("text", text, "a text", file, number, problems)
        elif not is_text_list(labels):
            wrong_type("label", labels, 'a list of texts such as ["C15"]', file, number, problems)
        else:
            yield Record(f"{split} {number}", text, tuple(labels), file, number)


def hierarchy_of(files: Files, records: Records, problems: Problems) -> Hierarchy:
    """What the label list and the taxonomy say, in the spelling of the documents."""
    uses = label_uses(records)
    listed: Edges = {}
    if files.labels:
        tops = EdgeList(files.labels, problems)
        for number, text in lines(files.labels, problems):
            tops.add(ROOT, text, number)
        listed = tops.finished()
    path = files.taxonomy or files.labels or files.documents["train"]
    edges: Edges = {}
    texts: dict[str, str] = {}
    if files.taxonomy:
        read = read_taxonomy if is_taxonomy(files.taxonomy.name) else read_labels
        edges, texts = read(files.taxonomy, problems)
        edges = _spelled_like(edges, {*uses, *names(listed)}, files.taxonomy, problems)
        whole = edges
        edges = below_root(whole, uses)
        for top in set(names(whole)) - set(names(edges)):
            listed.pop((ROOT, top), None)
        _note_shape(edges, records, files.taxonomy, problems)
        if files.labels:
            _note_differences(names(listed), names(edges), files.labels, problems)
    else:
        problems.note("there is no taxonomy, so the labels stand side by side", path)
    known = set(names(edges))
    order = list(dict.fromkeys([*names(listed), *names(edges)])) or sorted(uses)
    edges |= {edge: line for edge, line in listed.items() if edge[1] not in known}
    shown = {name: texts.get(name, name.replace("_", " ")) for name in order}
    return Hierarchy(path, edges or None, shown)


def _spelled_like(edges: Edges, used: Iterable[str], path: Path, problems: Problems) -> Edges:
    """The edges with names that differ from the documents' in spaces and underscores only.

    The scripts write underscores into documents and label lists, but not into Yelp's taxonomy.
    """
    there, here = _one_spelling(used), _one_spelling(names(edges))
    spelling = {here[key]: there[key] for key in here.keys() & there.keys()}
    if changed := sorted(name for name in spelling if spelling[name] != name):
        problems.note(
            f"{len(changed):,} labels are spelled differently in the documents and are taken for "
            f"the same: {shorten(changed[0])} is {shorten(spelling[changed[0]])} there",
            path,
        )
    return {
        (spelling.get(parent, parent), spelling.get(child, child)): line
        for (parent, child), line in edges.items()
    }


def _one_spelling(names: Iterable[str]) -> dict[str, str]:
    """Name with underscores for spaces -> the name, where only one is written so."""
    spellings: dict[str, set[str]] = {}
    for name in names:
        spellings.setdefault(name.replace(" ", "_"), set()).add(name)
    return {key: min(same) for key, same in spellings.items() if len(same) == 1}


def _note_shape(edges: Edges, records: Records, path: Path, problems: Problems) -> None:
    """Note a label above all others, and labels below several."""
    if top := topmost(edges):
        documents = [record for items in records.values() for record in items]
        share = sum(top in record.labels for record in documents) / len(documents)
        problems.note(
            f"{shorten(top)} stands above all labels, and {share:.0%} of the documents have it; it "
            "is kept as a label, which makes scores that count it look better than they are",
            path,
        )
    parents: dict[str, int] = {}
    for parent, child in edges:
        parents[child] = parents.get(child, 0) + (parent != ROOT)
    if several := [name for name, count in parents.items() if count > 1]:
        problems.note(
            f"{len(several):,} labels stand below several parents, and no document says below "
            "which: " + _some(several),
            path,
        )


def _note_differences(listed: list[str], known: list[str], path: Path, problems: Problems) -> None:
    there, here = set(known), set(listed)
    if lacking := [name for name in listed if name not in there]:
        problems.note(
            f"{len(lacking):,} labels are not in the taxonomy, so they stand at its top: "
            + _some(lacking),
            path,
        )
    if more := [name for name in known if name not in here]:
        problems.note(
            f"{len(more):,} labels of the taxonomy are not in this list; they are kept: "
            + _some(more),
            path,
        )


def _some(names: list[str]) -> str:
    return ", ".join(map(shorten, names[:10])) + (", …" if len(names) > 10 else "")
