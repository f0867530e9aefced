"""Attention is drawn as what is above an even share, beside what the same words do."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.plotting.attention import above_even, attention_bars, attention_map

WORDS = ("bank", "<b>rate</b>", "bank")
WEIGHTS = np.array([0.5, 0.3, 0.2])
CONTRIBUTIONS = np.array([0.4, -0.2, 0.1])


def test_an_even_share_is_zero_percent() -> None:
    np.testing.assert_allclose(above_even(np.full(4, 0.25)), 0, atol=1e-12)
    np.testing.assert_allclose(above_even(WEIGHTS), [50, -10, -40])


@pytest.mark.parametrize("template", ["light", "dark"])
def test_levels_are_rows_over_bars_of_the_same_words(template) -> None:
    levels = {"level 1": WEIGHTS, "level 2": WEIGHTS[::-1]}
    figure = attention_map(WORDS, levels, CONTRIBUTIONS, "Banks", template=template)
    heat, above, below = figure.data
    np.testing.assert_allclose(heat.z, [[50, -10, -40], [-40, -10, 50]])
    assert list(above.x) == [0, 2]
    assert list(below.y) == [-0.2]
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]
    assert "50 percent more" in figure.layout.meta["alt"]


def test_bars_stand_beside_each_other_the_most_attended_on_top() -> None:
    figure = attention_bars(WORDS, WEIGHTS, CONTRIBUTIONS, "Banks", most=2)
    attended, above, below = figure.data
    np.testing.assert_allclose(attended.x, [-10, 50])
    assert list(above.y) == [1]
    assert list(below.y) == [0]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;rate&lt;/b&gt;", "bank (1)"]


def test_nothing_to_attend_to_is_said() -> None:
    nothing = np.zeros(0)
    assert attention_map([], {}, nothing, "x").layout.annotations
    assert attention_bars([], nothing, nothing, "x").layout.annotations
