"""Words across training: in the stages that place words alone, and among the labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.disk.values import LabelLayer, Layout, Words
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.runs.opened import StagePoints
from hmlc_core.runs.run import Run
from pages.ui.disk.disk import disk
from pages.ui.disk.empty import empty
from pages.ui.reading.trajectory import distance_in
from pages.ui.reading.watched import looked_at, pick_watched, words_across_training
from pages.ui.run.film import describe, off_by, timeline
from pages.ui.run.points import common_picture, frames

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.words.lexicon import Lexicon
    from hmlc_core.runs.opened import OpenedRun

ALONE, AMONG = "Words alone", "Among the labels"


def training(run: Run, opened: OpenedRun, words: Lexicon, row: int, stage: DeltaGenerator) -> None:
    """The watched words, the one that is looked at first, as they were placed and trained."""
    parts = _alone(run, opened, words)
    what = ALONE if parts else AMONG
    if parts and len(words.labels):
        what = st.segmented_control(
            "Stages",
            [ALONE, AMONG],
            default=ALONE,
            required=True,
            key="stages of words",
            label_visibility="collapsed",
        )
    if what == ALONE:
        _moving(run, opened, parts, words.names[row], stage)
        return
    places = opened.predictor.places
    assert places is not None, "a run that has words has places"
    words_across_training(run, opened, places, stage, first=words.names[row])


def _alone(run: Run, opened: OpenedRun, words: Lexicon) -> list[StagePoints]:
    """The word points of the stages that place words alone, where they can be drawn together; the
    last stage of a run moves none that has no labels."""
    found = []
    for stage in opened.experiment.model.stages():
        if stage.name == CLASSIFIER.name:
            continue
        kept = frames(run, stage.name)
        if kept.word_points is not None and kept.label_points is None:
            of_stage = kept.steps, kept.epochs, kept.word_points
            found.append(StagePoints(stage, *of_stage, words.geometry))
    return common_picture(found)


def _moving(
    run: Run,
    opened: OpenedRun,
    parts: Sequence[StagePoints],
    first: str,
    stage: DeltaGenerator,
) -> None:
    from hmlc_core.pictures.projection import fit_projection

    points, space = np.concatenate([part.points for part in parts]), parts[-1].space
    moved = distance_in(space)(points[0], points[-1])
    names, chosen = pick_watched(run, opened, moved, first)
    if not chosen:
        with stage:
            empty("Choose words.")
        return
    view = fit_projection(points[-1], space)
    steps, captions, _ = timeline(parts)
    with stage:
        disk(
            Layout(
                points=np.zeros((len(points), 0, 2)),
                chart=view.chart,
                steps=steps,
                captions=captions,
            ),
            LabelLayer(names=()),
            title=f"Words of the run {run.name} while they were trained",
            key=f"words alone {run.id}",
            words=Words(
                points=view.place(points[:, chosen]), names=names, named=looked_at(names, first)
            ),
            about=f"{describe(view)} Words are the small squares.",
            note=off_by(view),
        )
    far = np.argsort(-moved[chosen], kind="stable")
    st.dataframe(
        {"word": [names[n] for n in far.tolist()], "moved": moved[chosen][far]},
        hide_index=True,
        column_config={"moved": st.column_config.NumberColumn(format="%.2f", width=80)},
        alt="How far each word moved from the first frame to the last, the furthest first.",
    )
