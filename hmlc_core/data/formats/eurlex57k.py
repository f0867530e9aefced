"""EURLEX57K as published: a folder for each split, with a JSON file for each document.

`train/`, `dev/` and `test/` hold `32006D0213.json` and so on, with the fields of the dialect EURLEX
(`celex_id`, `header`, `recitals`, `main_body`, `concepts`); `EURLEX57K.json`, or `eurovoc_en.json`,
as it is called where it is published, the concepts: `{"192": {"label": …, "parents": [ids]}}`.

Chalkidis, Fergadiotis, Malakasiotis, Androutsopoulos: Large-scale multi-label text classification
on EU legislation. ACL 2019.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hmlc_core.data.formats.folder as own
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.fields import has_fields, wrong_type
from hmlc_core.data.formats.hierarchy import LABEL_FILES, EdgeList, Edges
from hmlc_core.data.formats.json_objects import whole_object
from hmlc_core.data.formats.jsonlines.dialect import EURLEX, Place
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.nearest import Need
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.formats.root import names
from hmlc_core.data.formats.stats import STATS
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems

CONCEPTS = ("EURLEX57K.json", "eurovoc_en.json")

title = "a folder with train/ that holds a .json file for each document (EURLEX57K)"
folders = True
needs = (
    Need("EURLEX57K.json", lambda path: any((path / name).is_file() for name in CONCEPTS)),
    Need("train/ with a .json file for each document", lambda path: recognises(path)),
)

_EXAMPLE = '{"celex_id": …, "header": …, "recitals": …, "main_body": […], "concepts": […]}'
_CONCEPT = '{"label": …, "parents": […]}'
_ENDING = ".json"
_INSIDE = re.compile(rf"(?:{'|'.join(SPLITS)})/[^/]+{re.escape(_ENDING)}")


def belongs(name: str) -> bool:
    """Whether a file of this name, with its folder before it, is part of the format."""
    return bool(_INSIDE.fullmatch(name)) or name in (*CONCEPTS, *LABEL_FILES, STATS)


def recognises(path: Path) -> bool:
    """Whether there are documents for training."""
    return next(_documents(path / "train"), None) is not None


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    for sentence in EURLEX.assumed:
        problems.assume(sentence)
    problems.assume("Titles and attachments of documents are not read.")
    records = {
        split: [
            record
            for file in sorted(_documents(path / split))
            if (record := _record(file, split, problems)) is not None
        ]
        for split in SPLITS
    }
    given = own.read_hierarchy(path, problems)
    concepts = next((path / name for name in CONCEPTS if (path / name).is_file()), None)
    if concepts is not None:
        given = _concepts(concepts, problems)
        _add_unknown(given, [record for items in records.values() for record in items], problems)
    elif given.edges is None:
        given.path = path / "train"
        problems.note(f"{CONCEPTS[0]} is missing, so the concepts stand side by side", path)
    return assemble(path.name, path.name, records, given, problems)


def _documents(path: Path) -> Iterator[Path]:
    """The files of a split, in no order; none where it cannot be read."""
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.endswith(_ENDING) and entry.is_file():
                    yield path / entry.name
    except OSError:
        return


def _record(file: Path, split: str, problems: Problems) -> Record | None:
    value = whole_object(file, problems, _EXAMPLE)
    if value is None:
        return None
    found = EURLEX.document(value, f"{split} {file.stem}", Place(file, 1, problems))
    if found is None:
        return None
    labels = (name for item in found.labels for name in ([item] if isinstance(item, str) else item))
    return Record(found.id, found.text, tuple(labels), file, 1)


def _concepts(path: Path, problems: Problems) -> Hierarchy:
    """The edges between concepts, and their labels for people."""
    problems.assume(f"Labels are the numbers of concepts; people read what {path.name} calls them.")
    edges, texts = EdgeList(path, problems), dict[str, str]()
    for name, concept in (whole_object(path, problems, f'{{"192": {_CONCEPT}}}') or {}).items():
        if not isinstance(concept, dict):
            wrong_type(name, concept, _CONCEPT, path, 1, problems)
        elif has_fields(concept, ("label", "parents"), path, 1, problems):
            for parent in _parents(concept["parents"], name, path, problems) or [ROOT]:
                edges.add(parent, name, 1)
            text = concept["label"]
            if not isinstance(text, str):
                wrong_type("label", text, "a text", path, 1, problems)
            texts[one_form(name)] = str(text).strip() or name
    return Hierarchy(path, edges.finished(), texts)


def _parents(value: Any, name: str, path: Path, problems: Problems) -> list[str]:
    if isinstance(value, list) and all(type(each) in (str, int) for each in value):
        return list(map(str, value))
    wrong_type("parents", value, f"a list of concepts, as those above {name}", path, 1, problems)
    return []


def _add_unknown(given: Hierarchy, records: list[Record], problems: Problems) -> None:
    """Let concepts of documents that the hierarchy lacks stand at its top."""
    edges: Edges = given.edges or {}
    known = set(names(edges))
    for record in records:
        for label in map(one_form, record.labels):
            if label not in known and label:
                edges[ROOT, label] = 1
                what = f"the concept is not in {given.path.name}, and stands at its top"
                problems.tally(what, record.file, record.line)
    given.edges = edges
