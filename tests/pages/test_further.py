"""What stands under a run's scores claims no more than its numbers say."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pages.ui.run.further import _sentence


@pytest.mark.parametrize(
    ("before", "after", "temperature", "said"),
    [
        (0.05, 0.01, 0.7, "probabilities are too near to one half"),
        (0.05, 0.01, 1.7, "probabilities are too far from one half"),
        (0.0044, 0.0046, 1.06, "does not help here"),
        (0.0044, 0.0044, 1.06, "does not help here"),
    ],
)
def test_a_direction_is_named_only_where_the_temperature_helps(before, after, temperature, said):
    versions = {"as predicted": SimpleNamespace(ece=before), "tempered": SimpleNamespace(ece=after)}
    sentence = _sentence(versions, temperature)
    assert said in sentence
    assert ("one half" in sentence) == (after < before)


def old() -> None:
    from types import SimpleNamespace

    from pages.ui.run.further import further

    nothing: dict[str, float] = {}
    run = SimpleNamespace(
        id="a", experiment=None, test_scores=nothing, scores_under=lambda _: nothing
    )
    further(run, {})


@pytest.mark.slow
def test_a_run_that_kept_no_scores_of_groups_says_why(script):
    at = script(old).run()
    assert not at.exception
    assert "by frequency and by level were not kept" in at.caption[0].value
