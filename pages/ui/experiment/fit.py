"""Whether a draft can learn from its corpus, seen behind the page: it takes reading the corpus."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from hmlc_core.data.registry import BUNDLED
from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import HYPERNYMS
from pages.ui.shell.live import live

KEPT = timedelta(minutes=5)
"""Then a corpus is read anew, which may have been replaced by another of its name."""


@dataclass(frozen=True, slots=True)
class Fit:
    """refused: why the experiment cannot learn from its corpus; None where it can, as far as is
    known. unscored: no test document has a label. notes: what is read of documents that have two
    things, that there is no hierarchy to be given, and how hypernyms were read, in sentences.
    size: labels, and training documents; None where that is not known.
    """

    refused: HyperlabelError | None = None
    unscored: bool = False
    notes: tuple[str, ...] = ()
    size: tuple[int, int] | None = None


def known(experiment: Experiment | None) -> Fit:
    """What is known by now; the page runs once more when it is known whether there is more."""
    if experiment is None or _fits(experiment):
        return Fit()
    seen = _see(experiment)
    live(lambda: None, alive=lambda: not seen.done())
    return seen.result() if seen.done() else Fit()


def seen(experiment: Experiment) -> Fit:
    """The same after the corpus was read, which may take a while; for a callback."""
    if _fits(experiment):
        return Fit()
    seen = _see(experiment)
    if not seen.done():
        st.toast("Reading the corpus …", icon=":material/hourglass_top:")
    return seen.result()


def _fits(experiment: Experiment) -> bool:
    """Whether that is known without a look: the bundled corpus is made for all methods."""
    return experiment.corpus.name == BUNDLED and not _asks_its_words(experiment)


def _asks_its_words(experiment: Experiment) -> bool:
    """Whether files have to know words of the corpus, which is seen when they have been found."""
    return bool(experiment.words.vectors) or HYPERNYMS in experiment.model.stages()


@st.cache_resource(show_spinner=False, max_entries=64, ttl=KEPT)
def _see(experiment: Experiment) -> Future[Fit]:
    """Seen in a thread of its own."""
    done: Future[Fit] = Future()

    def look() -> None:
        from hmlc_core.data.learnable import check_learnable, read_of_two, told_nothing, unscored
        from hmlc_core.data.registry import load_corpus
        from hmlc_core.methods.hypernym_ranks import hypernyms_of
        from hmlc_core.runs.beforehand import check_beforehand

        settings = experiment.corpus
        try:
            corpus = load_corpus(settings.name, grow_to=settings.documents)
            check_learnable(experiment, corpus)
            notes = read_of_two(corpus, settings) + told_nothing(experiment, corpus)
            prepared = check_beforehand(experiment) if _asks_its_words(experiment) else None
            if prepared is not None and HYPERNYMS in experiment.model.stages():
                notes += hypernyms_of(experiment, prepared).assumed
        except HyperlabelError as error:
            done.set_result(Fit(refused=error))
        except Exception as error:
            done.set_exception(error)
        else:
            documents = min(len(corpus.train), settings.documents or len(corpus.train))
            size = len(corpus.graph), documents
            done.set_result(Fit(unscored=unscored(corpus), notes=notes, size=size))

    threading.Thread(target=look, name="fit of a corpus", daemon=True).start()
    return done
