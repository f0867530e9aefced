"""All findings about one predictor."""

from __future__ import annotations

import numpy as np

from hmlc_core.data.prepare import Prepared
from hmlc_core.evaluation.interaction.documents import DOCUMENTS, RANKED, WORDS, encoded_words
from hmlc_core.evaluation.interaction.finding import Finding
from hmlc_core.evaluation.interaction.root import absent_root
from hmlc_core.evaluation.interaction.words import function_words
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.evaluation.recovery.measures import MARGIN

CHANCE = (
    "Chance is what the same words have with the labels of other documents, and what random words "
    "and labels have in place of the chosen ones (mean ± standard deviation). A claim holds, or "
    f"its opposite does, from {MARGIN:g} standard deviations on. Read are at most {DOCUMENTS} "
    f"documents; the nearest word is one of {WORDS}, means are over {RANKED}, evenly spread."
)
"""How to read the findings, in sentences."""


def interaction_findings(
    predictor: Predictor, prepared: Prepared, *, seed: int = 0
) -> tuple[Finding, ...]:
    """Every claim with its verdict; none for a method without places of its labels.

    Read are test documents, or validation documents where the corpus has no test split. The same
    arguments give the same findings.
    """
    places = predictor.places
    if places is None:
        return ()
    documents = prepared.test if len(prepared.test) else prepared.validation
    graph = prepared.corpus.graph
    # Each measure has random numbers of its own, so that none depends on those before it.
    words, reading, root = (np.random.default_rng([seed, measure]) for measure in range(3))
    return (
        function_words(prepared.vocabulary, places, words),
        *encoded_words(predictor, places, documents, graph, prepared.tokenize, reading),
        absent_root(places, graph, root),
    )
