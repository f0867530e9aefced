"""The hypernyms that a run knows of, and where they stand among all of its words.

Scores are `words/hypernym_mean_rank_…`: before words are drawn to their hypernyms and `after`, by
`chance`, and in the `end`, when what reads documents has moved the words as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numpy.typing import ArrayLike

from hmlc_core.data.prepare import Prepared
from hmlc_core.errors import DataError
from hmlc_core.evaluation.families import named
from hmlc_core.evaluation.predictor import Places
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import HYPERNYMS
from hmlc_core.geometry import Geometry

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms


def hypernyms_of(experiment: Experiment, prepared: Prepared) -> Hypernyms:
    """The hypernyms among the words that training documents have."""
    from hmlc_core.data.hypernyms import read_hypernyms

    settings = experiment.hypernyms
    return read_hypernyms(
        settings.source, prepared.vocabulary.words, settings.senses, settings.relation
    )


def check_hypernyms(experiment: Experiment, prepared: Prepared) -> None:
    """Raise `DataError` where words are to be drawn to hypernyms that cannot be read, or of which
    none has a word below it: before anything is trained for it."""
    if HYPERNYMS in experiment.model.stages() and not len(hypernyms_of(experiment, prepared).pairs):
        raise DataError(
            "none of the words has a hypernym among the words",
            where="hypernyms.source",
            received=experiment.hypernyms.source,
            remedy="Take another source of hypernyms, more words (corpus.min_count), or set "
            "model.hypernyms=false.",
        )


def hypernym_ranks(known: Hypernyms, space: Geometry, **points: ArrayLike) -> dict[str, float]:
    """Scores of points (V, width) by when they are those of the words, and of chance."""
    from hmlc_core.evaluation.words.hypernyms import mean_rank

    found = {when: mean_rank(place, known.pairs, space) for when, place in points.items()}
    chance = next(iter(found.values())).chance
    ranks = {when: each.rank for when, each in found.items()} | {"chance": chance}
    return named({f"hypernym_mean_rank_{when}": rank for when, rank in ranks.items()}, "words")


def ranks_in_the_end(
    experiment: Experiment, prepared: Prepared, places: Places | None
) -> dict[str, float]:
    """The scores of a run that has learned to label documents; none where its words were not drawn
    to hypernyms."""
    if HYPERNYMS not in experiment.model.stages() or places is None or places.words is None:
        return {}
    return hypernym_ranks(hypernyms_of(experiment, prepared), places.geometry, end=places.words)
