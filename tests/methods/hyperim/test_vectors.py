"""HyperIM on documents that are vectors: one word each, in every space, and what it has not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.prepare import prepare
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.methods import method_of
from hmlc_core.methods.hyperim.entrance import Entrance
from hmlc_core.methods.hyperim.network import InteractionModel
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from hmlc_core.training.batches import collate, drop_words
from hmlc_core.training.predictor import NetworkPredictor
from tests.conftest import make_corpus

GEOMETRIES = ("poincare", "product", "euclidean")
FEATURES = 9


def with_vectors(corpus: Corpus) -> Corpus:
    """Far from the origin, and near each other where labels are equal."""
    random = np.random.default_rng(1)
    centres = random.normal(size=(len(corpus.graph), FEATURES))

    def vector(document: Document) -> Document:
        place = 40 + centres[list(document.labels)].sum(0) + random.normal(0, 0.2, FEATURES)
        return replace(document, text="", vector=place.astype(np.float32))

    train, dev, test = (
        tuple(map(vector, corpus.split(split))) for split in ("train", "dev", "test")
    )
    return replace(corpus, train=train, dev=dev, test=test, vectors=FEATURES, texts=False)


@pytest.fixture(scope="module")
def vectors() -> Corpus:
    return with_vectors(make_corpus())


def recipe(experiment: Experiment, *changes: str) -> Experiment:
    return experiment.assign(["model.encoder=none", *changes])


def predictor_of(experiment: Experiment, corpus: Corpus, last: Snapshot) -> NetworkPredictor:
    assert last.checkpoint is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    found = method_of(experiment.model).load(experiment, prepared, last.checkpoint)
    assert isinstance(found, NetworkPredictor)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("encoder", ["none", "gru+word"])
def test_it_learns_in_every_space(
    experiment: Experiment, vectors: Corpus, geometry: str, encoder: str
) -> None:
    """As well as vectors allow it that lie far from the origin, and much better than frequency."""
    changes = [f"model.geometry={geometry}", f"model.encoder={encoder}", "model.label_scale=0"]
    changes += ["training.epochs=20", "training.patience=0"]
    last = list(train(recipe(experiment, *changes), vectors))[-1]
    assert last.scores["test/nDCG@5"] > 0.95


@pytest.mark.slow
@pytest.mark.parametrize("interaction", ["sampled", "batch_union", "per_document"])
def test_partial_interaction_reads_vectors_too(
    experiment: Experiment, vectors: Corpus, interaction: str
) -> None:
    last = list(train(recipe(experiment, f"model.interaction={interaction}"), vectors))[-1]
    assert math.isfinite(last.scores["test/nDCG@5"])


def test_a_logit_is_gain_times_distance_and_bias(experiment: Experiment, vectors: Corpus) -> None:
    """One word: mean and soft maximum are both minus the one distance."""
    settings = recipe(experiment, "training.dtype=float64")
    last = list(train(settings, vectors))[-1]
    network = predictor_of(settings, vectors, last).network
    assert isinstance(network, InteractionModel)
    assert network.entrance is not None
    (head,) = network.heads
    rows = torch.tensor(np.array([item.vector for item in vectors.test]))
    tangent = network.entrance.tangent(rows)
    points = network.geometry.exp0(tangent)
    distances = network.geometry.distance(points[:, None], network.labels)
    with torch.no_grad():
        expected = -head.gain.sum(0) * distances + head.bias
        found = network.logits(rows, torch.full((len(rows),), FEATURES))
    assert torch.allclose(found, expected, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("kernels", ["torch", "numba"])
def test_a_resumed_run_goes_on_bit_for_bit(
    experiment: Experiment, vectors: Corpus, kernels: str
) -> None:
    settings = recipe(experiment, f"training.kernels={kernels}", "model.label_init=random")
    whole = list(train(settings, vectors))
    middle = next(one.checkpoint for one in whole if one.epoch == 1 and one.checkpoint)
    again = list(train(settings, vectors, resume=middle))
    assert np.array_equal(again[-1].label_points, whole[-1].label_points)
    assert again[-1].scores == whole[-1].scores


@pytest.mark.slow
def test_kernels_agree(experiment: Experiment, vectors: Corpus) -> None:
    one, two = (
        list(
            train(recipe(experiment, "training.dtype=float64", f"training.kernels={name}"), vectors)
        )
        for name in ("torch", "numba")
    )
    assert np.allclose(one[-1].label_points, two[-1].label_points, atol=1e-9)


@pytest.mark.parametrize("space", [make_geometry(name, 4) for name in GEOMETRIES], ids=str)
def test_documents_start_around_the_origin_as_far_out_as_words(space: Geometry) -> None:
    generator = torch.Generator().manual_seed(0)
    entrance = Entrance(FEATURES, space, generator=generator, dtype=torch.float64)
    rows = 100 + 7 * torch.randn(5_000, FEATURES, generator=generator, dtype=torch.float64)
    entrance.place_(rows, 0.1)
    tangent = entrance.tangent(rows).detach()
    assert tangent.mean(0).abs().max() < 1e-10
    assert float(tangent.square().mean().sqrt()) == pytest.approx(0.1 / math.sqrt(3))
    assert space.check_point(entrance(rows)) == (True, None)


def test_equal_vectors_have_no_length_to_scale_by() -> None:
    entrance = Entrance(
        2, make_geometry("poincare", 3), generator=torch.Generator(), dtype=torch.float32
    )
    entrance.place_(torch.ones(4, 2), 0.1)
    assert torch.isfinite(entrance(torch.ones(4, 2))).all()


def test_it_has_no_words(experiment: Experiment, vectors: Corpus) -> None:
    settings = recipe(experiment)
    places = predictor_of(settings, vectors, list(train(settings, vectors))[-1]).places
    assert places is not None
    assert places.words is None


def test_no_coordinate_is_hidden_as_a_word(experiment: Experiment, vectors: Corpus) -> None:
    batch = collate(prepare(vectors, experiment.corpus, 0).train, np.arange(5))
    assert drop_words(batch, 0.9, torch.Generator()) is batch


@pytest.mark.parametrize(
    ("change", "needed"),
    [
        ("model.head=position", "model.head=pooled"),
        ("model.head=sorted", "model.head=pooled"),
        ("model.word_init=midpoint", "model.word_init=random"),
        ("model.word_init=glove", "model.word_init=random"),
        ("model.hypernyms=true", "model.hypernyms=false"),
    ],
)
def test_what_is_about_words_is_refused(
    experiment: Experiment, vectors: Corpus, change: str, needed: str
) -> None:
    with pytest.raises(SettingError, match=f"vectors of {FEATURES} numbers.*Set {needed}"):
        train(recipe(experiment, change), vectors)


@pytest.mark.parametrize("kind", ["points", "tfidf"])
def test_hidden_reads_the_same_vectors(vectors: Corpus, kind: str) -> None:
    settings = preset("hidden").assign([f"model.encoder.kind={kind}", "training.epochs=2"])
    last = list(train(settings, vectors))[-1]
    assert math.isfinite(last.scores["test/nDCG@5"])


def test_another_length_is_another_corpus(experiment: Experiment, vectors: Corpus) -> None:
    settings = recipe(experiment, "model.label_init=random")
    middle = next(one.checkpoint for one in train(settings, vectors) if one.checkpoint)
    short = replace(
        vectors,
        vectors=4,
        **{
            split: tuple(
                replace(item, vector=None if item.vector is None else item.vector[:4])
                for item in vectors.split(split)
            )
            for split in ("train", "dev", "test")
        },
    )
    with pytest.raises(Exception, match="vectors of another length"):
        list(train(settings, short, resume=middle))
