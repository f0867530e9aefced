"""Labels that are held at their places: the loss, its gradient, and what it does to a run."""

from __future__ import annotations

import pytest
import torch

from hmlc_core.data.corpus import Corpus
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.geometry import make_geometry
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot

GEOMETRIES = ("poincare", "product", "euclidean")


def run(experiment: Experiment, corpus: Corpus, *changes: str) -> list[Snapshot]:
    return list(train(experiment.assign([*changes]), corpus))


def way(snapshots: list[Snapshot], geometry: str) -> float:
    """Mean distance of labels from where they started."""
    trained = [one for one in snapshots if one.stage == "train"]
    first, last = (torch.tensor(one.label_points) for one in (trained[0], trained[-1]))
    return float(make_geometry(geometry, 4).distance(first, last).mean())


@pytest.mark.slow
@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_the_stronger_the_hold_the_nearer_labels_stay(
    experiment: Experiment, corpus: Corpus, geometry: str
) -> None:
    space = f"model.geometry={geometry}"
    ways = [
        way(run(experiment, corpus, space, f"model.hold={hold}"), geometry) for hold in (0, 1, 100)
    ]
    assert ways[0] > ways[1] > ways[2]
    assert ways[2] < ways[0] / 2


@pytest.mark.slow
def test_the_hold_is_told_as_a_loss_of_its_own_and_no_hold_is_not(
    experiment: Experiment, corpus: Corpus
) -> None:
    held = [one for one in run(experiment, corpus, "model.hold=1") if one.stage == "train"]
    free = [one for one in run(experiment, corpus) if one.stage == "train"]
    told = [one.losses for one in held if one.losses]
    assert all(losses["hold"] < losses["loss"] for losses in told)
    assert all(losses["hold"] > 0 for losses in told[1:])  # the first step starts at the places
    assert all("hold" not in one.losses for one in free)


@pytest.mark.slow
def test_kernels_and_readable_code_hold_alike(experiment: Experiment, corpus: Corpus) -> None:
    settings = ("model.hold=1", "training.dtype=float64", "training.epochs=1")
    ours, theirs = (
        run(experiment, corpus, *settings, f"training.kernels={kernels}")[-1]
        for kernels in ("torch", "numba")
    )
    torch.testing.assert_close(
        torch.tensor(ours.label_points), torch.tensor(theirs.label_points), atol=1e-6, rtol=1e-5
    )


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_the_gradient_of_the_hold_is_that_of_its_finite_differences(geometry: str) -> None:
    space = make_geometry(geometry, 4)
    random = torch.Generator().manual_seed(0)
    places, labels = (space.random((5,), 0.4, random) for _ in range(2))

    def hold(points: torch.Tensor) -> torch.Tensor:
        return space.distance(points, places).square().mean()

    assert torch.autograd.gradcheck(hold, labels.requires_grad_())
    still = places.clone().requires_grad_()
    hold(still).backward()
    assert torch.equal(still.grad, torch.zeros_like(still))


@pytest.mark.slow
def test_a_held_run_goes_on_as_if_it_had_not_stopped(
    experiment: Experiment, corpus: Corpus
) -> None:
    """Its places are kept with the weights: nothing else of where labels started is left."""
    held = experiment.assign(["model.hold=1"])
    whole = list(train(held, corpus))
    middle = next(one for one in whole if one.stage == "train" and one.epoch == 1)
    *_, last = train(held, corpus, resume=middle.checkpoint)
    assert (last.label_points == whole[-1].label_points).all()
    assert last.scores == whole[-1].scores


@pytest.mark.parametrize("start", ["random", "zeros"])
def test_only_labels_with_places_can_be_held(start: str) -> None:
    with pytest.raises(SettingError, match=r"labels can only be held.*label_init = hierarchy"):
        HyperIM(hold=0.1, label_init=start).check()


@pytest.mark.slow
def test_a_network_without_hold_keeps_no_places(experiment: Experiment, corpus: Corpus) -> None:
    last = run(experiment, corpus)[-1]
    assert "model/places" not in last.checkpoint.tensors
