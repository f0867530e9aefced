"""How well a recovered hierarchy agrees with the true one: a table beside chance, and in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.evaluation.told import (
    BASELINES,
    below_random,
    beside_counting,
    beside_tree,
    beyond_chance,
    level,
    number,
    origin,
)
from hmlc_core.experiment import UNDEFINED
from hmlc_core.runs.opened import StagePoints, readable
from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.wording import counted
from pages.ui.hierarchy.recovered import GIVEN, Truth, scored
from pages.ui.run.points import stages
from pages.ui.run.settings import given_name
from pages.ui.shell import resources
from pages.ui.shell.text import escape
from pages.ui.shell.theme import to_csv

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery import Recovery
    from hmlc_core.evaluation.recovery.chance import Level

DRAWN = ("shuffled", "random_tree")
"""Baselines that are drawn at random, so that they have a spread and need more room."""

HEADS = {
    BASELINES["shuffled"]: ("shuffled", 78),
    BASELINES["random_tree"]: ("random", 78),
    BASELINES["star"]: ("star", 44),
    BASELINES["cooccurrence_90"]: ("count .9", 58),
    BASELINES["cooccurrence_80"]: ("count .8", 58),
}
"""Shorter heads and pixels of columns; the whole is said where one points at it."""

LARGE = 1_000
"""Beyond this many labels scores take so long that they are computed when asked for."""


def scores(run: Run, method: str, truth: Truth) -> None:
    """The table and what it says, or why there is none yet."""
    parts, imported = stages(run), readable(run).model.imported
    if not truth.graph.edges:
        without = (
            "No hierarchy came with the points" if imported else "This corpus has no hierarchy"
        )
        st.info(
            f"{without}, so there is nothing to compare the recovered one with.",
            icon=":material/account_tree:",
        )
    live, labels = run.status in ACTIVE, len(truth.graph)
    if live or labels > LARGE:
        why = "The run is still training" if live else f"There are {labels:,} labels"
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(f"{why}: scores beside chance are computed when you ask for them.")
        if not right.button("Score now", icon=":material/calculate:", width="stretch"):
            return
    found = scored(run, parts[-1], -1, method, truth)
    if found.chance:
        st.markdown("\n".join(f"- {line}" for line in verdict(run, found, truth)))
        _table(run, found)
    _rest(run, parts[-1], found)


def verdict(run: Run, found: Recovery, truth: Truth) -> list[str]:
    """What the scores say, in sentences of Markdown."""
    said = [_origin(run, truth), beyond_chance(found), below_random(found), beside_counting(found)]
    said += [] if truth.labels else [_seeds(run)]  # other seeds' scores are of the whole
    return [sentence for sentence in said if sentence]


def _origin(run: Run, truth: Truth) -> str:
    """Whether there was anything to discover."""
    return origin(readable(run).model, escape(given_name(run)), own=truth.name != GIVEN)


def _seeds(run: Run) -> str:
    """The spread over runs that differ in nothing but the seed, or that it is not known."""
    settings = readable(run)
    if settings.model.imported:
        return ""
    by_seed = {
        other.experiment.seed: other.scores_under("recovery").get("edge_f1", math.nan)
        for other in resources.store().runs()
        if other.experiment is not None
        and bool(other.example) == bool(run.example)
        and other.experiment.corpus == settings.corpus  # most differ here: the quicker question
        and other.experiment.model == settings.model
        and replace(other.experiment, seed=settings.seed) == settings
    }
    values = [value for value in by_seed.values() if math.isfinite(value)]
    if len(values) < 2:
        return "This is **one run**: train more seeds to know the spread."
    return (
        f"Over {counted(len(values), 'seed')}, each at its best epoch, edge F1 against the corpus' "
        f"own hierarchy is {np.mean(values):.2f} ± {np.std(values, ddof=1):.2f} (mean ± standard "
        "deviation)."
    )


def _table(run: Run, found: Recovery) -> None:
    from hmlc_core.evaluation.recovery import MEASURES

    shown = {name: measure for name, measure in MEASURES.items() if name in found.scores}
    present = [key for key in BASELINES if any(key in levels for levels in found.chance.values())]
    columns: dict[str, list[str]] = {
        "measure": [measure.title for measure in shown.values()],
        "this run": [_cell(found.scores[name]) for name in shown],
        **{
            BASELINES[key]: [_cell(found.chance[name].get(key, math.nan)) for name in shown]
            for key in present
        },
        "perfect": [f"{measure.perfect:g}" for measure in shown.values()],
    }
    drawn = [BASELINES[key] for key in present if key in DRAWN]
    fixed = [BASELINES[key] for key in present if key not in DRAWN]
    _part(columns, drawn, "chance")
    _part(columns, fixed, "what neither draws nor learns")
    st.caption(
        "**Labels shuffled**: the same places with the labels mixed up. **Random tree**: a tree "
        "that grew at random; both are mean ± standard deviation of several draws. **Star**: all "
        "labels at the top. "
        "**Counting**: no geometry at all; the rarest label present in at least that share of a "
        "label's documents is its parent."
    )
    with st.expander("What the measures say"):
        st.markdown(
            "\n".join(
                f"- **{measure.title}** (of the {measure.of}; {measure.perfect:g} is perfect): "
                f"{measure.help}"
                for measure in shown.values()
            )
        )
    st.download_button(
        "Scores as CSV",
        to_csv(columns),
        f"hyperlabel-recovery-{run.id[:8]}.csv",
        "text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _cell(value: Level) -> str:
    mean = value.mean if isinstance(value, tuple) else value
    return level(value) if math.isfinite(mean) else UNDEFINED


def _part(columns: Mapping[str, list[str]], beside: Sequence[str], what: str) -> None:
    """The run beside some of the columns: all of them are wider than the page's side."""
    st.dataframe(
        {name: columns[name] for name in ("measure", "this run", *beside)},
        hide_index=True,
        height="content",
        column_config={
            "measure": st.column_config.TextColumn(width=124, pinned=True),
            "this run": st.column_config.TextColumn("run", width=48, help="this run"),
            **{name: _head(name) for name in beside},
        },
        alt=f"Scores of the recovered hierarchy beside {what}.",
    )


def _head(name: str) -> Any:
    short, width = HEADS[name]
    return st.column_config.TextColumn(short, width=width, help=name)


def _rest(run: Run, part: StagePoints, found: Recovery) -> None:
    """What needs no true hierarchy, and how to read all this."""
    values: Mapping[str, float] = found.scores
    model, space = readable(run).model, part.space.description.rstrip(".")
    st.caption(
        f"{part.moment().capitalize()}. "
        f"{beside_tree(values)} {_consistency(values, model.known)}{model.places_are} "
        "Tree and scores use nothing of the places but their "
        f"distances from each other ({space[:1].lower()}{space[1:]}), and as depth "
        "those from the centre. " + " ".join(escape(note, 300) for note in found.notes)
    )


def _consistency(values: Mapping[str, float], known: str) -> str:
    if "consistency" not in values:  # there are no documents
        return ""
    return (
        f"Of the {known} with a child of a recovered edge, "
        f"{number(values['consistency'])} have its parent, too. "
    )
