"""Experiment: a value that says everything about a run, and names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from hmlc_core.errors import SettingError
from hmlc_core.experiment.corpus import CorpusSettings
from hmlc_core.experiment.labels import LabelEmbedding
from hmlc_core.experiment.models import DEFAULT, ModelSettings
from hmlc_core.experiment.section import Section, section, setting
from hmlc_core.experiment.training import SCORES, Training, score_title

__all__ = [
    "SCORES",
    "CorpusSettings",
    "Experiment",
    "LabelEmbedding",
    "ModelSettings",
    "Section",
    "Training",
    "score_title",
]


@dataclass(frozen=True, kw_only=True)
class Experiment(Section):
    """Corpus, model, label embedding, training and seed: the whole recipe of a run."""

    seed: int = setting(
        0, "Start of every random choice: split, initial values, order.", low=0, high=2**31 - 1
    )
    corpus: CorpusSettings = section(CorpusSettings, "Documents and vocabulary.")
    model: ModelSettings = section(DEFAULT, "The model.")
    labels: LabelEmbedding = section(LabelEmbedding, "Label vectors before training.")
    training: Training = section(Training, "Optimisation.")

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces to argue about."""
        return json.dumps(self.to_dict(), sort_keys=True, indent=1, allow_nan=False)

    @classmethod
    def from_json(cls, text: str, *, where: str = "experiment") -> Experiment:
        """The experiment written in `text`.

        Raises `SettingError` naming line or field when it is not valid.
        """
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            raise SettingError(
                f"not valid JSON: {error.msg}", where=f"{where}, line {error.lineno}"
            ) from None
        return cls.from_dict(values)

    def key(self) -> str:
        """Twelve hexadecimal digits that name this experiment."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]
