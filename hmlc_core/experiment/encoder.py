"""Settings of document encoders: from words, or a vector's coordinates, to one vector."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.errors import SettingError
from hmlc_core.experiment.section import Files, Section, setting


@dataclass(frozen=True, kw_only=True)
class Encoder(Section):
    """How a document becomes one vector; defaults are sizes that a laptop trains in minutes."""

    kind: str = setting(
        "cnn",
        "Convolutions over words (cnn), the same over a two-way GRU's states (rcnn), a BERT model "
        "(bert), TF-IDF and a linear layer (tfidf; where documents are vectors, their coordinates "
        "and a linear layer), or one small hidden layer where documents are vectors (points).",
        choices=("cnn", "rcnn", "bert", "tfidf", "points"),
    )
    word_dim: int = setting(
        64, "Coordinates of a word (cnn, rcnn). The paper has 300.", low=1, high=1_024
    )
    word_range: float = setting(
        0.25,
        "Word vectors start uniformly in +/- this range (cnn, rcnn).",
        low=1e-6,
        high=10.0,
        advanced=True,
    )
    filters: int = setting(
        64,
        "Convolution filters of each width. HiddeN has 1000 (cnn), TextRCNN 100 (rcnn).",
        low=1,
        high=4_096,
    )
    gru_units: int = setting(
        64, "States of the GRU in each direction (rcnn).", low=1, high=1_024, advanced=True
    )
    gru_layers: int = setting(
        1,
        "GRU layers (rcnn). The authors of the published code report results with 2.",
        low=1,
        high=4,
        advanced=True,
    )
    hidden_units: int = setting(
        4,
        "Hidden units (points). HiddeN's synthetic benchmark has 4, which is its bottleneck.",
        low=1,
        high=4_096,
        advanced=True,
    )
    bert_model: str = setting(
        "google-bert/bert-base-uncased",
        "BERT to start from (bert): a folder, or the name of a model downloaded before; in the app "
        "the folder lies in one of HMLC_DATA_DIR. "
        "tiny-random is a very small one that was never trained, to try things out.",
        advanced=True,
        files=Files("bert", ("google-bert/bert-base-uncased", "tiny-random")),
    )
    bert_pooling: str = setting(
        "cls",
        "Document vector from BERT: its first state (cls), or the mean of all states (mean).",
        choices=("cls", "mean"),
        advanced=True,
    )
    dropout: float = setting(
        0.1,
        "Share of the document vector hidden at random in training (cnn, rcnn, bert, tfidf).",
        low=0.0,
        high=0.9,
    )
    released_dropout_place: bool = setting(
        False,
        "Dropout acts before the last linear layer, as in the released code, instead of on the "
        "document vector; with tfidf it hides words.",
        advanced=True,
    )

    @property
    def reads_texts(self) -> bool:
        """Whether it fits documents that are texts."""
        return self.kind != "points"

    @property
    def reads_points(self) -> bool:
        """Whether it fits documents that are vectors."""
        return self.kind in ("points", "tfidf")

    @property
    def has_words(self) -> bool:
        """Whether it begins with a table of word vectors of its own."""
        return self.kind in ("cnn", "rcnn")

    @property
    def reads_bags(self) -> bool:
        """Whether the order of words says nothing to it."""
        return self.kind == "tfidf"

    def check(self) -> None:
        """Rules between fields."""
        if self.kind == "bert" and not self.bert_model.strip():
            raise SettingError(
                "no BERT model is named",
                where="bert_model",
                expected="a folder, the name of a downloaded model, or tiny-random",
            )
