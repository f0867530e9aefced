"""Whether runs can begin, seen before there are any: what could only fail leaves no run behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.variants import variant

if TYPE_CHECKING:
    from hmlc_core.data.prepare import Prepared


def with_documents(experiments: Iterable[Experiment]) -> Iterator[tuple[Experiment, Prepared]]:
    """Each experiment with its prepared corpus; what several share is prepared once.

    Raises as `load_corpus` and `prepare` do.
    """
    known: dict[object, Prepared] = {}
    for experiment in experiments:
        settings, seed = experiment.corpus, experiment.seed
        if (settings, seed) not in known:
            corpus = load_corpus(settings.name, grow_to=settings.documents)
            known[settings, seed] = prepare(corpus, settings, seed)
        yield experiment, known[settings, seed]


def check_beforehand(experiment: Experiment) -> Prepared:
    """The experiment's prepared corpus, where a new run of it can begin.

    Takes as long as reading and preparing the corpus, and the vectors that words start from.
    Raises `SettingError` and `DataError`.
    """
    ((_, prepared),) = with_documents([experiment])
    _check(experiment, prepared)
    return prepared


def check_variants(experiments: Iterable[Experiment], name: str) -> None:
    """The same of all that an ablation compares, before the first of them is trained.

    An error that is not of the corpus, but of a variant, names it. name: of the set of variants.
    """
    for experiment, prepared in with_documents(experiments):
        try:
            _check(experiment, prepared)
        except (SettingError, DataError) as error:
            raise type(error)(
                f"the variant {variant(experiment, name)} cannot be trained: {error.what}",
                where=error.where,
                expected=error.expected,
                received=error.received,
                remedy=error.remedy,
            ) from None


def _check(experiment: Experiment, prepared: Prepared) -> None:
    from hmlc_core.methods.train import check_new
    from hmlc_core.methods.word_table import check_given

    check_new(experiment, prepared)
    check_given(experiment, prepared)
