"""Train: set up an experiment, start it, and watch it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from hmlc_core.data.learnable import UNSCORED
from hmlc_core.data.registry import list_corpora
from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import Experiment, ModelSettings
from hmlc_core.runs.recorder import STOPPED_WITH_PROGRAM
from hmlc_core.runs.references import CENTROIDS, all_titles, titles, titles_beside
from hmlc_core.runs.run import Run
from hmlc_core.shipped import program
from hmlc_core.wording import counted, epochs
from pages import ui
from pages.ui.experiment import fit, form, recipe
from pages.ui.experiment import share as recipe_share
from pages.ui.experiment import words as recipe_words
from pages.ui.experiment.recipe import Draft
from pages.ui.run import damage as run_damage
from pages.ui.run import kernels
from pages.ui.run import queue as run_queue
from pages.ui.run import view as run_view
from pages.ui.run.disk import begins_with_words
from pages.ui.shell import examples, presses
from pages.ui.shell.changing import changing, note, possible

SHOWN = "recipe shown of"
"""Session key: the run whose recipe the form was given."""

SCORES, CURVES, CLOSER = "Scores", "Curves", "Look closer"


def choices() -> tuple[Experiment, fit.Fit]:
    """Everything that is set before a run, and the button that starts it.

    Returns what is set, or the preset where that does not fit together, and what is known of it
    beside its corpus.
    """
    corpus = ui.pick_corpus()
    draft = recipe.read(corpus.name)
    suits = fit.known(draft.experiment)
    refused = draft.refused or suits.refused
    form.pick_preset(draft)
    form.about_preset(draft)
    form.pick_variant(draft)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        form.pick_size(draft)
        form.pick_seed(draft)
        st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            on_click=presses.doing("train", lambda: start(corpus.name)),
            **changing(disabled=draft.experiment is None or refused is not None),
        )
    note()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        more(draft)
    for reason in draft.dropped:
        st.warning(f"Left out of the recipe: {ui.escape(reason, 300)}", icon=":material/rule:")
    presses.trouble("train")
    if draft.error:
        ui.show_error(draft.error)
    elif draft.experiment is not None:
        if suits.unscored and "scores" in draft.experiment.model.capabilities:
            st.caption(f":material/warning: {UNSCORED}")
        for said in suits.notes:
            st.caption(f":material/rule: {ui.escape(said, 400)}")
        if refused:
            form.refusal(refused)
        form.changes(draft)
    return draft.experiment or recipe.base(draft), replace(suits, refused=refused)


def set_up_elsewhere(run_id: str | None) -> bool:
    """Whether the run's corpus is one that no form here offers, such as plain text files or none,
    as of imported points; says so.

    A form would show another corpus with this run's settings, and Train would train on that.
    """
    experiment = None if run_id is None else ui.resources.store().get(run_id).experiment
    if experiment is None or trainable_here(experiment):
        return False
    st.info(
        "Another program placed these points, so there is nothing here to train again."
        if experiment.model.imported
        else "What this run learned from was named in a terminal, and is not among the corpora "
        f"here. So it cannot be set up again on this page; `{program()}` trains on any path.",
        icon=f":material/{'upload' if experiment.model.imported else 'terminal'}:",
    )
    st.button(
        "Set up another run",
        icon=":material/tune:",
        on_click=lambda: ui.state.put(ui.state.RUN, None),
    )
    return True


def trainable_here(experiment: Experiment) -> bool:
    """Whether the form offers the experiment's corpus."""
    return experiment.corpus.name in offered_corpora()


def offered_corpora() -> set[str]:
    """Names of the corpora that the form offers."""
    return {info.name for info in list_corpora()}


def corpus_of(run: Run) -> str | None:
    """The corpus that the run's settings name; None where they cannot be read."""
    return run.experiment.corpus.name if run.experiment is not None else None


def more(draft: Draft) -> None:
    """All settings, and the recipe to take away; drawn when somebody looks."""
    parts = [
        ("Settings", "tune", form.settings),
        ("Recipe", "description", recipe_share.show),
    ]
    if recipe_words.has_words(draft):
        parts.insert(1, ("Words", "match_word", recipe_words.words))
    for name, icon, draw in parts:
        opened = st.popover(
            name, icon=f":material/{icon}:", key=name.lower(), on_change="rerun", width="content"
        )
        if opened.open:
            with opened:
                draw(draft)


def start(corpus: str) -> None:
    """Queue a run with all that is set by now and look at it, or leave it to the page to say why
    not. corpus: the one that was shown; another may have been chosen since."""
    draft = recipe.read(ui.state.get(ui.state.CORPUS) or corpus)
    if draft.experiment is None or draft.refused or fit.seen(draft.experiment).refused:
        return
    run_id = ui.resources.service().submit(draft.experiment)
    ui.state.put(ui.state.RUN, run_id)
    st.session_state[SHOWN] = run_id


def looked_at(opened: bool) -> str | None:
    """The run in the address; without one, where the page was opened just now by an address that
    asks for no recipe, the run at work, if there is any that the form can show.

    The form then shows its recipe, unless the address asks for another corpus. Whoever is at the
    form stays there, and an address with a recipe is the form whoever opens it, and however: of a
    run at work the queue tells.
    """
    store, run_id = ui.resources.store(), ui.state.get(ui.state.RUN)
    if run_id is None and (not opened or asks_for_a_recipe()):
        return None
    if run_id is None:
        offered = offered_corpora()
        active = [run for run in store.active() if corpus_of(run) in offered]
        if not active:
            return None
        run_id = next((run.id for run in active if run.status != "queued"), active[0].id)
        ui.state.fill(ui.state.RUN, run_id)
    try:
        run = ui.resources.asked_for(run_id)
    except HyperlabelError as error:
        if not examples.offer_asked(ui.resources.runs()):
            ui.show_error(error)
        return None
    if st.session_state.get(SHOWN) != run.id:
        st.session_state[SHOWN] = run.id
        known = run.experiment
        if known is not None and trainable_here(known) and not asks_for_another(known):
            recipe.adopt(known, ui.state.fill)
    return run.id


def asks_for_another(experiment: Experiment) -> bool:
    """Whether the address says what the form is to show, be it no more than another corpus."""
    corpus = st.query_params.get(ui.state.CORPUS.name, experiment.corpus.name)
    return asks_for_a_recipe() or corpus != experiment.corpus.name


def asks_for_a_recipe() -> bool:
    """Whether the address says how to train."""
    return bool({ui.state.PRESET.name, ui.state.RECIPE.name} & set(st.query_params))


def broken_off() -> None:
    """That the newest run ended with the program that trained it, and where it goes on: a server
    that was begun anew shows none."""
    newest = next((run for run in ui.resources.runs() if not run.example), None)
    if newest is None:
        return
    if newest.status == "interrupted":
        happened = "was interrupted"
    elif newest.status == "stopped" and STOPPED_WITH_PROGRAM in newest.message:
        happened = "was stopped with the program that trained it,"
    else:
        return
    st.caption(
        f":material/power_off: {ui.escape(newest.name, 60)} {happened} after "
        f"{epochs(newest.epoch)}.{' It can be resumed on Runs.' if possible() else ''}"
    )
    ui.link("runs", run=newest.id)


def expect(model: ModelSettings, size: tuple[int, int] | None) -> None:
    """What will happen here, by what the method has. size: see `fit.Fit`."""
    first = "The labels of the corpus appear here and begin to move."
    if not {"places", "words"} & model.capabilities:
        first = "It is said here how far training has come."
    elif begins_with_words(model):
        first = "Words of the corpus appear here and begin to move."
    stages = [stage.title for stage in model.stages()]
    order = f"First comes {', then '.join(stages)}. " if len(stages) > 1 else ""
    if size is None:
        learned, references = "", titles()
        large = f" Of very many labels and documents, {all_titles()[CENTROIDS]} is the first."
    else:
        learned = f"{counted(size[0], 'label')}, {counted(size[1], 'training document')}. "
        references, large = titles_beside(*size), ""
    beside = f"In the end scores stand beside references: {', '.join(references.values())}.{large}"
    ui.empty(
        "Press Train." if possible() else "Nothing can be trained here.",
        f"{learned}{first} {order}{beside if 'scores' in model.capabilities else ''}".strip(),
        "Training goes on in the background: you may leave this page, or open it twice.",
    )


def outcome(run_id: str) -> None:
    """What came of the run: a tab each."""
    tabs = st.tabs([SCORES, CURVES, CLOSER], key="outcome", on_change="rerun")
    draws = (run_view.scores, run_view.progress, run_view.closer)
    for tab, draw in zip(tabs, draws, strict=True):
        if tab.open:  # what nobody looks at is not computed
            with tab:
                draw(run_id)


with ui.bench("train") as places:
    run_id = looked_at(places.opened)
    drafted: Experiment | None = None
    suits = fit.Fit()
    if not set_up_elsewhere(run_id):
        drafted, suits = choices()
    if run_id is None:
        assert drafted is not None, "what is set up elsewhere is a run"
        with places.stage:
            expect(drafted.model, suits.size)
        run_queue.show()
        if (before := st.session_state.get(SHOWN)) is not None:
            run_queue.ended(before)
        else:
            broken_off()
    else:
        with places.bar:
            with ui.boundary():
                run_view.bar(run_id)
            damaged = st.empty()
        watched = run_view.has_picture(run_id)
        with places.stage, ui.boundary():
            if watched:
                run_view.picture(run_id, told=suits.refused)
            else:
                run_view.instead(run_id)
        run_queue.show(besides=run_id)
        if watched:
            outcome(run_id)
        else:
            run_view.closer(run_id)
        run_damage.left_out(run_id, damaged)
    if drafted is not None:
        kernels.preparing(drafted)  # last: what begins here does not hold up the page
