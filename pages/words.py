"""Words: who lies near whom, and what the distance of a word from the centre says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import Run
from pages import ui
from pages.ui.reading import text as reading
from pages.ui.run import again
from pages.ui.run import damage as run_damage
from pages.ui.run.disk import begins_with_words
from pages.ui.run.film import LAYOUT
from pages.ui.run.projection_choice import pick_picture
from pages.ui.shell.routes import ROUTES
from pages.ui.words import choice
from pages.ui.words.analogy import analogy
from pages.ui.words.depth import depth
from pages.ui.words.disk import words_disk
from pages.ui.words.hypernyms import hypernyms, own_taxonomy, pick_taxonomy, taxonomies
from pages.ui.words.near import NEIGHBOURS, near
from pages.ui.words.pair import beside, pick_other
from pages.ui.words.training import training

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.words.lexicon import Lexicon
    from hmlc_core.runs.opened import OpenedRun

TOPICS = NEAR, HYPERNYMS, NORMS, ANALOGIES, TWO, TRAINING = ROUTES["words"].widgets["topic"]


def explore(run: Run, opened: OpenedRun, stage: DeltaGenerator) -> None:
    """A word, what is asked about it, and the picture; what is said stands before what is drawn."""
    from hmlc_core.evaluation.words.neighbours import neighbours

    words = choice.lexicon(run, opened)
    if not len(words):
        st.info("This run has learned no word.", icon=":material/search_off:")
        return
    own = own_taxonomy(run, opened, words)
    row = choice.pick(words, lambda: choice.telling(opened, words, own))
    if row is None:
        with stage:
            ui.empty("Choose a word.")
        return
    topic = st.segmented_control(
        "Topic",
        TOPICS,
        default=ui.state.at_first("topic", NEAR),
        required=True,
        key="topic",
        bind="query-params",
        wrap=True,
        label_visibility="collapsed",
    )
    if topic == TRAINING:
        training(run, opened, words, row, stage)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        picture = pick_picture(run)
        centred = st.toggle(
            "The word in the middle",
            True,
            key="word in the middle",
            help="Begin with the word and its neighbours, zoomed in, or with the whole picture.",
        )
    found = neighbours(row, words.points, words.geometry, NEIGHBOURS)
    named, other = [row, *found.rows.tolist()], None
    if topic == HYPERNYMS:
        named = [row, *hypernyms(run, words, row, pick_taxonomy(run, opened, words))]
    elif topic == NORMS:
        depth(run, words, row, pick_taxonomy(run, opened, words))
    elif topic == ANALOGIES:
        analogy(words, row, taxonomies(run, opened, words))
    elif topic == TWO:
        other = compared(run, words, row)
    else:
        near(words, row, found, opened.corpus.graph)
    with stage, ui.boundary():
        sides = [(run, words, named)] if other is None else [(run, words, named), other]
        whole = st.container(key=None if other is None else "pair")
        if other is not None:  # above both pictures, which so begin at one height
            for place, (each, _, _) in zip(
                whole.columns(2, vertical_alignment="bottom"), sides, strict=True
            ):
                place.caption(ui.escape(each.name, 80))
        for place, (each, known, rows) in zip(whole.columns(len(sides)), sides, strict=True):
            with place:
                words_disk(
                    each,
                    known,
                    rows,
                    picture=picture if each.id == run.id else LAYOUT,
                    centred=centred,
                    key="words" if other is None else "words beside",
                )


def compared(run: Run, words: Lexicon, row: int) -> tuple[Run, Lexicon, list[int]] | None:
    """Another run, its words, and the rows that stand out in it; None where it has not the word."""
    from hmlc_core.evaluation.words.neighbours import neighbours

    other = pick_other(run)
    if other is None:
        return None
    known, there = beside(run, other, words, row)
    if there is None:
        return None
    near_there = neighbours(there, known.points, known.geometry, NEIGHBOURS)
    return other, known, [there, *near_there.rows.tolist()]


def preference(run: Run) -> int:
    """Rather a run that has placed its words than one whose words began at random."""
    if not (reading.places_words(run) and reading.ended(run)):
        return 0
    return 1 + begins_with_words(readable(run).model)


with ui.bench("words") as bench:
    chosen = ui.pick_run(prefers=preference)
    damaged = st.empty()
    if chosen is not None:
        again.note(chosen)
    has_words = chosen is not None and "words" in readable(chosen).model.capabilities
    opened = reading.open_run(chosen) if has_words and chosen is not None else None
    if chosen is not None and opened is not None and reading.reads_words(opened):
        explore(chosen, opened, bench.stage)
    else:
        with bench.stage:
            ui.empty("The words of a run appear here.")
        if chosen is not None and not has_words:
            model = readable(chosen).model
            ui.absent(model, "words", "So no word has neighbours.")
            if "scores" in model.capabilities:
                ui.link("interactions", "See what words do for its labels", run=chosen.id)
    if chosen is not None:
        run_damage.left_out(chosen.id, damaged)
