"""Experiment: a value that says everything about a run, and names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from hmlc_core.errors import SettingError
from hmlc_core.experiment.corpus import CorpusSettings
from hmlc_core.experiment.labels import LabelEmbedding
from hmlc_core.experiment.models import DEFAULT, ModelSettings
from hmlc_core.experiment.scores import (
    ALL,
    CHOOSABLE,
    SCORES,
    UNDEFINED,
    UNTHRESHOLDED,
    Score,
    score_title,
    verdict_score,
)
from hmlc_core.experiment.section import Section, section, setting
from hmlc_core.experiment.training import Training
from hmlc_core.experiment.words import HypernymTuning, WordEmbedding

__all__ = [
    "ALL",
    "CHOOSABLE",
    "SCORES",
    "UNDEFINED",
    "UNTHRESHOLDED",
    "CorpusSettings",
    "Experiment",
    "HypernymTuning",
    "LabelEmbedding",
    "ModelSettings",
    "Score",
    "Section",
    "Training",
    "WordEmbedding",
    "score_title",
    "verdict_score",
]


@dataclass(frozen=True, kw_only=True)
class Experiment(Section):
    """Corpus, model, embedding of words and labels, training and seed: the recipe of a run."""

    seed: int = setting(
        0, "Start of every random choice: split, initial values, order.", low=0, high=2**31 - 1
    )
    corpus: CorpusSettings = section(CorpusSettings, "Documents and vocabulary.")
    model: ModelSettings = section(DEFAULT, "The model.")
    words: WordEmbedding = section(WordEmbedding, "Word vectors before labels are placed.")
    hypernyms: HypernymTuning = section(HypernymTuning, "Words drawn to their hypernyms.")
    labels: LabelEmbedding = section(LabelEmbedding, "Label vectors before training.")
    training: Training = section(Training, "Optimisation.")

    def check(self) -> None:
        """What the model asks of the embedding of words."""
        self.model.check_words(self.words)

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces to argue about."""
        return json.dumps(self.to_dict(), sort_keys=True, indent=1, allow_nan=False)

    @classmethod
    def from_json(cls, content: str | bytes, *, where: str = "experiment") -> Experiment:
        """The experiment written in `content`; bytes are those of a file, in UTF-8.

        Raises `SettingError` naming line or field when it is not valid, whatever it is.
        """
        try:
            text = content if isinstance(content, str) else content.decode("utf-8-sig")
            return cls.from_dict(json.loads(text))
        except UnicodeDecodeError:
            raise SettingError("the file is not text in UTF-8", where=where) from None
        except json.JSONDecodeError as error:
            raise SettingError(
                f"not valid JSON: {error.msg}", where=f"{where}, line {error.lineno}"
            ) from None
        except RecursionError:
            raise SettingError("nested too deeply for an experiment", where=where) from None
        except ValueError:  # Python limits the digits that it turns into a number
            raise SettingError("a number has too many digits", where=where) from None

    def key(self) -> str:
        """Twelve hexadecimal digits that name this experiment."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]
