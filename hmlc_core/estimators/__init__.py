"""scikit-learn estimators: every method as a classifier with `fit` and `predict`.

`HyperIMClassifier`, `HiddeNClassifier`, `HARNNClassifier`, `LinearClassifier` and so on are made
when they are asked for: one for each method that labels documents, those of plug-ins too, called as
its settings are. `base` is the one class behind them, `targets` what labels may look like,
`documents` what documents may, `scorers` the scores of this project as scikit-learn takes them,
`files` how a fitted classifier is kept.
"""

from __future__ import annotations

from functools import cache
from types import new_class
from typing import Any

from hmlc_core.estimators.base import LabelClassifier as LabelClassifier
from hmlc_core.estimators.scorers import SCORERS as SCORERS
from hmlc_core.experiment.models import ModelSettings, labelling


def __getattr__(name: str) -> Any:
    for method, settings in labelling().items():
        if name == _called(settings):
            return _classifier(method)
    known = ", ".join(map(_called, labelling().values()))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {known}")


def __dir__() -> list[str]:
    return sorted([*globals(), *map(_called, labelling().values())])


def _called(settings: type[ModelSettings]) -> str:
    return f"{settings.__name__}Classifier"


@cache
def _classifier(method: str) -> type[LabelClassifier]:
    settings = labelling()[method]
    about = {"__module__": __name__, "__doc__": f"{settings.title}: {settings.source}."}
    name, keywords = _called(settings), {"method": method}
    made: type[LabelClassifier] = new_class(
        name, (LabelClassifier,), keywords, lambda body: body.update(about)
    )
    return made
