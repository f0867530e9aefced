"""What a setting that saves memory would save on the corpus of the form."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import CorpusSettings, Experiment
from hmlc_core.wording import sized
from pages.ui.shell.live import live
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.experiment.step_memory import StepSizes

KEPT = timedelta(minutes=5)
"""Then a corpus is measured anew, which may have been replaced by another of its name."""


def memory(experiment: Experiment, field: str) -> None:
    """A caption with the bytes of each choice of `model.<field>`, a field that saves memory.

    It comes when the corpus is read, which the page does not wait for.
    """
    sizes = _sizes(experiment.corpus, experiment.training.batch)

    def draw() -> None:
        if not sizes.done():
            st.caption("Memory on this corpus: counting …")
            return
        try:
            step = sizes.result()
        except HyperlabelError:
            st.caption("Memory on this corpus is unknown: its files cannot be read.")
            return
        found = experiment.model.step_memory(experiment.training, step)[field]
        listed = ", ".join(
            f"{escape(choice, 40)} {sized(count)}" for choice, count in found.items()
        )
        st.caption(
            f"Memory for the scores of a step on this corpus, computed: {listed} "
            f"({step.labels:,} labels, {step.documents:,} documents of up to {step.words:,} words)."
        )

    live(draw, alive=lambda: not sizes.done())


@st.cache_resource(show_spinner=False, max_entries=16, ttl=KEPT)
def _sizes(settings: CorpusSettings, batch: int) -> Future[StepSizes]:
    """Counted in a thread of its own."""
    done: Future[StepSizes] = Future()

    def count() -> None:
        from hmlc_core.data.registry import load_corpus
        from hmlc_core.data.step_sizes import step_sizes

        try:
            corpus = load_corpus(settings.name, grow_to=settings.documents)
            done.set_result(step_sizes(corpus, settings, batch))
        except Exception as error:
            done.set_exception(error)

    threading.Thread(target=count, name="step sizes", daemon=True).start()
    return done
