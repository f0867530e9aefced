"""Words that start from given vectors (`words.vectors`): before there is a run, and in tables."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

import torch

from hmlc_core.data.formats.vectors import holds_vectors
from hmlc_core.data.named_files import named_file
from hmlc_core.data.paths import there
from hmlc_core.data.prepare import Prepared
from hmlc_core.embeddings.vectors import given_words
from hmlc_core.errors import DataError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import WORDS
from hmlc_core.methods import method_of
from hmlc_core.models.base import TextClassifier


def check_file(experiment: Experiment) -> None:
    """Raise `DataError` where the file of vectors that a new run starts from is not there, and
    `SettingError` where it would not start from it."""
    vectors = experiment.words.vectors
    experiment.model.check_vectors(experiment.words)
    if vectors and not there(named_file(vectors, holds_vectors)):
        raise DataError(
            "there is no such file of vectors",
            where="words.vectors",
            received=vectors,
            remedy="Write its path from the folder in which Hyperlabel was started, or in full, or "
            "the name of a file in a folder of HMLC_DATA_DIR.",
        )


def check_given(experiment: Experiment, prepared: Prepared) -> None:
    """Raise what reading the vectors will raise that words start from, see `given_words`."""
    if not experiment.words.vectors:
        return
    model = experiment.model
    width: int = attrgetter(model.word_size())(experiment)
    placed = WORDS in model.stages()
    space = method_of(model).space(experiment, WORDS.name, width) if placed else None
    given_words(
        experiment.words,
        prepared.vocabulary.words,
        width if space is None else space.width,
        geometry=space,
        dim_setting=model.word_size(),
    )


def fill_table(
    network: TextClassifier, experiment: Experiment, prepared: Prepared
) -> Mapping[str, float]:
    """Put given vectors into the network's table of words; those without one stay as they are.

    The scores that say how many there are: none for a network without a table.
    """
    table = network.word_table()
    if table is None:
        return {}
    given = given_words(
        experiment.words,
        prepared.vocabulary.words,
        table.shape[1],
        dim_setting=experiment.model.word_size(),
    )
    with torch.no_grad():
        table.copy_(given.over(table))
    return given.scores
