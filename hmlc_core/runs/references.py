"""What every score stands beside: chance, label frequency, the methods flagged as references, and
an oracle, on the same test documents.

A reference learns from all that a run may use, also from what the run holds out for validation
where the corpus has no development split. Its threshold comes from documents that it was not fitted
to: it is fitted to nine tenths of those first, the threshold, like all settings that it leaves
open, is found on the last tenth, and then it is fitted to all. Which tenth is the same for every
run: the bar does not move with a split. Computed once for all runs that share their documents.

Where labels times training documents are more than `LARGEST`, machines for all labels would take
longer than a training. TF-IDF + centroids then stands in their place, under its own name.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from hmlc_core.errors import DataError, StoreError
from hmlc_core.experiment import ALL, Experiment
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.store.checksums import read_checked, write_checked
from hmlc_core.runs.store.files import LocalFiles

if TYPE_CHECKING:
    from hmlc_core.data.prepare import Prepared
    from hmlc_core.data.text import Encoded
    from hmlc_core.methods.fitted import FittedMethod

_LOG = logging.getLogger(__name__)

References = dict[str, dict[str, float]]
"""Name of a predictor -> the scores of `evaluate`; in the order in which they are shown."""

EDITION = 4
"""Raise when the rules change, so that cached references are computed anew."""


LARGEST = 20_000_000
"""Labels times training documents beyond which no machine is fitted for each label: a minute's work
for one core."""

CENTROIDS = "centroids"


def too_large(labels: int, documents: int) -> bool:
    """Whether a cheaper reference stands in the place of those that are methods."""
    return labels * documents > LARGEST


def titles() -> dict[str, str]:
    """Name of a reference -> how it is called on pages, the hardest opponent first."""
    learned = {name: kind.reference for name, kind in MODELS.items() if kind.reference}
    return learned | {
        "frequency": "label frequency",
        "chance": "chance",
        "ceiling": "perfect predictor",
    }


def all_titles() -> dict[str, str]:
    """`titles`, and what stands in the place of methods beside very many labels and documents."""
    return {CENTROIDS: "TF-IDF + centroids"} | titles()


def titles_beside(labels: int, documents: int) -> dict[str, str]:
    """Those that stand beside a run of so many labels and training documents."""
    large = too_large(labels, documents)
    left_out = {name for name, kind in MODELS.items() if kind.reference} if large else {CENTROIDS}
    return {name: title for name, title in all_titles().items() if name not in left_out}


def references(prepared: Prepared) -> References:
    """Scores of the references on the test split, see `titles_beside`.

    Raises `DataError` where the corpus has no test documents.
    """
    from hmlc_core.evaluation.references import simple_references

    if not prepared.corpus.test:
        raise DataError(
            "there are no test documents to compare predictors on",
            where=prepared.corpus.name,
            remedy="Add a test split to the corpus.",
        )
    known, test = prepared.known(), prepared.test
    simple = simple_references(known.labels, test.labels)
    return {
        name: simple[name]
        if name in simple
        else _of_centroids(prepared, known)
        if name == CENTROIDS
        else _judged(name, prepared, known)
        for name in _titles(prepared)
    }


def cached_references(prepared: Prepared, folder: Path) -> References:
    """`references`, kept in `folder` under a hash of the documents they were computed from.

    What is kept counts only with its checksum: all runs on those documents stand beside it.
    """
    files, name = LocalFiles(folder), f"references-{_key(prepared)}.json"
    try:
        content, verdict = read_checked(files, name)
        if content is not None and verdict == "whole":
            found: References = json.loads(content)
            names = _titles(prepared)
            if found.keys() == names.keys():
                return {name: found[name] for name in names}
    except StoreError as error:
        _LOG.warning("%s in %s is computed anew: %s", name, folder, error)
    scores = references(prepared)
    # Not keeping them costs time, not truth: a full or read-only disk must not stop a run.
    with contextlib.suppress(StoreError):
        write_checked(files, name, json.dumps(scores, indent=1, allow_nan=False).encode())
    return scores


def _judged(name: str, prepared: Prepared, known: Encoded) -> dict[str, float]:
    from hmlc_core.evaluation.classification import tuned_threshold
    from hmlc_core.evaluation.judge import border, numbers
    from hmlc_core.evaluation.scores import evaluate

    experiment, method = _reference(name, prepared)
    tuned = None
    if (parts := _tenths(known)) is not None:
        most, others = parts
        experiment = method.decide(experiment, prepared, most, others)
        first = method.fitted(experiment, prepared, most)
        tuned = tuned_threshold(numbers(first, others), others.labels)
    predictor, test = method.fitted(experiment, prepared, known), prepared.test
    scores = predictor.scores(test)
    return evaluate(scores, test.labels, threshold=border(predictor), tuned=tuned)


def _of_centroids(prepared: Prepared, known: Encoded) -> dict[str, float]:
    from hmlc_core.evaluation.classification import tuned_threshold
    from hmlc_core.evaluation.scores import evaluate
    from hmlc_core.methods.centroids import Centroids

    tuned = None
    if (parts := _tenths(known)) is not None:
        most, others = parts
        tuned = tuned_threshold(Centroids(prepared, most).scores(others), others.labels)
    scores = Centroids(prepared, known).scores(prepared.test)
    return evaluate(scores, prepared.test.labels, threshold=None, tuned=tuned)


def _tenths(known: Encoded) -> tuple[Encoded, Encoded] | None:
    """Nine of them to learn from, and the last; None of a single document."""
    rows = np.random.default_rng(0).permutation(len(known))
    tenth = max(1, len(rows) // 10)
    if tenth == len(rows):
        return None
    most, others = (known.take(np.sort(part).tolist()) for part in (rows[tenth:], rows[:tenth]))
    return most, others


def _titles(prepared: Prepared) -> dict[str, str]:
    known = len(prepared.train) + (0 if prepared.corpus.dev else len(prepared.validation))
    return titles_beside(len(prepared.corpus.graph), known)


def _reference(name: str, prepared: Prepared) -> tuple[Experiment, FittedMethod]:
    from hmlc_core.methods import method_of
    from hmlc_core.methods.fitted import FittedMethod

    experiment = Experiment(model=MODELS[name](), corpus=prepared.settings)
    return experiment, cast(FittedMethod, method_of(experiment.model))


def _key(prepared: Prepared) -> str:
    known, test = prepared.known(), prepared.test
    words = prepared.corpus.tokenizer, prepared.settings.tokenizer
    rules = f"{EDITION} {sorted(ALL)} {len(prepared.corpus.graph)} {words}"
    digest = hashlib.sha256(rules.encode())
    for name, documents in (("train", known), ("test", test)):
        ordered = documents.labels.sorted_indices()
        digest.update(json.dumps([name, documents.texts, ordered.indptr.tolist()]).encode())
        digest.update(json.dumps(ordered.indices.tolist()).encode())
        if documents.vectors:
            digest.update(documents.tokens.tobytes())
    return digest.hexdigest()[:16]
