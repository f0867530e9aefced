"""What can be read off a run's label points, computed once for a frame and then remembered."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.budget import PULSE
from hmlc_core.errors import DataError
from hmlc_core.runs.opened import StagePoints
from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.wording import counted
from pages.ui.run.points import corpus, stages
from pages.ui.run.settings import given_name
from pages.ui.shell import resources, state
from pages.ui.shell.pickers import choose
from pages.ui.shell.routes import ROUTES
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    import scipy.sparse as sparse

    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.recovery import Kind, Recovery, Tree

METHODS = dict(
    zip(
        ROUTES["hierarchy"].widgets["method"],
        ("arborescence", "greedy", "linkage"),
        strict=True,
    )
)
"""What a reader calls a way to read a tree off points -> its name in
`hmlc_core.evaluation.recovery.METHODS`."""

MOST_FRAMES = 40
"""Frames of a stage that are looked at."""

AT_ONCE = 4_000
"""Most labels whose tree a page reads off itself; that of more is read off behind it."""

OWN, GIVEN = "the corpus' own hierarchy", "the hierarchy it was given"


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """The hierarchy that a recovered one is compared with; without edges there is none.

    name: `OWN` or `GIVEN`. labels: of the run, those that it is of where it is a part, the upper
    one first; empty for all.
    """

    name: str
    graph: LabelGraph
    labels: tuple[int, ...] = ()


def given(run: Run) -> LabelGraph | None:
    """The hierarchy that placed the run's labels, where it was not the corpus' own.

    Raises `DataError` when it is no longer to be had.
    """
    from hmlc_core.data.hierarchies import given_hierarchy

    name = given_name(run)
    return given_hierarchy(name, corpus(run).graph) if name else None


def pick_truth(run: Run) -> Truth:
    """What the recovered hierarchy is compared with; a run that was given another has a choice."""
    own, other = corpus(run).graph, None
    try:
        other = given(run)
    except DataError as error:
        st.caption(f"The hierarchy that this run was given is gone. {escape(error, 300)}")
    if other is None:
        return Truth(OWN, own)
    choices = [GIVEN, OWN] if own.edges else [GIVEN]
    picked = st.segmented_control(
        "Compare with",
        choices,
        default=choices[-1],
        required=True,
        key="truth",
        help="The labels of this run were placed by another hierarchy than the corpus' own. "
        "Beside the one, the scores tell what is kept of it; beside the other, what is true.",
        wrap=True,
    )
    return Truth(picked, other if picked == GIVEN else own)


def pick_part(truth: Truth) -> Truth:
    """The part of a hierarchy that is looked at: a label with all below it, or the whole."""
    from hmlc_core.evaluation.recovery import how_read

    graph = truth.graph
    upper = [label for label in range(len(graph)) if graph.children(label)]
    upper.sort(key=lambda label: (graph.depth[label], graph.names[label]))
    top = choose(
        "From this label down",
        state.BELOW,
        [graph.names[label] for label in upper],
        show=lambda name: graph.display(graph.index(name)),
        nothing="the whole hierarchy",
        help="The tree is read off the places of this label and of all below it, as if there were "
        "no others: exactly, where the whole is so large that only likely edges can be looked at.",
    )
    if top is not None:
        labels = (graph.index(top), *graph.descendants(graph.index(top)))
        truth = Truth(truth.name, graph.part(labels), labels)
    size = counted(len(truth.graph), "label")
    of = f" from {escape(truth.graph.display(0), 60)} down" if top else ""
    st.caption(f"{size}{of}. {how_read(len(truth.graph)) or 'Read off exactly.'}")
    return truth


def pick_method() -> str:
    """How a tree is read off the points."""
    first = next(iter(METHODS))
    method = st.segmented_control(
        "Read the tree off by",
        list(METHODS),
        default=state.at_first("method", first),
        required=True,
        key="method",
        bind="query-params",
        help="Distances cannot say who is the parent: the label nearer to the centre is. The best "
        "tree as a whole is the cheapest of all (a minimum spanning arborescence); or each label "
        "takes its nearest label further in; or groups are merged by their mean distance, and the "
        "innermost label of a group becomes its head.",
        wrap=True,
    )
    return METHODS[method or first]


def steady(run: Run, part: StagePoints) -> int:
    """The frame whose tree is shown: the newest, or while a run is at work, one not changing
    with every frame."""
    return max(spread(len(part.steps))[:-1], default=0) if run.status in ACTIVE else -1


def spread(count: int, most: int = MOST_FRAMES) -> list[int]:
    """Frames to look at: all of few, else every 2ⁿ-th, so that a growing run keeps its choice."""
    stride = 2 ** max(0, math.ceil(math.log2(count / most)))
    return sorted({*range(0, count, stride), count - 1})


def tree(
    run: Run, part: StagePoints, n: int, method: str, labels: tuple[int, ...] = ()
) -> Tree | None:
    """The tree in frame `n` of a stage, of some labels or of all; None where all distances are
    equal."""
    return _tree(run.id, part.name, part.key(n), method, labels, _part=part, _n=n).result()


def steady_tree(run: Run, method: str, labels: tuple[int, ...] = ()) -> Future[Tree | None]:
    """The same of the `steady` frame, done as soon as it is read off, which takes a minute where
    labels are very many. There must be a frame."""
    part = stages(run)[-1]
    n = steady(run, part)
    return _tree(run.id, part.name, part.key(n), method, labels, _part=part, _n=n)


def reading_off(run: Run, method: str) -> bool:
    """Whether that tree of all labels is being read off."""
    return bool(stages(run)) and not steady_tree(run, method).done()


def compared(run: Run, truth: Truth, found: Tree) -> list[tuple[int, int, Kind]]:
    """The edges of a recovered tree beside the true ones."""
    from hmlc_core.evaluation.recovery import compare_edges

    return compare_edges(truth.graph, found)


def scored(run: Run, part: StagePoints, n: int, method: str, truth: Truth) -> Recovery:
    """Every score of frame `n`, beside chance."""
    frame, about = part.key(n), (truth.name, truth.labels)
    return _scored(run.id, part.name, frame, method, about, _run=run, _n=n, _truth=truth)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The documents that a run knows: their ids, and their labels as it knew them, (documents,
    labels)."""

    ids: tuple[str, ...]
    labels: sparse.csr_matrix


@st.cache_resource(show_spinner=False, max_entries=4)
def known(run_id: str, *, _run: Run) -> Known:
    """The labels of the documents that a run knows; some may have gone missing before training."""
    opened = resources.opened(_run)  # says by itself what it waits for
    with st.spinner("Counting labels of documents …"):
        prepared = opened.prepared
    return Known(prepared.train_ids, prepared.train.labels)


@st.cache_resource(show_spinner=False, max_entries=200)
def _tree(
    run_id: str,
    stage: str,
    frame: tuple[int, int],
    method: str,
    labels: tuple[int, ...],
    *,
    _part: StagePoints,
    _n: int,
) -> Future[Tree | None]:
    from hmlc_core.evaluation.recovery import recover_tree

    points = _part.points[_n]
    if labels:
        points = points[list(labels)]
    done: Future[Tree | None] = Future()

    def read_off() -> None:
        try:
            done.set_result(recover_tree(points, _part.space, method=method))
        except Exception as error:
            done.set_exception(error)

    if len(points) <= AT_ONCE:
        read_off()
    else:
        threading.Thread(target=read_off, name="tree of a run", daemon=True).start()
    return done


@st.cache_resource(show_spinner=False, max_entries=32)
def _scored(
    run_id: str,
    stage: str,
    frame: tuple[int, int],
    method: str,
    about: tuple[str, tuple[int, ...]],
    *,
    _run: Run,
    _n: int,
    _truth: Truth,
) -> Recovery:
    from hmlc_core.evaluation.recovery import recover

    part = next(part for part in stages(_run) if part.name == stage)
    points, labels = part.points[_n], known(run_id, _run=_run).labels
    if _truth.labels:
        chosen = list(_truth.labels)
        points, labels = points[chosen], labels[:, chosen]
    with st.spinner("Scoring the recovered hierarchy …", show_time=True):
        place, told = st.empty(), -math.inf

        def tell(what: str) -> None:
            nonlocal told
            if time.monotonic() - told >= PULSE:
                told = time.monotonic()
                place.caption(what)

        try:
            return recover(
                points, _truth.graph, part.space, method=method, truth_matrix=labels, tell=tell
            )
        finally:
            place.empty()
