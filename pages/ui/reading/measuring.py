"""How a method reads a text, and what its words do, found out while the page can be used.

What a quick look finds is drawn at once. The rest is measured when everything else is on the page,
within a bound, with its progress; a click anywhere ends it, and what is measured by then is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.budget import SECONDS, Budget
from hmlc_core.runs.run import Run

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.explain import Explanation, Numbers
    from hmlc_core.runs.opened import OpenedRun

QUICK = 0.5
"""Seconds of measuring that are hardly noticed."""


@dataclass(slots=True)
class _Kept:
    """A reading as far as it is known, and the seconds that measuring it may still take."""

    explanation: Explanation
    seconds: float = SECONDS

    @property
    def goes_on(self) -> bool:
        return bool(self.explanation.unmeasured) and self.seconds > 0


def read(run: Run, opened: OpenedRun, text: str) -> Explanation:
    """The method's reading of a text, as far as it is known; raises `DataError` when it has no
    words."""
    return _kept(run.id, run.step, run.status, text, _opened=opened).explanation


def missing(run: Run, opened: OpenedRun, text: str) -> DeltaGenerator | None:
    """Says which words were not measured, with a button to go on; while they are being measured,
    the place for `measure` to tell its progress in."""
    from hmlc_core.evaluation.explain import not_measured

    kept = _kept(run.id, run.step, run.status, text, _opened=opened)
    if kept.goes_on:
        return st.empty()
    if kept.explanation.unmeasured:
        st.caption(not_measured(kept.explanation))
        st.button("Measure the rest", icon=":material/hourglass_top:", on_click=_more, args=(kept,))
    return None


def measure(run: Run, opened: OpenedRun, text: str, place: DeltaGenerator | None) -> None:
    """Last on a page: measures what `missing` has said to be missing, and draws the page anew."""
    kept = _kept(run.id, run.step, run.status, text, _opened=opened)
    if place is None:
        return

    def tell(found: Numbers) -> None:
        kept.explanation = replace(kept.explanation, contributions=found.copy())
        _progress(place, kept.explanation)

    _progress(place, kept.explanation)
    known, begun = kept.explanation.contributions, time.monotonic()
    budget = Budget(seconds=kept.seconds, tell=tell, known=known)
    try:
        kept.explanation = opened.predictor.explain(text, budget)
        kept.seconds = 0.0
    finally:  # a click ends it from within
        kept.seconds -= time.monotonic() - begun
    st.rerun()


def _progress(place: DeltaGenerator, explanation: Explanation) -> None:
    total = len(explanation.words)
    done = total - explanation.unmeasured
    place.progress(done / total, f"Finding out what each word does: {done:,} of {total:,}")


def _more(kept: _Kept) -> None:
    kept.seconds = SECONDS


@st.cache_resource(show_spinner="Reading the text …", max_entries=8)
def _kept(run_id: str, step: int, status: str, text: str, *, _opened: OpenedRun) -> _Kept:
    return _Kept(_opened.predictor.explain(text, Budget(seconds=QUICK)))
