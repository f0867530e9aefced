"""An example as files: `run.json`, its points and its checkpoint, in a folder of its name."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.arrays import pack, pack_checkpoint, unpack, unpack_checkpoint
from hmlc_core.shipped import ASSETS
from hmlc_core.snapshot import Array, Checkpoint, Snapshot

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus

FOLDER = ASSETS / "demo"
"""Where those that are shipped lie."""

FORMAT = 1
"""Raise when the files mean something else; a test then asks to make the examples anew."""

_INDEX = "index.json"
_POINTS = ("label_points", "word_points")
_NUMBERS = tuple(
    field.name for field in fields(Snapshot) if field.name not in (*_POINTS, "checkpoint")
)
_DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Example:
    """A finished run as it is shipped.

    name: stands for the run's id in addresses and commands. title: what the run is called.
    corpus: see `fingerprint`. snapshots: some of the run's; the last is its last, and has its
    checkpoint. references: scores of the baselines on the same test documents.
    """

    name: str
    title: str
    group: str
    experiment: Experiment
    corpus: str
    snapshots: Sequence[Snapshot]
    references: Mapping[str, Mapping[str, float]]


def names(folder: Path = FOLDER) -> list[str]:
    """The examples there are, in the order in which they are shown; none without the folder."""
    index = folder / _INDEX
    found: list[str] = json.loads(index.read_text(encoding="utf-8")) if index.exists() else []
    return found


def write_index(listed: Sequence[str], folder: Path = FOLDER) -> None:
    """Say which examples there are."""
    (folder / _INDEX).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


def write(example: Example, folder: Path = FOLDER) -> None:
    """Put the example into a folder of its name; the same example makes the same bytes."""
    target = folder / example.name
    target.mkdir(parents=True, exist_ok=True)
    checkpoint = example.snapshots[-1].checkpoint
    assert checkpoint is not None, "a run ends with a checkpoint"
    values = {
        "format": FORMAT,
        "title": example.title,
        "group": example.group,
        "experiment": example.experiment.to_dict(),
        "corpus": example.corpus,
        "references": example.references,
        "snapshots": [_values(snapshot) for snapshot in example.snapshots],
    }
    text = json.dumps(values, indent=None, separators=(",", ":"), sort_keys=True)
    (target / "run.json").write_text(text + "\n", encoding="utf-8")
    points = pack(dict(_points(example.snapshots)), {})
    _compress(target / "points.safetensors.gz", points)
    _compress(target / "checkpoint.safetensors.gz", pack_checkpoint(slim(checkpoint)))


def read(name: str, folder: Path = FOLDER) -> Example:
    """The example of that name."""
    source = folder / name
    values = json.loads((source / "run.json").read_text(encoding="utf-8"))
    points, _ = unpack(gzip.decompress((source / "points.safetensors.gz").read_bytes()))
    content = gzip.decompress((source / "checkpoint.safetensors.gz").read_bytes())
    snapshots = [
        _snapshot(numbers, {kind: points.get(f"{place}/{kind}") for kind in _POINTS})
        for place, numbers in enumerate(values["snapshots"])
    ]
    snapshots[-1] = replace(snapshots[-1], checkpoint=unpack_checkpoint(content))
    return Example(
        name=name,
        title=values["title"],
        group=values["group"],
        experiment=Experiment.from_dict(values["experiment"]),
        corpus=values["corpus"],
        snapshots=snapshots,
        references=values["references"],
    )


def format_of(name: str, folder: Path = FOLDER) -> int:
    """The `FORMAT` that the example was written in."""
    values = json.loads((folder / name / "run.json").read_text(encoding="utf-8"))
    number: int = values["format"]
    return number


def fingerprint(corpus: Corpus) -> str:
    """Changes whenever a document or a label of the corpus does."""
    graph, digest = corpus.graph, hashlib.sha256()
    digest.update(json.dumps([graph.names, sorted(graph.edges)]).encode())
    for split in (corpus.train, corpus.dev, corpus.test):
        digest.update(json.dumps([[one.id, one.text, list(one.labels)] for one in split]).encode())
    return digest.hexdigest()[:16]


def slim(checkpoint: Checkpoint) -> Checkpoint:
    """What of a finished run's checkpoint predicts: of a network its weights alone.

    Whoever goes on training needs the rest of it, and a finished run does not go on.
    """
    network = {name: array for name, array in checkpoint.tensors.items() if name[:6] == "model/"}
    return replace(checkpoint, tensors=network or checkpoint.tensors)


def _values(snapshot: Snapshot) -> dict[str, Any]:
    """The numbers of a snapshot, as many digits as a page can show."""
    return {name: _rounded(getattr(snapshot, name)) for name in _NUMBERS}


def _snapshot(numbers: Mapping[str, Any], points: Mapping[str, Any]) -> Snapshot:
    return Snapshot(**numbers, **points)


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


def _points(snapshots: Sequence[Snapshot]) -> Iterator[tuple[str, Array]]:
    for place, snapshot in enumerate(snapshots):
        for kind in _POINTS:
            if (array := getattr(snapshot, kind)) is not None:
                yield f"{place}/{kind}", array


def _compress(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, mtime=0))
