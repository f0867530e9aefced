"""A fitted classifier as a folder of JSON, plain arrays and safetensors, without pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hmlc_core.errors import DataError
from hmlc_core.estimators.documents import corpus_of
from hmlc_core.estimators.learned import Learned
from hmlc_core.estimators.targets import Targets
from hmlc_core.experiment import Experiment
from hmlc_core.runs.examples.example import slim
from hmlc_core.runs.store.arrays import pack_checkpoint, unpack_checkpoint

if TYPE_CHECKING:
    from hmlc_core.estimators.base import LabelClassifier

FORMAT = 1
SAID, VECTORS, CHECKPOINT = "classifier.json", "vectors.npy", "checkpoint.safetensors"


def save(classifier: LabelClassifier, path: Path) -> None:
    """Write into the new folder `path`; raises `FileExistsError` where something is there."""
    learned = classifier.learned_
    corpus = learned.corpus
    said = {
        "format": FORMAT,
        "method": classifier.method,
        "parameters": classifier.get_params(deep=False),
        "experiment": learned.experiment.to_dict(),
        "form": classifier.form_,
        "classes": classifier.classes_.tolist(),
        "edges": [[corpus.graph.names[label] for label in edge] for edge in corpus.graph.edges],
        "labels": [document.labels for document in corpus.train],
        "texts": [document.text for document in corpus.train] if corpus.texts else None,
    }
    text = json.dumps(said, ensure_ascii=False, default=_refused)
    path.mkdir(parents=True)
    (path / SAID).write_text(text, encoding="utf-8")
    if corpus.vectors:
        vectors = np.array([document.vector for document in corpus.train])
        np.save(path / VECTORS, vectors, allow_pickle=False)
    (path / CHECKPOINT).write_bytes(pack_checkpoint(slim(learned.checkpoint)))


def load(kind: type[LabelClassifier], path: Path) -> LabelClassifier:
    """What `save` wrote; raises `DataError` where that is damaged or of another kind."""
    try:
        said = json.loads((path / SAID).read_text(encoding="utf-8"))
        if (found := (said["format"], said["method"])) != (FORMAT, kind.method):
            raise DataError(
                "the folder has another classifier",
                where=str(path),
                expected=f"{kind.method}, format {FORMAT}",
                received=f"{found[1]}, format {found[0]}",
            )
        rows = [tuple(row) for row in said["labels"]]
        targets = Targets(said["form"], np.array(said["classes"]), rows)
        vectors = None if said["texts"] is not None else np.load(path / VECTORS)
        edges = [(parent, child) for parent, child in said["edges"]]
        corpus = corpus_of(targets, edges, said["texts"], vectors)
        classifier = kind(**said["parameters"])
        experiment = Experiment.from_dict(said["experiment"])
        checkpoint = unpack_checkpoint((path / CHECKPOINT).read_bytes())
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DataError(
            "a classifier cannot be read from the folder",
            where=str(path),
            expected=f"{SAID}, {CHECKPOINT}, and where documents are numbers {VECTORS}",
            received=f"{type(error).__name__}: {error}",
        ) from None
    if vectors is not None:
        classifier.n_features_in_ = vectors.shape[1]
    return classifier._learned(
        Learned(experiment, corpus, checkpoint), targets.form, targets.classes
    )


def _refused(value: Any) -> Any:
    """Parameters that are numpy's; anything else has no place in a file without pickle."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a parameter cannot be written: {value!r} ({type(value).__name__})")
