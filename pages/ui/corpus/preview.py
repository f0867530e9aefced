"""How an uploaded file is read: choices for tables, and its first rows before it is added."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import streamlit as st

from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.rows import named_like_table
from hmlc_core.errors import HyperlabelError
from hmlc_core.wording import counted
from pages.ui.shell.changing import changing
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.preview import Preview

_FIELDS = {
    "text": ("Column of texts", "text", "Its name, in any case; in commands --text-column."),
    "labels": ("Column of labels", "labels", "Its name, in any case; in commands --labels-column."),
    "separator": (
        "Separator of labels",
        "found out",
        "What stands between labels in a cell, such as | or ; or #. none: a cell is one label. "
        "In commands --sep.",
    ),
    "path_separator": (
        "Separator of levels",
        "found out",
        "What stands between levels of one label, such as / in sport/tennis. none: labels are "
        "names. In commands --path-separator.",
    ),
}


def is_table(file: Any) -> bool:
    """Whether columns and separators can be chosen for an uploaded file."""
    return named_like_table(file.name)


def layout(file: Any, kept: str, turn: int) -> Layout:
    """What a person says of a table's columns and separators; nothing for other files.

    kept: the key under which it outlives a visit. turn: part of the widgets' names.
    """
    if file is None or not is_table(file):
        return FOUND_OUT
    before = st.session_state.get(kept, FOUND_OUT)
    with st.expander("How the table is read", expanded=before != FOUND_OUT):
        places = [place for _ in range(2) for place in st.columns(2)]
        values = {
            field: place.text_input(
                title,
                getattr(before, field),
                placeholder=placeholder,
                max_chars=200,
                key=f"layout {field} {turn}",
                **changing(help=help),
            )
            for place, (field, (title, placeholder, help)) in zip(
                places, _FIELDS.items(), strict=True
            )
        }
    chosen = Layout(**values)
    st.session_state[kept] = chosen
    return chosen


def show(corpus: Any, hierarchy: Any, chosen: Layout, kept: str) -> None:
    """The first rows as they will be read, the number of labels and how many a document has.

    kept: the key under which the reading of this file is kept.
    """
    identity = (corpus.file_id, hierarchy and hierarchy.file_id, chosen)
    found = st.session_state.get(kept)
    if found is None or found[0] != identity:
        with st.spinner("Reading …", show_time=True):
            found = (identity, _read(corpus, hierarchy, chosen))
        st.session_state[kept] = found
    if isinstance(found[1], HyperlabelError):
        st.warning(
            f"The file cannot be read so. {escape(found[1], 600)}", icon=":material/warning:"
        )
    else:
        _rows(found[1])


def _read(corpus: Any, hierarchy: Any, chosen: Layout) -> Preview | HyperlabelError:
    from hmlc_core.data.preview import preview
    from hmlc_core.data.upload import read_upload

    edges = None if hierarchy is None else BytesIO(hierarchy.getvalue())
    content = BytesIO(corpus.getvalue())
    try:
        found = read_upload(
            corpus.name,
            content,
            hierarchy=edges,
            hierarchy_name=hierarchy.name if hierarchy else "hierarchy.tsv",
            layout=chosen,
        )
        return preview(found)
    except HyperlabelError as error:
        return error


def _rows(found: Preview) -> None:
    st.markdown(
        f"**As it is read:** {counted(found.documents, 'document')}, "
        f"{counted(found.labels, 'label')}; {found.cardinality:.2f} labels per document on "
        f"average, at most {found.most:,}."
    )
    st.dataframe(
        {
            "id": [row.id for row in found.rows],
            "text": [row.text for row in found.rows],
            "labels": [list(row.labels) for row in found.rows],
        },
        key="upload preview",
        hide_index=True,
        column_config={
            "id": st.column_config.TextColumn(width="small"),
            "labels": st.column_config.ListColumn(width="medium"),
        },
        alt="The first documents as they are read, with their labels.",
    )
    if found.notes:
        st.caption("  \n".join(escape(note, 400) for note in found.notes[:10]))
    if (more := len(found.notes) - 10) > 0:
        st.caption(f"And {counted(more, 'more note')}.")
