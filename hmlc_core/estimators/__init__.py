"""scikit-learn estimators: every method as a classifier with `fit` and `predict`.

`base` is the one class, `targets` what labels may look like, `documents` what documents may,
`scorers` the scores of this project as scikit-learn takes them, `files` how a fitted classifier is
kept.
"""

from hmlc_core.estimators.base import LabelClassifier as LabelClassifier
from hmlc_core.estimators.scorers import SCORERS as SCORERS


class HyperIMClassifier(LabelClassifier, method="hyperim"):
    """HyperIM, or with `geometry="euclidean"` EuclideanIM (Chen et al., AAAI 2020)."""


class HiddeNClassifier(LabelClassifier, method="hidden"):
    """HiddeN (Chatterjee et al., EACL 2021), which is told no hierarchy."""


class HARNNClassifier(LabelClassifier, method="harnn"):
    """HARNN (Huang et al., CIKM 2019); it reads texts alone."""


class LinearClassifier(LabelClassifier, method="linear"):
    """TF-IDF + linear, one against the rest."""
