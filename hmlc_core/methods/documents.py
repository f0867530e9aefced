"""The document encoder of a run, for methods whose networks begin with one."""

from __future__ import annotations

import torch

from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders import DocumentEncoder, build_encoder


def document_encoder(
    settings: Encoder,
    experiment: Experiment,
    prepared: Prepared,
    *,
    out_dim: int,
    generator: torch.Generator,
) -> DocumentEncoder:
    """An untrained encoder that gives (B, out_dim), for the documents as they were prepared."""
    return build_encoder(
        settings,
        vocabulary=prepared.vocabulary,
        features=prepared.vectors or None,
        out_dim=out_dim,
        generator=generator,
        dtype=getattr(torch, experiment.training.dtype),
        sparse_rows=experiment.training.rows == "sparse",
    )
