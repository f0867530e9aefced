"""Document encoders: from words, or a point's coordinates, to one vector a document.

Here: networks behind `DocumentEncoder`, which every model that takes a document vector can use.
Not here: what is done with the vector, and HyperIM's recurrence, which keeps one state a word.
"""

from __future__ import annotations

import torch

from hmlc_core.data.text import Vocabulary
from hmlc_core.errors import SettingError
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders.base import DocumentEncoder
from hmlc_core.models.encoders.bert import Bert, load_bert
from hmlc_core.models.encoders.cnn import TextCNN
from hmlc_core.models.encoders.points import PointLinear, PointNetwork
from hmlc_core.models.encoders.rcnn import TextRCNN
from hmlc_core.models.encoders.tfidf import TfIdfEncoder

__all__ = ["DocumentEncoder", "PointNetwork", "build_encoder"]


def build_encoder(
    settings: Encoder,
    *,
    vocabulary: Vocabulary,
    features: int | None,
    out_dim: int,
    generator: torch.Generator,
    dtype: torch.dtype,
    sparse_rows: bool = True,
) -> DocumentEncoder:
    """An untrained encoder (BERT: as trained by others).

    vocabulary: the words that ids stand for. features: coordinates of a point where documents
    are points, else None. out_dim: coordinates of a document vector.
    generator: every initial value, and later every dropout; the run keeps it and its state.
    sparse_rows: in training only rows of words that occur get a gradient (cnn, rcnn, tfidf).

    Raises `SettingError` when the encoder does not fit the corpus, or BERT cannot be had.
    """
    if not (settings.reads_texts if features is None else settings.reads_points):
        raise SettingError(
            f"this encoder does not read {'texts' if features is None else 'points'}",
            where="model.encoder.kind",
            expected="cnn, rcnn, bert or tfidf" if features is None else "points or tfidf",
            received=settings.kind,
        )
    if features is not None and settings.kind == "tfidf":
        return PointLinear(features, out_dim, generator=generator, dtype=dtype)
    if features is not None:
        return PointNetwork(
            features, settings.hidden_units, out_dim, generator=generator, dtype=dtype
        )
    if settings.kind == "bert":
        network, pieces = load_bert(settings.bert_model, vocabulary, generator=generator)
        return Bert(settings, network, pieces, out_dim=out_dim, generator=generator, dtype=dtype)
    if settings.kind == "tfidf":
        return TfIdfEncoder(
            settings,
            vocabulary,
            out_dim=out_dim,
            generator=generator,
            dtype=dtype,
            sparse_rows=sparse_rows,
        )
    kind = TextCNN if settings.kind == "cnn" else TextRCNN
    return kind(
        settings,
        vocabulary=len(vocabulary),
        out_dim=out_dim,
        generator=generator,
        dtype=dtype,
        sparse_rows=sparse_rows,
    )
