"""Hyperbolic layouts of a run's moments, made behind the page and kept for everybody.

A page waits `PATIENCE` at most: then it draws the moments that are arranged, the newest first, and
whoever asks again gets more. `WORKERS` threads work for the whole server; what they do holds no
interpreter lock for long. Where they are behind a run at work, the page arranges the newest moment
itself, unless labels are very many: what is drawn is as new as what is said.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.runs.queue.executor import BackgroundThreads

if TYPE_CHECKING:
    from hmlc_core.pictures.arrangement import Arrangement
    from hmlc_core.pictures.layout import HyperbolicLayout
    from hmlc_core.pictures.moving import Moment

PATIENCE = 1.0
"""Seconds that a page waits for a layout before it draws what there is."""

HASTE = 0.25
"""The same where a moment of it is drawn already."""

LOOKS = 2.0
"""Seconds between two looks of a page whether more is arranged of a run that has ended."""

WORKERS = 2
"""Runs that are arranged at a time, so that a large one does not keep all others waiting."""

EVERY_MOMENT, SOME = 600, 24
"""Most labels that are arranged at every moment, and at about how many moments more of them are."""

Arranged = Mapping[int, "HyperbolicLayout"]


def arranged(run_id: str, moments: Sequence[Moment], *, live: bool) -> tuple[Arranged, bool]:
    """Number of a moment -> its layout, as far as there are any, and whether there will be more.

    live: more moments will come. Whenever there are twice as many, and at the end, all is arranged
    anew if that makes a better picture.
    """
    return _work(run_id).ask(moments, live=live)


def pending(run_id: str) -> bool:
    """Whether layouts of the run are being made."""
    return _work(run_id).busy


class _Work:
    """The layouts of one run, and the thread that makes more of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._job: Future[dict[int, HyperbolicLayout]] | None = None
        self._done: dict[int, HyperbolicLayout] = {}
        self._seen, self._begun, self._live = 0, 0, True

    @property
    def busy(self) -> bool:
        """Whether the thread works for it."""
        return self._job is not None and not self._job.done()

    def ask(self, moments: Sequence[Moment], *, live: bool) -> tuple[Arranged, bool]:
        """What is arranged, after `PATIENCE` at most, and whether more of it will come; of a run at
        work the newest moment always, once there is any. Raises what went wrong in the thread."""
        with self._lock:
            self._collect()
            if self._job is None and not self._covers(moments, live):
                self._job = _thread().submit(self._arrange, list(moments), live)
            job, drawn = self._job, self._done
        if job is not None:
            wait([job], HASTE if drawn else PATIENCE)
        with self._lock:
            self._collect()
            if live and self._done:
                self._catch_up(moments)
            # Told here: whoever asked whether the thread still works would not hear of what it
            # has made since.
            return self._done, self._job is not None or not self._covers(moments, live)

    def _covers(self, moments: Sequence[Moment], live: bool) -> bool:
        return (self._seen, self._live) == (len(moments), live)

    def _catch_up(self, moments: Sequence[Moment]) -> None:
        """Arrange the newest moment, like the newest that is arranged; of very many labels that
        takes seconds, and no page waits so long each time."""
        from hmlc_core.pictures.crowd import MOST
        from hmlc_core.pictures.moving import arrange_like

        newest = len(moments) - 1
        if newest not in self._done and len(moments[newest][0]) <= MOST:
            drawn = arrange_like(*moments[newest], self._done[max(self._done)].drawn)
            self._done = self._done | self._layouts({newest: moments[newest]}, {newest: drawn})

    def _collect(self) -> None:
        if self._job is not None and self._job.done():
            job, self._job = self._job, None
            self._done = job.result()

    def _arrange(self, moments: list[Moment], live: bool) -> dict[int, HyperbolicLayout]:
        from hmlc_core.pictures.moving import arrange_moments, go_on, improve

        doubled = len(moments) >= 2 * self._begun
        anew = not live or doubled
        kept = [] if anew else self._done  # thinned out when all is arranged anew
        numbers = {*_chosen(len(moments), len(moments[0][0]), live=live), *kept}
        chosen = {n: moments[n] for n in sorted(numbers) if n < len(moments)}
        known = {n: self._done[n].drawn for n in chosen if n in self._done}
        if not known:
            newest = max(chosen)
            known = arrange_moments({newest: chosen[newest]})
            self._done = self._layouts(chosen, known)  # is drawn meanwhile
            found = go_on(chosen, known)
        elif anew:
            found = improve(chosen, known)
        else:
            found = go_on(chosen, known)
        if doubled:
            self._begun = len(moments)
        self._seen, self._live = len(moments), live
        return self._layouts(chosen, found)

    def _layouts(
        self, moments: Mapping[int, Moment], found: Mapping[int, Arrangement]
    ) -> dict[int, HyperbolicLayout]:
        """Layouts of the pictures found, the same for the same picture, since a layout keeps what
        it distorts: pages ask for that at every look. They have points of their own: a view would
        keep all moments known so far, of which a run at work has another array each time."""
        from hmlc_core.pictures.layout import HyperbolicLayout

        layouts = {}
        for n, drawn in found.items():
            before = self._done.get(n)
            if before is None or before.drawn is not drawn:
                labels, space = moments[n]
                before = HyperbolicLayout(labels=labels.copy(), geometry=space, drawn=drawn)
                _ = before.distortion
            layouts[n] = before
        return layouts


def evenly(count: int, most: int, *, live: bool) -> list[int]:
    """Numbers of moments: all, or `most` at equal steps, and unless more will come the last one.

    Steps double, so that most of what was chosen stays while moments come in.
    """
    step = 2 ** int(np.ceil(np.log2(max(1, count / most))))
    numbers = list(range(0, count, step))
    return numbers if live or numbers[-1] == count - 1 else [*numbers, count - 1]


def _chosen(count: int, labels: int, *, live: bool) -> list[int]:
    return evenly(count, count if labels <= EVERY_MOMENT else SOME, live=live)


@st.cache_resource(show_spinner=False, max_entries=32)
def _work(run_id: str) -> _Work:
    return _Work()


@functools.cache
def _thread() -> BackgroundThreads:
    return BackgroundThreads(WORKERS, name="layout")
