"""Attention is drawn as what is above an even share, beside what the same words do."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.plotting.attention import ALIKE, above_even, attention_bars, attention_map

WORDS = ("bank", "<b>rate</b>", "bank")
WEIGHTS = np.array([0.5, 0.3, 0.2])
CONTRIBUTIONS = np.array([0.4, -0.2, 0.1])


def test_an_even_share_is_zero_percent() -> None:
    np.testing.assert_allclose(above_even(np.full(4, 0.25)), 0, atol=1e-12)
    np.testing.assert_allclose(above_even(WEIGHTS), [50, -10, -40])


@pytest.mark.parametrize("template", ["light", "dark"])
def test_levels_are_rows_over_bars_of_the_same_words(template) -> None:
    levels = {"level 1": WEIGHTS, "level 2": WEIGHTS[::-1]}
    figure = attention_map(
        WORDS, levels, CONTRIBUTIONS, "Banks", unit="log-odds", template=template
    )
    heat, above, below = figure.data
    np.testing.assert_allclose(heat.z, [[1, 1 / 3, 0], [0, 1 / 3, 1]])
    assert heat.text[0][0] == "level 1<br>+50.00"
    assert list(above.x) == [0, 2]
    assert list(below.y) == [-0.2]
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]
    assert "largest share goes to 'bank', 50.00 percent more" in figure.layout.meta["alt"]


def test_a_level_that_attends_to_all_words_alike_has_no_colour() -> None:
    levels = {"level 1": WEIGHTS, "level 2": np.array([1.0005, 1.0, 0.9995]) / 3}
    figure = attention_map(WORDS, levels, CONTRIBUTIONS, "Banks", unit="log-odds")
    assert np.isfinite(figure.data[0].z[0]).all()
    assert np.isnan(figure.data[0].z[1]).all()
    assert "at level 2 all words are attended to alike" in figure.layout.meta["alt"]
    bars = attention_bars(WORDS, levels["level 2"], CONTRIBUTIONS, "Banks", unit="log-odds")
    assert bars.layout.xaxis.range == (-ALIKE, ALIKE)


def test_the_words_drawn_may_be_the_first_of_a_longer_text() -> None:
    weights = np.array([0.3, 0.2, 0.1, 0.4])
    figure = attention_map(WORDS, {"level 1": weights}, CONTRIBUTIONS, "Banks", unit="log-odds")
    assert figure.data[0].text[0][0] == "level 1<br>+20.00"
    assert "goes to 'bank', 20.00 percent" in figure.layout.meta["alt"]


def test_a_single_word_has_all_of_the_attention() -> None:
    one = np.ones(1)
    figure = attention_map(["bank"], {"level 1": one}, one, "Banks", unit="log-odds")
    assert "single word: 'bank' has all of it" in figure.layout.meta["alt"]


def test_bars_stand_beside_each_other_the_most_attended_on_top() -> None:
    figure = attention_bars(WORDS, WEIGHTS, CONTRIBUTIONS, "Banks", unit="log-odds", most=2)
    attended, above, below = figure.data
    np.testing.assert_allclose(attended.x, [-10, 50])
    assert list(above.y) == [1]
    assert list(below.y) == [0]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;rate&lt;/b&gt;", "bank (1)"]


def test_nothing_to_attend_to_is_said() -> None:
    nothing = np.zeros(0)
    assert attention_map([], {}, nothing, "x", unit="").layout.annotations
    assert attention_bars([], nothing, nothing, "x", unit="").layout.annotations
