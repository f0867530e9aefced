"""A fitted classifier as a folder of JSON, plain arrays and safetensors, without pickle."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hmlc_core.errors import DataError, HyperlabelError
from hmlc_core.estimators.documents import corpus_of
from hmlc_core.estimators.learned import Learned
from hmlc_core.estimators.targets import Targets
from hmlc_core.experiment import Experiment
from hmlc_core.runs.examples.example import slim
from hmlc_core.runs.store.arrays import pack_checkpoint, unpack_checkpoint
from hmlc_core.runs.store.checksums import read_checked, write_checked
from hmlc_core.runs.store.files import LocalFiles

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
    if path.exists():
        raise FileExistsError(f"{path} is there already: name a new folder")
    path.mkdir(parents=True)
    files = LocalFiles(path)
    if corpus.vectors:
        vectors = io.BytesIO()
        np.save(vectors, np.array([one.vector for one in corpus.train]), allow_pickle=False)
        write_checked(files, VECTORS, vectors.getvalue())
    files.write(CHECKPOINT, pack_checkpoint(slim(learned.checkpoint)))
    write_checked(files, SAID, text.encode())


def load(kind: type[LabelClassifier], path: Path) -> LabelClassifier:
    """What `save` wrote; raises `DataError` where that is damaged or of another kind."""
    files = LocalFiles(path)

    def read(name: str) -> bytes:
        content, _ = read_checked(files, name)
        if content is None:
            raise DataError("a file is missing", where=name)
        return content

    try:
        said = json.loads(read(SAID))
        if (found := (said["format"], said["method"])) != (FORMAT, kind.method):
            raise DataError(
                "the folder has another classifier",
                where=str(path),
                expected=f"{kind.method}, format {FORMAT}",
                received=f"{found[1]}, format {found[0]}",
            )
        rows = [tuple(row) for row in said["labels"]]
        targets = Targets(said["form"], np.array(said["classes"]), rows)
        vectors = None if said["texts"] is not None else np.load(io.BytesIO(read(VECTORS)))
        edges = [(parent, child) for parent, child in said["edges"]]
        corpus = corpus_of(targets, edges, said["texts"], vectors)
        classifier = kind(**said["parameters"])
        experiment = Experiment.from_dict(said["experiment"])
        checkpoint = unpack_checkpoint(read(CHECKPOINT))
    except (HyperlabelError, OSError, ValueError, LookupError, TypeError) as error:
        raise DataError(
            "a classifier cannot be read from the folder",
            where=str(path),
            expected=f"{SAID}, {CHECKPOINT}, and where documents are numbers {VECTORS}",
            received=str(error) if isinstance(error, HyperlabelError) else type(error).__name__,
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
