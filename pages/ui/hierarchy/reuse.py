"""A recovered hierarchy as a file, and as the given hierarchy of a new HyperIM run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.errors import DataError
from hmlc_core.experiment import SCORES, Experiment, HyperIM
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.run.film import corpus
from pages.ui.shell import resources
from pages.ui.shell.errors import show
from pages.ui.shell.routes import link
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.recovery import Tree

START = "quick"
"""The preset of HyperIM that is trained where the run itself is of another model."""


def reuse(run: Run, found: Tree | None, method: str) -> None:
    """Download the hierarchy, or train with it and with the true one."""
    from hmlc_core.data.formats.hierarchy import hierarchy_text
    from hmlc_core.data.labels import LabelGraph

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
        f"The recovered hierarchy has {len(graph.edges):,} edges, and {len(graph.roots()):,} of "
        f"{len(graph):,} labels at the top."
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
    st.markdown("**Does it serve as well as the true one?**" if own.edges else "**Train with it**")
    if corpus(run).points:
        st.caption(
            "HyperIM, which can be given a hierarchy, reads words; the documents of this corpus "
            "are points."
        )
    elif run.status in ACTIVE:
        st.caption("When this run has ended, HyperIM can be trained with its hierarchy.")
    else:
        _train(run, graph, method)


def _train(run: Run, graph: LabelGraph, method: str) -> None:
    """Two runs that differ in nothing but the hierarchy they are given, and their scores."""
    from hmlc_core.data.hierarchies import hierarchy_name

    name = hierarchy_name(graph, f"{run.id[:8]}-{method}")
    start = hyperbolic(run)
    plans = {f"recovered ({name})": replace(start, labels=replace(start.labels, hierarchy=name))}
    if corpus(run).graph.edges:
        plans["true"] = start
    st.caption(
        "HyperIM starts from labels that a hierarchy has placed (H-hier). Both runs have the same "
        "documents, split, seed and settings; only the given hierarchy differs. Scores of the "
        "hierarchy are always taken beside the corpus' own."
    )
    runs = resources.store().runs()
    rows: dict[str, Run] = {}
    for number, (title, experiment) in enumerate(plans.items()):
        done = next((other for other in runs if other.experiment == experiment), None)
        left, right = st.columns([3, 1], vertical_alignment="center")
        with right:
            if done is not None:
                rows[title] = done
                link("train", "Look at it", run=done.id)
            elif st.button(
                "Train",
                key=f"reuse {number}",
                type="secondary" if number else "primary",
                icon=":material/play_arrow:",
                width="stretch",
            ):
                _submit(run, graph, experiment, method)
        left.markdown(
            f"With the **{escape(title)}** hierarchy"
            + (f": {done.status}" if done is not None else "")
        )
    if any(done.status in ACTIVE for done in rows.values()):
        st.button("Look again", icon=":material/refresh:")
    scored = {title: done.test_scores for title, done in rows.items() if done.test_scores}
    if scored:
        st.dataframe(
            {
                "hierarchy": list(scored),
                **{
                    score: [
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


def hyperbolic(run: Run) -> Experiment:
    """The run's settings as H-hier with the true hierarchy; of another model, a preset's."""
    assert run.experiment is not None
    start = run.experiment
    if not isinstance(start.model, HyperIM):
        start = replace(preset(START), corpus=start.corpus, seed=start.seed)
    return start.assign(
        [
            "model.geometry=poincare",
            "model.cell=mobius",
            "model.label_init=hierarchy",
            "labels.hierarchy=",
        ]
    )


def _submit(run: Run, graph: LabelGraph, experiment: Experiment, method: str) -> None:
    from hmlc_core.data.hierarchies import keep_hierarchy

    title = f"{corpus(run).name} H-hier, true hierarchy"
    if experiment.labels.hierarchy:
        keep_hierarchy(graph, f"{run.id[:8]}-{method}")
        title = f"{corpus(run).name} H-hier, hierarchy of {run.name}"
    resources.service().submit(experiment, name=title[:120])
    st.rerun()
