"""What every figure owes its readers, checked on every figure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.ablation import Comparison, Sample, compare
from hmlc_core.evaluation.calibration import Reliability, reliability
from hmlc_core.plotting.ablation import paired_differences, scores_by_dimension
from hmlc_core.plotting.contributions import contribution_bars
from hmlc_core.plotting.curves import loss_curves, score_curves
from hmlc_core.plotting.heatmap import contribution_map, interaction_map
from hmlc_core.plotting.imbalance import label_counts
from hmlc_core.plotting.reliability import reliability_diagram
from hmlc_core.plotting.systems import method_means, scores_by_kind
from hmlc_core.plotting.tree import hierarchy_chart

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<b>bold</b>",
    '<a href="https://example.com">link</a>',
    "<script>alert(1)</script>",
    "$x$",
    "long " * 100,
)
REFERENCES = {"machine": 0.9, "frequency": 0.4, "chance": 0.05, "ceiling": 1.0}
TITLES = {name: f"{name}, as a reference" for name in REFERENCES}

Make = Callable[[tuple[str, ...]], Callable[..., Any]]


def series(count: int = 5):
    return np.arange(count, dtype=float), np.linspace(0.1, 0.8, count)


def comparison(names: tuple[str, ...], seeds: int = 3) -> Comparison:
    random = np.random.default_rng(0)
    return compare(
        {name: {seed: {"P@1": random.random()} for seed in range(seeds)} for name in names}
    )


def samples(names: tuple[str, ...]) -> dict[str, Sample]:
    return {name: of["P@1"] for name, of in comparison(names).variants.items()}


def promised() -> Reliability:
    random = np.random.default_rng(0)
    return reliability(random.random((50, 4)), sp.csr_matrix(random.random((50, 4)) < 0.5))


def matrix(*shape: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=shape)


def graph(names: tuple[str, ...]) -> LabelGraph:
    """The first name is the top label of the others; the last has two parents."""
    edges = {(0, child) for child in range(1, len(names))}
    if len(names) > 2:
        edges.add((1, len(names) - 1))
    return LabelGraph(names, tuple(sorted(edges)))


def tree(kind: str) -> Make:
    return lambda names: (
        lambda **look: hierarchy_chart(graph(names), range(len(names)), kind=kind, **look)
    )


CHARTS: dict[str, Make] = {
    "losses": lambda names: lambda **look: loss_curves({n: series() for n in names}, **look),
    "score curves": lambda names: (
        lambda **look: score_curves(
            {n: series() for n in names}, REFERENCES, TITLES, score="P@1", **look
        )
    ),
    "interaction map": lambda names: (
        lambda **look: interaction_map(
            names, names, -np.abs(matrix(len(names), len(names))), **look
        )
    ),
    "contribution map": lambda names: (
        lambda **look: contribution_map(
            names, names, -np.abs(matrix(len(names), len(names))), **look
        )
    ),
    "contributions": lambda names: (
        lambda **look: contribution_bars(names, matrix(len(names)), names[0], **look)
    ),
    "sunburst": tree("sunburst"),
    "treemap": tree("treemap"),
    "icicle": tree("icicle"),
    "label counts": lambda names: (
        lambda **look: label_counts(graph(names), range(len(names), 0, -1), **look)
    ),
    "scores by dimension": lambda names: (
        lambda **look: scores_by_dimension(
            {2: comparison(names), 5: comparison(names, 1)}, "P@1", **look
        )
    ),
    "paired differences": lambda names: (
        lambda **look: paired_differences(comparison(names), "P@1", **look)
    ),
    "reliability": lambda names: (
        lambda **look: reliability_diagram({name: promised() for name in names[:2]}, **look)
    ),
    "method means": lambda names: (
        lambda **look: method_means(samples(names), REFERENCES, TITLES, score="P@1", **look)
    ),
    "scores by kind": lambda names: (
        lambda **look: scores_by_kind(
            {name: samples(names) for name in names},
            [(kind, 3) for kind in names],
            score="P@1",
            what="kind",
            **look,
        )
    ),
}

EMPTY: dict[str, Callable[..., Any]] = {
    "losses": lambda **look: loss_curves({}, **look),
    "losses without a step": lambda **look: loss_curves({"loss": series(0)}, **look),
    "score curves": lambda **look: score_curves({}, REFERENCES, TITLES, score="P@1", **look),
    "interaction map without words": lambda **look: interaction_map(
        [], ["a"], matrix(1, 0), **look
    ),
    "interaction map without labels": lambda **look: interaction_map(
        ["a"], [], matrix(0, 1), **look
    ),
    "contributions": lambda **look: contribution_bars([], matrix(0), "a", **look),
    "hierarchy": lambda **look: hierarchy_chart(LabelGraph(()), [], **look),
    "label counts": lambda **look: label_counts(LabelGraph(("a",)), [0], **look),
    "scores by dimension": lambda **look: scores_by_dimension({}, "P@1", **look),
    "paired differences": lambda **look: paired_differences(comparison(("a",)), "P@1", **look),
    "method means": lambda **look: method_means({}, REFERENCES, TITLES, score="P@1", **look),
    "scores by kind": lambda **look: scores_by_kind(
        {"a": {}}, [("rare", 3)], score="P@1", what="kind", **look
    ),
}

both_looks = pytest.mark.parametrize("template", ["light", "dark"])
every_chart = pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)


def strings(value: Any) -> Iterator[str]:
    """Every string inside JSON-able `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def shown(figure: Any) -> list[str]:
    """Every string that Plotly may render; `meta` is for the page, which escapes it itself."""
    plain = json.loads(figure.to_json())
    plain["layout"].pop("meta")
    return list(strings(plain))


@pytest.mark.slow
@both_looks
@every_chart
def test_every_figure_says_what_it_shows(make: Make, template: str):
    figure = make(("alpha", "beta", "gamma"))(template=template)
    layout = figure.layout
    assert layout.title.text
    assert len(layout.meta["alt"]) > 40
    assert "alpha" in layout.meta["alt"]
    assert 150 < layout.height < 700
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    if any(trace.type in ("scatter", "bar", "heatmap") for trace in figure.data):
        assert layout.xaxis.title.text
        named_rows = layout.yaxis.ticktext is not None
        assert layout.yaxis.title.text or named_rows


@every_chart
def test_looks_differ_in_colour_only(make: Make):
    light, dark = (make(("alpha", "beta"))(template=look) for look in ("light", "dark"))
    assert light.layout.font.color != dark.layout.font.color
    assert [trace.type for trace in light.data] == [trace.type for trace in dark.data]
    assert light.layout.meta == dark.layout.meta


@pytest.mark.slow
@every_chart
def test_names_stay_text(make: Make):
    for text in shown(make(HOSTILE)(template="light")):
        lowered = text.lower()
        for markup in ("<img", "<b>bold", "<a ", "<script", "$x$"):
            assert markup not in lowered
        assert "long " * 10 not in lowered


@every_chart
def test_hostile_names_are_shown_nevertheless(make: Make):
    # The first name appears in every chart, or in every pair of the differences.
    assert any("&lt;img src=x" in text for text in shown(make(HOSTILE)(template="light")))


@every_chart
def test_names_are_never_part_of_a_hover_template(make: Make):
    plain = json.loads(make(("%{y}", "beta"))(template="light").to_json())
    for trace in plain["data"]:
        assert "%{y}" not in trace.get("hovertemplate", "")


@pytest.mark.slow
@both_looks
@every_chart
def test_one_name_is_enough(make: Make, template: str):
    assert make(("only",))(template=template).layout.meta["alt"]


@both_looks
@pytest.mark.parametrize("make", EMPTY.values(), ids=EMPTY)
def test_nothing_to_show_is_said_in_a_sentence(make: Callable[..., Any], template: str):
    figure = make(template=template)
    assert not figure.data
    (annotation,) = figure.layout.annotations
    assert annotation.text.endswith(".")
    assert figure.layout.meta["alt"].endswith(".")
    assert figure.layout.title.text
