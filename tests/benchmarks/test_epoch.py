"""An epoch is measured for methods that have epochs, and a fit for those that have none."""

from __future__ import annotations

import pytest

from benchmarks import epoch


@pytest.mark.slow
@pytest.mark.parametrize(("name", "epochs"), [("harnn", 1.0), ("quick", 1.0), ("linear", 1.0)])
def test_a_preset_is_gone_through_once(name: str, epochs: float) -> None:
    changes = ["labels.epochs=1", "training.epochs=5", "training.kernels=torch", "model.cost=1"]
    known = [each for each in changes if name == "linear" or not each.startswith("model.cost")]
    told = epoch.measure(name, "newsroom", 200, known)
    assert told["documents"] == 200
    assert told["epochs"] == epochs
    assert told["steps"] > 0
    assert told["parameters"] > 0
    assert told["seconds"] > 0
