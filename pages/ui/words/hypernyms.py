"""The words above and below a word by its place, right or wrong against a taxonomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.errors import DataError
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted, signed
from pages.ui.shell import errors, state
from pages.ui.shell.text import escape
from pages.ui.words.depth import norms_of

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
    from hmlc_core.evaluation.words.hypernyms import HypernymRank
    from hmlc_core.evaluation.words.is_a import Gaussians, IsA
    from hmlc_core.evaluation.words.lexicon import Lexicon
    from hmlc_core.evaluation.words.neighbours import Ranked
    from hmlc_core.runs.opened import OpenedRun

LISTED = 8
"""Words above, and as many below."""

VERDICTS = {True: "right", False: "wrong", None: "–"}
"""How it is said whether a taxonomy agrees, None where it does not know."""

SOURCES = {"bundled": "the bundled list", "wordnet": "WordNet"}


def pick_taxonomy(run: Run, opened: OpenedRun, words: Lexicon) -> Hypernyms | None:
    """What is compared with; None, with the reason, where it cannot be read."""
    own = opened.experiment.hypernyms.source
    titles = {**SOURCES, own: SOURCES.get(own, "the run's own")}
    source = st.selectbox(
        "Compared with",
        list(titles),
        list(titles).index(own),
        format_func=titles.__getitem__,
        key="taxonomy",
        help="The bundled list knows words of the bundled corpus; WordNet has most English nouns, "
        "and is found where `HMLC_WORDNET` or `HMLC_DATA_DIR` says.",
    )
    if not state.offered("taxonomy", titles):  # whatever a browser sends is not a path to read
        source = own
    try:
        known = _hypernyms(run.id, run.step, source, _opened=opened, _words=words)
    except DataError as error:
        errors.show(error)
        return None
    if known.assumed:
        st.caption(escape(" ".join(known.assumed), 600))
    return known


def taxonomies(run: Run, opened: OpenedRun, words: Lexicon) -> list[Hypernyms]:
    """The one that the run's settings name, and the bundled list, as far as they can be read."""
    own = opened.experiment.hypernyms.source
    read = [_readable(run, opened, words, source) for source in dict.fromkeys((own, "bundled"))]
    return [each for each in read if each is not None]


def own_taxonomy(run: Run, opened: OpenedRun, words: Lexicon) -> Hypernyms | None:
    """The one that the run's settings name; None where it cannot be read."""
    return _readable(run, opened, words, opened.experiment.hypernyms.source)


def _readable(run: Run, opened: OpenedRun, words: Lexicon, source: str) -> Hypernyms | None:
    try:
        return _hypernyms(run.id, run.step, source, _opened=opened, _words=words)
    except DataError:
        return None


@st.cache_resource(show_spinner="Reading hypernyms …", max_entries=8)
def _hypernyms(
    run_id: str, step: int, source: str, *, _opened: OpenedRun, _words: Lexicon
) -> Hypernyms:
    from hmlc_core.runs.words import hypernyms_of

    return hypernyms_of(_opened, _words, source)


def hypernyms(run: Run, words: Lexicon, row: int, known: Hypernyms | None) -> list[int]:
    """Of the word, then of all words; returns the rows that were named."""
    from hmlc_core.evaluation.words.relatives import relatives

    found = relatives(row, words.points, norms_of(run, words), words.geometry, LISTED)
    name = escape(words.names[row], 40)
    if known is None:
        st.markdown(f"Near to “{name}” and further in: above it; and further out: below it.")
    else:
        _truth(words, row, known, _gaussians(run.id, run.step, run.status, _words=words))
    left, right = st.columns(2, gap="small")
    with left:
        st.markdown("**Above, by its place**")
        _side(words, found.above, _related(known, row, 0))
    with right:
        st.markdown("**Below, by its place**")
        _side(words, found.below, _related(known, row, 1))
    st.caption(
        f"The nearest words that lie further in than “{name}”, and further out; right or wrong by "
        f"what they are compared with, – where that does not know them or “{name}”."
    )
    if known is not None and len(known.pairs):
        st.markdown(
            _said(known, *_of_all(run.id, run.step, known.title, _words=words, _known=known))
        )
    return [*found.above.rows.tolist(), *found.below.rows.tolist()]


def _related(known: Hypernyms | None, row: int, side: int) -> dict[int, bool] | None:
    """Rows of the words that the taxonomy has -> whether they are hypernyms (side 0) or hyponyms
    (side 1) of the word; None where it does not know the word."""
    if known is None or not np.isfinite(known.depth[row]):
        return None
    right = set(known.pairs[known.pairs[:, 1 - side] == row, side].tolist())
    return {n: n in right for n in np.flatnonzero(np.isfinite(known.depth)).tolist()}


def _side(words: Lexicon, found: Ranked, right: dict[int, bool] | None) -> None:
    rows = found.rows.tolist()
    st.dataframe(
        {
            "word": [words.names[n] for n in rows],
            "verdict": [VERDICTS[(right or {}).get(n)] for n in rows],
        },
        hide_index=True,
        column_config={"verdict": st.column_config.TextColumn(width=70)},
        alt="Words on this side, the nearest first, and whether that is right or wrong.",
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def _gaussians(run_id: str, step: int, status: str, *, _words: Lexicon) -> Gaussians | None:
    """The words read as Gaussians; None in a space without disks, or of too few words."""
    from hmlc_core.evaluation.words.is_a import disks, ends_by_frequency, gaussians

    if not disks(_words.geometry) or len(_words) < 3:
        return None
    ends = ends_by_frequency(len(_words), first=0)
    return gaussians(_words.points, _words.geometry, *ends)


def _truth(words: Lexicon, row: int, known: Hypernyms, read: Gaussians | None) -> None:
    """The word's hypernyms and hyponyms by the taxonomy, with their ranks beside chance and, where
    words are `read` as Gaussians, their is-a scores."""
    from hmlc_core.evaluation.words.relatives import ranks_among

    title, name = escape(known.title), escape(words.names[row], 40)
    said = []
    for side, what in ((0, "hypernym"), (1, "hyponym")):
        rows = known.pairs[known.pairs[:, 1 - side] == row, side]
        if not len(rows):
            continue
        ranks = ranks_among(row, rows, words.points, words.geometry)
        order = np.argsort(ranks, kind="stable")[:LISTED]
        told = [f"{rank:,.0f}" for rank in ranks.tolist()]
        if read is not None:
            pairs = known.pairs[known.pairs[:, 1 - side] == row]
            scores = read.scores(words=pairs[:, 1], hypernyms=pairs[:, 0])
            told = [f"{rank}, {signed(score, 2)}" for rank, score in zip(told, scores, strict=True)]
        listed = ", ".join(
            f"{escape(words.names[rows[n]], 30)} ({told[n]})" for n in order.tolist()
        )
        more = f" and {len(rows) - LISTED} more" if len(rows) > LISTED else ""
        said.append(f"**{what.capitalize()}s**: {listed}{more}.")
    if not said:
        said = [f"{title} has neither a hypernym nor a hyponym of “{name}” among the words."]
    else:
        said.insert(0, f"{title} has of “{name}”:")
        chance = f"{len(words) / 2:,.0f}"
        said.append(f"In brackets: rank among all words by distance, by chance {chance}")
        if read is not None:
            said[-1] += "; and the is-a score of the pair, above 0 where its Gaussians are right"
        said[-1] += "."
    st.markdown(" ".join(said))


@st.cache_resource(show_spinner="Asking all words for their hypernyms …", max_entries=8)
def _of_all(
    run_id: str, step: int, source: str, *, _words: Lexicon, _known: Hypernyms
) -> tuple[HypernymRank, IsA]:
    from hmlc_core.evaluation.words.hypernyms import mean_rank
    from hmlc_core.evaluation.words.is_a import is_a

    points, space = _words.points, _words.geometry
    return (
        mean_rank(points, _known.pairs, space, first=0),
        is_a(points, _known.pairs, space, first=0),
    )


def _said(known: Hypernyms, rank: HypernymRank, told: IsA) -> str:
    """How well the places of all words agree with the taxonomy, in Markdown."""
    ways = [f"by who lies further in **{told.norm:.0%}**"]
    if np.isfinite(told.gaussian):
        ways.insert(0, f"by the Gaussian reading of the disks **{told.gaussian:.0%}**")
    pairs = counted(told.pairs, "pair")
    return "\n".join(
        [
            f"- **All words with a hypernym** ({rank.words:,}): hypernyms are of rank "
            f"**{rank.rank:,.0f}** by distance; by chance {rank.chance:,.0f}.",
            f"- **Which of two is the hypernym** ({pairs}): told "
            f"{' and '.join(ways)}; by who is more frequent, without any place, "
            f"{told.frequency:.0%}; by chance 50%.",
        ]
    )
