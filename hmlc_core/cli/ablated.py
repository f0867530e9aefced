"""What `ablate` tells: its tables and sentences for people, its values for programs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hmlc_core.cli.answer import Answer, mean_percent, score_rows, whole
from hmlc_core.experiment import ALL, SCORES, UNDEFINED, Experiment, score_title, verdict_score

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Comparison, Sample
    from hmlc_core.runs.bootstrap import Bootstrap, Members
    from hmlc_core.runs.grid import Rates

    Further = Mapping[int, Mapping[str, Mapping[str, Sample]]]

FURTHER = (
    "test_missing/macro_f1",
    "recovery/edge_f1",
    "recovery/spearman",
    "hierarchical/hf",
    "network/dead_units",
)
"""What is printed beside the test scores, where runs have it; the JSON answer has all."""


def joined(
    compared: Mapping[int, Comparison],
    more: Further,
    drawn: Mapping[int, Bootstrap],
    by_dim: Mapping[int, Members],
) -> dict[str, Any]:
    """`variants` and `paired` of all dimensions; the dimension is named where there are several."""
    from hmlc_core.runs.comparing import learned_numbers, training_seconds

    joined: dict[str, Any] = {"variants": {}, "paired": {}, "resamples": 0, "problems": []}
    for dim, comparison in compared.items():
        suffix = _suffix(dim, compared)
        parts = comparison.to_dict(drawn[dim].intervals, ALL)
        joined["resamples"] = drawn[dim].resamples
        joined["problems"] += drawn[dim].problems
        seconds, parameters = training_seconds(by_dim[dim]), learned_numbers(by_dim[dim])
        for name, found in parts["variants"].items():
            samples = more[dim].get(name, {})
            found["seconds"] = seconds[name].mean if name in seconds else None
            found["parameters"] = whole(parameters.get(name))
            found["further"] = {score: asdict(sample) for score, sample in samples.items()}
            joined["variants"][name + suffix] = found
        for pair, found in parts["paired"].items():
            first, _, second = pair.partition(" vs ")
            joined["paired"][f"{first}{suffix} vs {second}{suffix}"] = found
    return joined


def by_part_of(by_dim: Mapping[int, Members], family: str) -> dict[str, Any]:
    """Variant, its dimension behind where there are several -> part -> score -> mean."""
    from hmlc_core.runs.comparing import by_part

    return {
        name + _suffix(dim, by_dim): found
        for dim, members in by_dim.items()
        for name, found in by_part(members, family).items()
    }


def _suffix(dim: int, dims: Collection[int]) -> str:
    return f" d={dim}" if len(dims) > 1 else ""


def keyed(place: tuple[str, int], dims: list[int]) -> str:
    """A name and its dimension, where there are several."""
    return place[0] + _suffix(place[1], dims)


def tell_compared(
    answer: Answer,
    compared: Mapping[int, Comparison],
    drawn: Mapping[int, Bootstrap],
    references: Mapping[str, Mapping[str, float]],
    rates: Rates,
    base: Experiment,
) -> None:
    """The rates that were chosen, a table for each dimension, and each difference in a sentence."""
    for (geometry, dim), rate in rates.items():
        answer.say(f"Rate of points chosen for {geometry} in {dim} dimensions: {rate:g}")
    for dim, comparison in compared.items():
        rows = []
        for name, samples in comparison.variants.items():
            cells = [mean_percent(samples.get(score)) for score in SCORES]
            rows.append([f"{name} (n = {comparison.seeds[name]})", *cells])
        title = f"{_in(dim)}ean ± standard deviation over seeds, test, in percent"
        header = ("", *map(score_title, SCORES))
        answer.table(title, header, [*rows, *score_rows(references)])
        score = verdict_score(base.training.select_by)
        for difference in comparison.differences.get(score, ()):
            verdict = difference.verdict(drawn[dim].interval(difference, score))
            answer.say(f"{score_title(score)}: {verdict}")
        for line in drawn[dim].lines():
            answer.say(line)


def tell_further(answer: Answer, more: Further) -> None:
    """A table of those of `FURTHER` that runs have."""
    for dim, by_variant in more.items():
        names = [name for name in FURTHER if any(name in found for found in by_variant.values())]
        rows = [
            [variant, *(_spread(found.get(name)) for name in names)]
            for variant, found in by_variant.items()
        ]
        if names:
            title = f"{_in(dim)}ean ± standard deviation (median) over seeds"
            answer.table(title, ("", *map(score_title, names)), rows)


def _in(dim: int) -> str:
    return f"{dim} dimensions: m" if dim else "M"


def _spread(sample: Sample | None) -> str:
    if sample is None:
        return UNDEFINED
    return f"{sample.written('%.2f', 1)} ({sample.median:.2f})"
