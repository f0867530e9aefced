"""Compiled and readable kernels are one model: equal logits, equal gradients."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import prepare
from hmlc_core.experiment import Experiment
from hmlc_core.geometry import make_geometry
from hmlc_core.methods.hyperim.method import HyperIMMethod
from hmlc_core.models import kernels
from hmlc_core.training.batches import collate


@pytest.mark.parametrize("geometry", ["poincare", "product", "euclidean"])
@pytest.mark.parametrize("head", ["pooled", "sorted"])
def test_compiled_equals_readable(
    corpus: Corpus, experiment: Experiment, geometry: str, head: str
) -> None:
    """Float64, to 1e-9: the whole model, forward and backward."""
    changes = [f"model.geometry={geometry}", f"model.head={head}", "training.dtype=float64"]
    experiment = experiment.assign(changes)
    prepared = prepare(corpus, experiment.corpus, 0)
    batch = collate(prepared.train, np.arange(20))
    results = []
    for name in ("torch", "numba"):
        generator = torch.Generator().manual_seed(0)
        model = HyperIMMethod().network(experiment, prepared, {}, generator=generator, kernels=name)
        assert model.kernels.name == name
        model.train()
        logits = model.logits(batch.tokens, batch.lengths)
        logits.square().sum().backward()
        gradients = {n: p.grad.to_dense() for n, p in model.named_parameters()}
        results.append((logits, gradients))
    (logits, gradients), (others, other_gradients) = results
    assert torch.allclose(logits, others, atol=1e-9, rtol=1e-9)
    for name, gradient in gradients.items():
        scale = float(gradient.abs().max())
        assert torch.allclose(gradient, other_gradients[name], atol=1e-9 * scale, rtol=0), name


@pytest.mark.parametrize("geometry", ["poincare", "product", "euclidean"])
def test_auto_takes_compiled_kernels_wherever_there_are_some(geometry: str) -> None:
    assert kernels.choose_kernels("auto", make_geometry(geometry, 2)).name == "numba"
