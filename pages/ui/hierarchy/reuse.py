"""A recovered hierarchy as a file, and as the hierarchy that a new run is given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment import SCORES, Experiment, score_title
from hmlc_core.experiment.presets import preset, preset_for
from hmlc_core.experiment.variants import variant
from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.wording import counted
from pages.ui.run.points import corpus
from pages.ui.shell import presses, resources
from pages.ui.shell.changing import changing, note
from pages.ui.shell.errors import show
from pages.ui.shell.routes import link
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.recovery import Tree


def reuse(run: Run, found: Tree | None, method: str) -> None:
    """Download the hierarchy, or train with it and with the true one."""
    from hmlc_core.data.formats.hierarchy import hierarchy_text
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.methods.train import check_trainable

    own = corpus(run).graph
    if found is None or not found.edges:
        st.info("No edge was recovered: there is no hierarchy to use.", icon=":material/block:")
        return
    graph = LabelGraph(own.names, found.edges, own.texts)
    try:
        text = hierarchy_text(graph)
    except DataError as error:
        show(error)
        return
    st.markdown(
        f"The recovered hierarchy has {counted(len(graph.edges), 'edge')}, and "
        f"{len(graph.roots()):,} of {counted(len(graph), 'label')} at the top."
    )
    st.download_button(
        "hierarchy.tsv",
        text,
        "hierarchy.tsv",
        "text/tab-separated-values",
        icon=":material/download:",
        on_click="ignore",
        help="Parent, tab, child on each line, top labels below ROOT: put it into the corpus' "
        "folder, and it is the hierarchy of the corpus.",
    )
    if readable(run).model.imported:
        st.caption("An imported run has no documents to train with it.")
        return
    st.markdown("**Does it serve as well as the true one?**" if own.edges else "**Train with it**")
    if run.status in ACTIVE:
        st.caption("When this run has ended, another can be trained with its hierarchy.")
        return
    start = with_hierarchy(run)
    try:
        check_trainable(start, resources.opened(run).prepared)
    except SettingError as error:
        st.caption(f"{escape(start.model.title, 60)} cannot be trained here: {escape(error.what)}.")
    else:
        _train(run, start, graph, method)


def _train(run: Run, start: Experiment, graph: LabelGraph, method: str) -> None:
    """Two runs that differ in nothing but the hierarchy they are given, and their scores."""
    from hmlc_core.data.hierarchies import hierarchy_name

    name = hierarchy_name(graph, f"{run.id[:8]}-{method}")
    plans = {f"recovered ({name})": replace(start, labels=replace(start.labels, hierarchy=name))}
    if corpus(run).graph.edges:
        plans["true"] = start
    st.caption(
        f"{escape(start.model.title, 60)} starts from labels that a hierarchy has placed "
        f"({escape(variant(start), 60)}). Both runs have the same documents, split, seed and "
        "settings; only the given hierarchy differs. Scores of the hierarchy are always taken "
        "beside the corpus' own."
    )
    runs = resources.store().runs()
    rows: dict[str, Run] = {}
    for number, (title, experiment) in enumerate(plans.items()):
        own = (other for other in runs if not other.example)
        done = next((other for other in own if other.experiment == experiment), None)
        left, right = st.columns([3, 1], vertical_alignment="center")
        with right:
            if done is not None:
                rows[title] = done
                link("train", "Look at it", run=done.id)
            elif presses.button(
                "Train",
                key=f"reuse {number}",
                type="secondary" if number else "primary",
                icon=":material/play_arrow:",
                width="stretch",
                **changing(),
            ):
                with presses.answering():
                    _submit(run, graph, experiment, method)
        left.markdown(
            f"With the **{escape(title)}** hierarchy"
            + (f": {done.status}" if done is not None else "")
        )
    note()
    if any(done.status in ACTIVE for done in rows.values()):
        st.button("Look again", icon=":material/refresh:")
    scored = {title: done.test_scores for title, done in rows.items() if done.test_scores}
    if scored:
        st.dataframe(
            {
                "hierarchy": list(scored),
                **{
                    score_title(score): [
                        f"{values[score]:.3f}" if score in values else "–"
                        for values in scored.values()
                    ]
                    for score in SCORES
                },
            },
            hide_index=True,
            alt="Test scores with the recovered and with the true hierarchy.",
        )
        st.caption("Test scores of one run each: train more seeds to know the spread.")


def with_hierarchy(run: Run) -> Experiment:
    """The run's settings with labels that the true hierarchy places; a preset's where its method
    cannot be given one."""
    start = readable(run)
    model = start.model.with_hierarchy()
    if model is None:
        fresh = preset(preset_for("hierarchy"))
        model = fresh.model.with_hierarchy()
        assert model is not None, "the preset for it can be given a hierarchy"
        start = replace(fresh, corpus=start.corpus, seed=start.seed)
    return replace(start, model=model, labels=replace(start.labels, hierarchy=""))


def _submit(run: Run, graph: LabelGraph, experiment: Experiment, method: str) -> None:
    from hmlc_core.data.hierarchies import keep_hierarchy

    base = f"{corpus(run).name} {variant(experiment)}"
    title = f"{base}, true hierarchy"
    if experiment.labels.hierarchy:
        keep_hierarchy(graph, f"{run.id[:8]}-{method}")
        title = f"{base}, hierarchy of {run.name}"
    resources.service().submit(experiment, name=title[:120])
    st.rerun()
