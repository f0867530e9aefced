"""What can be done with runs besides stopping and resuming: rename, repeat, export, delete."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment.presets import default_preset
from hmlc_core.runs.run import ACTIVE, Run, imported
from hmlc_core.wording import counted
from pages.ui.experiment import recipe
from pages.ui.run import again
from pages.ui.run.table import CHOSEN
from pages.ui.shell import errors, presses, resources, state
from pages.ui.shell.changing import changing
from pages.ui.shell.routes import link
from pages.ui.shell.run_names import names
from pages.ui.shell.text import escape, without_folders

LONGEST_NAME = 200
MOST_NAMED = 10
"""Runs named before they are deleted; of the others their number is told."""

PLACE = "what is done with runs"
"""Where is told what went wrong with it, see `presses`."""

DELETED = "runs deleted"


def show(run: Run) -> None:
    """A row of things to do."""
    with st.container(horizontal=True, vertical_alignment="center"):
        _rename(run)
        _export(run)
        _delete(run)
        if run.experiment is not None and not imported(run):
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


def several(runs: Sequence[Run]) -> None:
    """What can be done with the runs that are ticked in the table, or how to tick them."""
    if not runs:
        st.caption("A click on a row opens its run; boxes on the left choose several.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{counted(len(runs), 'run')} chosen", width="content")

        def compare() -> None:
            state.put(state.RUNS, tuple(run.id for run in runs))
            st.session_state["look"] = "Compare"

        st.button("Compare", key="compare chosen", on_click=compare, icon=":material/balance:")
        if st.button("Delete …", key="delete chosen", icon=":material/delete:", **changing()):
            _confirm(runs)


def _rename(run: Run) -> None:
    with st.popover("Rename", icon=":material/edit:", key=f"rename {run.id}", **changing()):
        key = f"new name {run.id}"

        def take() -> None:
            resources.store().rename(run.id, st.session_state[key])

        st.text_input(
            "Name",
            run.name,
            key=key,
            max_chars=LONGEST_NAME,
            on_change=presses.doing(PLACE, take),
            **changing(),
        )


def _export(run: Run) -> None:
    with st.popover("Export", icon=":material/download:", key=f"export {run.id}"):
        st.caption(
            "Points by name (TSV, word2vec, npz), with edges and documents' labels as they are "
            "kept, what they were made of, scores of the hierarchy, and a report."
            if imported(run)
            else "Settings, scores, curves, report, and, once there is a trained model, its "
            "checkpoint and the vectors of labels and words (TSV, word2vec, npz)."
        )
        version = (run.id, run.step, run.status)
        if st.button("Prepare", key=f"prepare {run.id}"):
            try:
                with st.spinner("Packing …", show_time=True):
                    st.session_state["export"] = (version, *_archive(run.id))
            except HyperlabelError as error:
                errors.show(error)
        prepared, content, left_out = st.session_state.get("export", (None, b"", ()))
        if prepared == version:
            if left_out:
                said = without_folders(" ".join(left_out))
                st.warning(escape(said, 600), icon=":material/broken_image:")
            st.download_button(
                f"Download ({len(content) / 1000:,.0f} kB)",
                content,
                f"run-{run.id[:8]}.zip",
                "application/zip",
                icon=":material/download:",
                on_click="ignore",
            )


def _archive(run_id: str) -> tuple[bytes, list[str]]:
    """The files as one ZIP, and sentences on what is left out."""
    from hmlc_core.runs.export.archive import export_archive

    left_out: list[str] = []
    return export_archive(resources.store(), run_id, left_out.append), left_out


def _delete(run: Run) -> None:
    if st.button(
        "Delete …",
        key=f"deletion of {run.id}",
        icon=":material/delete:",
        **changing(
            disabled=run.status in ACTIVE,
            help="Stop it first." if run.status in ACTIVE else None,
        ),
    ):
        _confirm([run])


def _confirm(runs: Sequence[Run]) -> None:
    """Ask before anything is lost: how many runs, and which."""
    ended = [run for run in runs if run.status not in ACTIVE]
    st.session_state.pop(DELETED, None)

    @st.dialog(f"Delete {counted(len(ended), 'run')}?", icon=":material/delete:")
    def ask() -> None:
        if st.session_state.pop(DELETED, False):
            st.rerun()
        titles = names(runs)
        lines = [f"- {escape(titles[run.id], 120)}" for run in ended[:MOST_NAMED]]
        if len(ended) > MOST_NAMED:
            lines.append(f"- and {len(ended) - MOST_NAMED} more")
        st.markdown("\n".join(lines))
        if at_work := len(runs) - len(ended):
            st.markdown(f"{counted(at_work, 'run')} at work or waiting will stay: stop first.")
        st.markdown("Pictures, scores, points and checkpoints go with them. This cannot be undone.")
        st.button(
            f"Delete {counted(len(ended), 'run')} for good",
            key="delete for good",
            icon=":material/delete_forever:",
            on_click=presses.doing(PLACE, lambda: _delete_all(ended)),
            **changing(disabled=not ended),
        )

    ask()


def _delete_all(runs: Sequence[Run]) -> None:
    st.session_state[CHOSEN] = []
    st.session_state[DELETED] = True
    for run in runs:
        resources.store().delete(run.id)
        if state.get(state.RUN) == run.id:
            state.put(state.RUN, None)
