"""Texts of the corpora of the Extreme Classification Repository whose labels have texts, too.

`trn.json.gz` and `tst.json.gz` hold an object a line, `{"uid", "title", "content", "target_ind",
"target_rel"}`; `target_ind` lists labels by their lines in `lbl.json.gz`, counted from 0. Any of
them may be unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hmlc_core.data.formats.folder as own
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.fields import has_fields, wrong_type
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.json_objects import first_object, objects
from hmlc_core.data.formats.nearest import file_named
from hmlc_core.data.formats.records import Record, label_uses
from hmlc_core.data.formats.stats import STATS
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.xmc import matrices
from hmlc_core.data.formats.xmc.labels import label_names, label_texts
from hmlc_core.data.paths import packed
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

SPLITS = {"train": "trn.json", "test": "tst.json"}
LABELS = "lbl.json"

title = "a folder with trn.json.gz and lbl.json.gz"
folders = True
needs = (
    file_named("trn.json.gz", r"trn\.json(?:\.gz)?"),
    file_named("lbl.json.gz", r"lbl\.json(?:\.gz)?"),
)

_FILTERS = ("filter_labels_train.txt", "filter_labels_test.txt")
"""Pairs of documents and labels that some evaluations leave out."""

_TEXTS = ("title", "content")
_TARGETS, _WEIGHTS = "target_ind", "target_rel"
_EXAMPLE = '{"uid": …, "title": …, "content": …, "target_ind": […], "target_rel": […]}'
_LABEL = '{"uid": …, "title": …}'


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    own_files = (*SPLITS.values(), LABELS)
    return name.removesuffix(".gz") in own_files or name in (*LABEL_FILES, STATS)


def recognises(path: Path) -> bool:
    """Whether the documents for training list their labels as the format does."""
    file = packed(path, SPLITS["train"])
    return file.is_file() and (_TARGETS in first_object(file) or packed(path, LABELS).is_file())


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    listed = packed(path, LABELS)
    if not listed.is_file():
        problems.error(f"{listed.name} is missing", path, expected=f"{_LABEL} for each label")
        return None
    titles = list(_titles(listed, problems))
    names = label_names(titles, listed, problems)
    records = {
        split: list(_records(file, split, names, listed, problems))
        for split, name in SPLITS.items()
        if (file := packed(path, name)).is_file()
    }
    for other in (*matrices.FILES, *_FILTERS):
        if packed(path, other).is_file():
            problems.note("not used, because there are texts", packed(path, other))
    problems.assume("The text of a document is its title and its content together.")
    given = own.read_hierarchy(path, problems)
    if given.edges is None:
        given.path = listed
    given.texts = label_texts(names, titles, set(label_uses(records))) | given.texts
    return assemble(path.name, path.name, records, given, problems)


def _titles(path: Path, problems: Problems) -> Iterator[str]:
    """The title of each label; an object that has none leaves its place empty."""
    for number, value in objects(path, problems, _LABEL):
        text = value.get("title")
        if not has_fields(value, ("title",), path, number, problems):
            continue
        if not isinstance(text, str):
            wrong_type("title", text, "a text", path, number, problems)
        yield str(text)


def _records(
    path: Path, split: str, names: list[str], listed: Path, problems: Problems
) -> Iterator[Record]:
    for number, value in objects(path, problems, _EXAMPLE):
        place = path, number, problems
        if not has_fields(value, ("title", _TARGETS), *place):
            continue
        texts = {field: value.get(field) or "" for field in _TEXTS}
        for field, text in texts.items():
            if not isinstance(text, str):
                wrong_type(field, text, "a text", *place)
        targets = _targets(value, len(names), listed, path, number, problems)
        if targets is not None:
            text = " ".join(str(each).strip() for each in texts.values()).strip()
            name = str(value.get("uid") or f"{split} {number}")
            yield Record(name, text, tuple(names[label] for label in targets), path, number)


def _targets(
    value: Mapping[str, Any], count: int, listed: Path, path: Path, number: int, problems: Problems
) -> list[int] | None:
    """The numbers of a document's labels, or None after reporting what is wrong with them."""
    targets, weights = value[_TARGETS], value.get(_WEIGHTS)
    if not isinstance(targets, list) or not all(type(each) is int for each in targets):
        wrong_type(_TARGETS, targets, "a list of whole numbers", path, number, problems)
        return None
    if weights is not None and (not isinstance(weights, list) or len(weights) != len(targets)):
        expected = f"a list of {len(targets):,} numbers, as in {_TARGETS}"
        wrong_type(_WEIGHTS, weights, expected, path, number, problems)
        return None
    if weights and any(weight != 1 for weight in weights):
        what = f"{_WEIGHTS} has other numbers than 1, which are not used"
        problems.tally(what, path, number)
    if (unknown := next((each for each in targets if not 0 <= each < count), None)) is not None:
        problems.error(
            "there is no such label",
            path,
            number,
            expected=f"0 to {count - 1:,}, as {listed.name} has {count:,} labels",
            found=shorten(unknown),
        )
        return None
    return targets
