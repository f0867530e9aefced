"""What can be done with one run besides stopping and resuming: rename, repeat, export, delete."""

from __future__ import annotations

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment.presets import default_preset
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.experiment import recipe
from pages.ui.run import again
from pages.ui.shell import errors, resources, state
from pages.ui.shell.changing import changing
from pages.ui.shell.routes import link
from pages.ui.shell.text import escape

LONGEST_NAME = 200


def show(run: Run) -> None:
    """A row of things to do; what goes wrong is said under it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        _rename(run)
        _export(run)
        _delete(run)
        if run.experiment is not None:
            settings = run.experiment
            # Never empty: without a recipe in the address, the one used last would count.
            preset = recipe.preset_of(settings.model.name) or default_preset()
            changes = recipe.differences(settings, preset) or (f"seed={settings.seed}",)
            again.button(run)
            with st.container(width="content"):
                link(
                    "train",
                    "Train again, with changes",
                    corpus=settings.corpus.name,
                    preset=preset,
                    recipe=";".join(changes),
                )
    if error := st.session_state.pop("run error", None):
        errors.show(error)


def _rename(run: Run) -> None:
    with st.popover("Rename", icon=":material/edit:", key=f"rename {run.id}", **changing()):
        key = f"new name {run.id}"

        def take() -> None:
            _try(lambda: resources.store().rename(run.id, st.session_state[key]))

        st.text_input(
            "Name", run.name, key=key, max_chars=LONGEST_NAME, on_change=take, **changing()
        )


def _export(run: Run) -> None:
    with st.popover("Export", icon=":material/download:", key=f"export {run.id}"):
        st.caption(
            "Settings, scores, curves, report, and, once there is a trained model, its checkpoint "
            "and the vectors of labels and words (TSV, word2vec, npz)."
        )
        version = (run.id, run.step, run.status)
        if st.button("Prepare", key=f"prepare {run.id}"):
            try:
                with st.spinner("Packing …", show_time=True):
                    st.session_state["export"] = (version, _archive(run.id))
            except HyperlabelError as error:
                errors.show(error)
        prepared, content = st.session_state.get("export", (None, b""))
        if prepared == version:
            st.download_button(
                f"Download ({len(content) / 1000:,.0f} kB)",
                content,
                f"run-{run.id[:8]}.zip",
                "application/zip",
                icon=":material/download:",
                on_click="ignore",
            )


def _archive(run_id: str) -> bytes:
    from hmlc_core.runs.export.archive import export_archive

    return export_archive(resources.store(), run_id)


def _delete(run: Run) -> None:
    # With a key of its own it closes with its run, and does not offer to delete the next one.
    with st.popover(
        "Delete",
        icon=":material/delete:",
        key=f"deletion of {run.id}",
        **changing(
            disabled=run.status in ACTIVE,
            help="Stop it first." if run.status in ACTIVE else None,
        ),
    ):
        st.markdown(
            f"Delete **{escape(run.name, 80)}** with its pictures, scores and checkpoint? This "
            "cannot be undone."
        )

        def go() -> None:
            if _try(lambda: resources.store().delete(run.id)):
                state.put(state.RUN, None)

        st.button(
            "Delete for good",
            key=f"delete {run.id}",
            type="primary",
            icon=":material/delete_forever:",
            on_click=go,
            **changing(),
        )


def _try(action: object) -> bool:
    """Do it before the page runs again; what goes wrong is kept for `show`."""
    assert callable(action)
    try:
        action()
    except HyperlabelError as error:
        st.session_state["run error"] = error
        return False
    return True
