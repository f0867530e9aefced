"""Where labels and words start: by the hierarchy, by the rule, and between labels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sparse
import torch

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import prepare
from hmlc_core.data.text import Encoded
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.methods import method_of
from hmlc_core.methods.hyperim.start import (
    label_start,
    placing_space,
    start_factor,
    words_between_labels,
)

GEOMETRIES = ("poincare", "product", "euclidean")


def placed(settings: HyperIM, distance: float = 6.0) -> torch.Tensor:
    """Twenty labels, all about as far from the origin."""
    space = placing_space(settings)
    draw = torch.randn(20, space.width, generator=torch.Generator().manual_seed(1)).double()
    return space.scale(distance / space.radius(draw := space.exp0(draw))[:, None], draw)


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("dim", [2, 4, 20])
def test_by_the_rule_labels_start_as_far_out_as_the_farthest_words(geometry: str, dim: int) -> None:
    settings = HyperIM(geometry=geometry, dim=dim)
    points, space = placed(settings), placing_space(settings)
    start = label_start({"labels": {"points": points.numpy()}}, settings)
    assert start is not None
    corner = torch.full((dim,), settings.init_range, dtype=torch.float64)
    size = space.radius(start).square().mean().sqrt()
    torch.testing.assert_close(size, space.radius(corner))


def test_the_rule_puts_labels_nearer_the_fewer_dimensions_there_are() -> None:
    factors = [
        start_factor(settings, placed(settings))
        for settings in (HyperIM(dim=dim) for dim in (2, 5, 10, 20))
    ]
    assert factors == sorted(factors)
    assert factors[0] == pytest.approx(2 * math.atanh(0.1 * math.sqrt(2)) / 6)


def test_the_rule_never_moves_labels_outwards() -> None:
    settings = HyperIM(dim=20)
    assert start_factor(settings, placed(settings, 0.01)) == 1
    assert start_factor(settings, torch.zeros(3, 20, dtype=torch.float64)) == 1


def test_a_scale_that_is_given_is_kept() -> None:
    settings = HyperIM(dim=2, label_scale=0.3)
    points, space = placed(settings), placing_space(settings)
    start = label_start({"labels": {"points": points.numpy()}}, settings)
    assert start is not None
    torch.testing.assert_close(space.radius(start), 0.3 * space.radius(points))
    assert label_start({}, settings) is None


@pytest.mark.parametrize(("scale", "told"), [(0, "by 0.047"), (0.3, "by 0.3"), (1, None)])
def test_what_happens_between_the_stages_names_the_factor_that_is_used(
    scale: float, told: str | None
) -> None:
    experiment = Experiment().assign(["model.dim=2", f"model.label_scale={scale}"])
    method, points = method_of(experiment.model), placed(HyperIM(dim=2)).numpy()
    steps = method.between_stages(experiment, points)
    assert [told in step for step in steps] == ([] if told is None else [True])
    flat = experiment.assign(["model.geometry=euclidean"])
    assert "flat space" in method.between_stages(flat, points)[-1]


def documents(words: list[list[int]], labels: list[list[int]]) -> Encoded:
    return Encoded(
        tokens=np.concatenate(words).astype(np.int32),
        offsets=np.cumsum([0, *map(len, words)]),
        labels=sparse.csr_matrix(np.array(labels, dtype=np.float32)),
        texts=("",) * len(words),
    )


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_a_word_of_one_label_starts_on_the_way_to_it_and_a_word_of_all_stays(geometry: str) -> None:
    settings = HyperIM(geometry=geometry, dim=2, ball_dim=1)
    space = placing_space(settings)
    labels = space.project(torch.tensor([[0.8, 0.1], [-0.6, 0.5]], dtype=torch.float64))
    words = space.random((5,), 0.1, torch.Generator().manual_seed(0))
    read = documents([[2, 3, 3], [2, 4], [2, 3]], [[1, 0], [0, 1], [1, 0]])
    tokens = read.tokens.copy()
    start = words_between_labels(words, labels, read, space)
    for word, label, n in ((3, 0, 2), (4, 1, 1)):
        expected = space.scale(0.5 * n / (n + 3), labels[label])
        torch.testing.assert_close(start[word], expected)
    assert torch.equal(start[:3], words[:3])
    assert np.array_equal(read.tokens, tokens)


def test_words_at_midpoints_change_nothing_but_words(
    corpus: Corpus, experiment: Experiment
) -> None:
    networks = []
    for start in ("random", "midpoint"):
        changed = experiment.assign([f"model.word_init={start}", "model.label_init=random"])
        prepared = prepare(corpus, changed.corpus, changed.seed)
        generator = torch.Generator().manual_seed(0)
        networks.append(
            method_of(changed.model).network(
                changed, prepared, {}, generator=generator, kernels="torch"
            )
        )
    one, other = (dict(network.named_parameters()) for network in networks)
    differing = {name for name in one if not torch.equal(one[name], other[name])}
    assert differing - {"heads.0.bias", "heads.1.bias"} == {"words"}


def test_words_have_no_midpoint_between_labels_at_the_origin() -> None:
    with pytest.raises(SettingError, match="leave no midpoints"):
        HyperIM(label_init="zeros", word_init="midpoint").check()
