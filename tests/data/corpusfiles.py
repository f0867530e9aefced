"""A corpus folder in which nothing is wrong, and what readers say about those that are."""

from __future__ import annotations

import json
from pathlib import Path

from hmlc_core.data import formats
from hmlc_core.data.problems import Problem, Problems

DOCUMENTS = (
    {"id": "1", "text": "The keeper saved a penalty.", "labels": ["sport", "football"]},
    {"id": "2", "text": "The court was wet, so play was late.", "labels": ["sport", "tennis"]},
    {"id": "3", "text": "Shares fell on Monday.", "labels": ["markets"]},
    {"id": "4", "text": "The central bank kept its rate.", "labels": ["markets"]},
)
TEST = {"id": "5", "text": "Tennis again.", "labels": ["sport", "tennis"]}
HIERARCHY = "ROOT\tsport\nROOT\tmarkets\nsport\tfootball\nsport\ttennis\n"

Files = dict[str, str | bytes]


def jsonl(*documents: object) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def good_files() -> Files:
    return {
        "train.jsonl": jsonl(*DOCUMENTS),
        "test.jsonl": jsonl(TEST),
        "hierarchy.tsv": HIERARCHY,
    }


def found(path: Path, hierarchy: Path | None = None) -> list[Problem]:
    """Everything the reader reports about `path`."""
    problems = Problems()
    formats.read(path, problems, hierarchy)
    problems.close_tallies()
    return problems.shown


def errors(path: Path, hierarchy: Path | None = None) -> list[str]:
    """The errors the reader reports, as a person reads them."""
    return [str(item) for item in found(path, hierarchy) if item.severity == "error"]


def notes(path: Path, hierarchy: Path | None = None) -> list[str]:
    """The notes the reader reports, as a person reads them."""
    return [str(item) for item in found(path, hierarchy) if item.severity == "note"]
