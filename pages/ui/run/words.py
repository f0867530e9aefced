"""What came of the stages of a run that place words: losses, and where hypernyms lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from hmlc_core.experiment.stages import HYPERNYMS, WORDS
from hmlc_core.runs.given_vectors import given_vectors
from hmlc_core.runs.hypernym_ranks import hypernym_ranks
from hmlc_core.runs.imported import made_of
from hmlc_core.runs.run import Run, imported
from hmlc_core.wording import signed
from pages.ui.run.scores import series
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hmlc_core.plotting.theme import Template

LOSSES = {WORDS: "loss of words (Eq. 3)", HYPERNYMS: "loss of hypernyms (Eq. 4)"}
"""What the stages of words minimise; each loss has the name of its stage."""


def judged(run: Run) -> bool:
    """Whether the run is one that labels documents, and is judged by that."""
    return run.experiment is None or "scores" in run.experiment.model.capabilities


def measures(run: Run) -> None:
    """What is known of the words, in sentences; nothing where no stage placed any."""
    said = "\n".join(f"- {line}" for line in _sentences(run))
    if said:
        st.markdown(said)
    if vectors := given_vectors(run):
        st.caption(f"{vectors} Words without one started at random.")
    if imported(run):
        st.caption(
            "An imported run has points of labels and no model, so it has no scores of documents. "
            "The page Label hierarchy shows it. It was made of:"
        )
        for kind, name, digest in made_of(run):
            st.caption(f"{kind}: **{escape(name, 80)}**, SHA-256 `{escape(digest, 64)}`")
    elif not judged(run):
        assert run.experiment is not None, "a run without settings counts as judged"
        title = escape(run.experiment.model.title, 60)
        st.caption(
            f"{title} labels no documents, so this run has no scores of them. The page Words shows "
            "what it has learned."
        )


def _sentences(run: Run) -> Iterator[str]:
    found = run.scores_under("words")
    if "loss" in found:
        after = (
            f"; after their hypernyms drew them {found['loss_after']:.3g}"
            if "loss_after" in found
            else ""
        )
        yield f"**Words**: loss per pair {found['loss']:.3g} (Eq. 3){after}."
    if ranks := hypernym_ranks(run):
        yield f"**Hypernyms** of a word: {ranks}."
    with_what = {
        "norm_frequency": "frequency (in a tree below 0)",
        "norm_depth": "depth among hypernyms (in a tree above 0)",
    }
    known = [
        f"{signed(found[name], 2)} with {what}" for name, what in with_what.items() if name in found
    ]
    if known:
        yield f"**Distance from the centre**: rank correlation {', '.join(known)}; by chance 0."


def losses(run: Run, *, wide: bool) -> None:
    """The losses of the stages of words over their epochs. wide: there is room for two."""
    measured = {stage: series(run, _metric(stage.name), stage=stage.name) for stage in LOSSES}
    there = {stage: found for stage, found in measured.items() if len(found[0])}
    columns = st.columns(2, gap="medium") if wide and len(there) > 1 else [st.container()] * 2
    for column, (stage, found) in zip(columns, there.items(), strict=False):
        with column:
            chart(
                _figure(LOSSES[stage], found, template()),
                key=f"{stage.name} loss {run.id[:8]}",
                data={"epoch": found[0], LOSSES[stage]: found[1]},
            )


def _metric(stage: str) -> str:
    return f"{stage}/loss/{stage}"


@st.cache_resource(show_spinner=False, max_entries=32)
def _figure(name: str, measured: Any, look: Template) -> Figure:
    from hmlc_core.plotting.curves import loss_curves

    return loss_curves({name: measured}, template=look)
