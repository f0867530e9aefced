"""What all sessions share: the run store, the service that trains, corpora and trained models.

Store and service live as long as the server. All is opened at first use, so that a page which
needs none of it (Welcome) pays for none of it.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.errors import StoreError

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus
    from hmlc_core.experiment import Experiment
    from hmlc_core.geometry.kernels.background import Preparation
    from hmlc_core.runs.opened import OpenedRun
    from hmlc_core.runs.queue.service import RunService
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore


@st.cache_resource(show_spinner=False)
def store() -> RunStore:
    """Where runs are recorded and read."""
    from hmlc_core.runs.store.store import RunStore

    return RunStore()


def runs() -> list[Run]:
    """All runs there are, after a new store was given its examples."""
    _arrived()
    _listed()
    return store().runs()


def asked_for(run_id: str) -> Run:
    """The run that an address names; a new store was given its examples first, where it is the
    name of one.

    Raises `StoreError`.
    """
    from hmlc_core.runs.examples.example import names

    if run_id in names():
        _arrived()
    return store().get(run_id)


@st.cache_resource(show_spinner="Opening the run store …")
def _arrived() -> None:
    from hmlc_core.runs.examples.arrival import arrive

    with suppress(StoreError):  # whoever writes next will meet it too, and tells it
        arrive(store())


@st.cache_resource(show_spinner="Reading the list of runs …")
def _listed() -> None:
    """The first list of a server reads every run, which takes a while where they are thousands;
    those after it read what has changed."""
    try:
        store().runs()
    finally:
        _settled().set()


@st.cache_resource(show_spinner=False)
def _settled() -> threading.Event:
    """Set once the store has its examples, or cannot have them, and all runs were read."""
    return threading.Event()


def opening() -> str:
    """What the server's first look at the runs takes its time for; empty once it is over."""
    from hmlc_core.runs.examples.arrival import awaited

    if _settled().is_set():
        return ""
    if awaited(store()):
        return "The run store is new: it is given example runs first, which takes some seconds."
    return (
        "The run store is being opened and each run read once: that takes some seconds, more where "
        "runs are many thousands."
    )


@st.cache_resource(show_spinner=False)
def service() -> RunService:
    """Who trains: one for the whole server, so that a run outlives the page that started it."""
    from hmlc_core.runs.queue.service import RunService

    return RunService(store(), check=_refuse)


def _refuse(experiment: Experiment) -> None:
    """Raise an error for what may not be trained from here, or could only fail."""
    from hmlc_core.data.offered import check_offered
    from hmlc_core.methods.train import check_sources

    check_offered(experiment)
    check_sources(experiment)


@st.cache_resource(show_spinner=False)
def warm_up() -> Future[None]:
    """Open the store with its examples, import what training needs and prepare its kernels, behind
    a drawn page.

    Kernels that set-up has compiled are loaded, others are compiled. Done when all are ready;
    failed with what went wrong.
    """
    opened, done = store(), Future[None]()

    def load() -> None:
        try:
            prepare()
        except Exception as error:
            done.set_exception(error)
        else:
            done.set_result(None)

    def prepare() -> None:
        from hmlc_core.runs.examples.arrival import arrive

        with suppress(StoreError):  # the first run will meet it too, and tells it
            opened.open()
            arrive(opened)
        from hmlc_core.geometry.kernels.background import compiler
        from hmlc_core.methods.preparations import of_presets

        kernels = of_presets()  # with all that training imports
        _imported().set()
        compiler.begin(kernels)
        for preparation in kernels:
            preparation.done.result()

    threading.Thread(target=load, name="warm-up", daemon=True).start()
    return done


@st.cache_resource(show_spinner=False)
def _imported() -> threading.Event:
    """Set once what training needs is imported."""
    return threading.Event()


def kernels_of(experiment: Experiment) -> list[Preparation] | None:
    """The kernels that a run of the experiment needs, which are prepared before all others now;
    None until what knows them is imported.

    Raises `SettingError` where the method cannot be loaded.
    """
    if not _imported().is_set():
        return None
    from hmlc_core.geometry.kernels.background import compiler
    from hmlc_core.methods.preparations import of_run

    kernels = of_run(experiment)
    compiler.begin(kernels, first=True)
    return kernels


def corpus(name: str, *, grow_to: int = 0) -> Corpus:
    """A corpus by name (the registry keeps the last few in memory).

    Never hand it a name straight from a URL: `pick_corpus` only lets known ones through.
    """
    from hmlc_core.data.registry import load_corpus

    with st.spinner("Reading the corpus …", show_time=True):
        return load_corpus(name, grow_to=grow_to)


def opened(run: Run) -> OpenedRun:
    """The run with its corpus, points and predictor, as of the newest step that was stored.

    Raises `StoreError` when its settings cannot be read; its parts raise as `OpenedRun` says.
    """
    return _opened(run.id, run.step, run.status)


@st.cache_resource(show_spinner="Opening the run …", max_entries=4)
def _opened(run_id: str, step: int, status: str) -> OpenedRun:
    # `step` and `status` are not used below: they make a run that went on another entry.
    from hmlc_core.runs.opened import open_run

    return open_run(store(), run_id)
