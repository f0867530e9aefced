"""How an uploaded file is read: choices for tables, and its first rows before it is added."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.problems import InvalidData
from hmlc_core.errors import HyperlabelError
from hmlc_core.wording import counted
from pages.ui.corpus import notes, problems
from pages.ui.shell.changing import changing
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.preview import Preview

_COLUMNS = {
    "text": (notes.TEXT, "found out", "In commands --text-column."),
    "labels": (
        notes.LABELS,
        "found out",
        "One, or several of 0 and 1, each of which is a label. In commands --labels-column.",
    ),
}
"""Column of a layout -> title, what stands where nothing is said, help."""

_SEPARATORS = {
    "separator": (
        notes.SEPARATOR,
        "found out",
        "What stands between labels in a cell, such as | or ; or #. none: a cell is one label. "
        "In commands --sep.",
    ),
    "path_separator": (
        notes.LEVELS,
        "found out",
        "What stands between levels of one label, such as / in sport/tennis. none: labels are "
        "names. In commands --path-separator.",
    ),
}


_JOINED = ","
"""Between the names of several columns of labels."""


def columns(file: Any, kept: str) -> tuple[str, ...] | None:
    """The columns of an uploaded file; None where nothing can be chosen for it.

    kept: the key under which the answer is kept.
    """
    from hmlc_core.data.upload import columns

    found = st.session_state.get(kept)
    if found is None or found[0] != file.file_id:
        try:
            answer = columns(file.name, BytesIO(file.getvalue()))
        except HyperlabelError:  # which its reading tells
            answer = None
        found = st.session_state[kept] = (file.file_id, answer)
    return cast("tuple[str, ...] | None", found[1])


def layout(file: Any, kept: str) -> Layout:
    """What a person says of the columns and separators of a file that has some.

    kept: the key under which it outlives a visit.
    """
    before = st.session_state.get(kept, FOUND_OUT)
    said: dict[str, Any] = {
        field: st.session_state.get(_widget(field, file), getattr(before, field))
        for field in (*_COLUMNS, *_SEPARATORS)
    }
    # Nothing is chosen in a list, one name, or several.
    written: dict[str, Any] = {
        name: _JOINED.join(it) if isinstance(it, list) else it or "" for name, it in said.items()
    }
    chosen = Layout(**written)
    st.session_state[kept] = chosen
    return chosen


def fields(
    file: Any, found: Preview | HyperlabelError, chosen: Layout, columns: Sequence[str]
) -> None:
    """Where it is said; open where something is, or where the reading asks for it."""
    said = [str(found)] if isinstance(found, HyperlabelError) else found.notes
    asked = any(notes.in_form(text) != text for text in said)
    with st.expander("How the table is read", expanded=asked or chosen.of_documents):
        for place, part in zip(st.columns(2), _COLUMNS, strict=True):
            with place:
                _column(part, file, chosen, columns)
        for place, (field, (title, placeholder, help)) in zip(
            st.columns(2), _SEPARATORS.items(), strict=True
        ):
            place.text_input(
                title,
                getattr(chosen, field),
                placeholder=placeholder,
                max_chars=200,
                key=_widget(field, file),
                **changing(help=help),
            )


def _column(part: str, file: Any, chosen: Layout, columns: Sequence[str]) -> None:
    """A choice among the columns of the file; of labels there may be several."""
    title, placeholder, help = _COLUMNS[part]
    key, said = _widget(part, file), getattr(chosen, part)
    if part == "labels":
        several = [said] if said in columns else said.split(_JOINED)
        before = [name for name in several if name in columns]
        st.multiselect(
            title, columns, before, key=key, placeholder=placeholder, **changing(help=help)
        )
    else:
        place = columns.index(said) if said in columns else None
        st.selectbox(title, columns, place, key=key, placeholder=placeholder, **changing(help=help))


def companions(hierarchy: Any, names: Any) -> dict[str, Any]:
    """The uploaded files that belong to a corpus, as the arguments of `install`."""
    given = {"hierarchy": hierarchy, "names": names}
    found = {kind: file for kind, file in given.items() if file is not None}
    return {
        **{kind: BytesIO(file.getvalue()) for kind, file in found.items()},
        **{f"{kind}_name": file.name for kind, file in found.items()},
    }


def reading(
    corpus: Any, hierarchy: Any, names: Any, chosen: Layout, kept: str
) -> Preview | HyperlabelError:
    """How the files begin when they are read so, or why they cannot be.

    kept: the key under which the reading of this file is kept.
    """
    identity = (*(file and file.file_id for file in (corpus, hierarchy, names)), chosen)
    found = st.session_state.get(kept)
    if found is None or found[0] != identity:
        with st.spinner("Reading …", show_time=True):
            found = (identity, _read(corpus, hierarchy, names, chosen))
        st.session_state[kept] = found
    return found[1]


def show(found: Preview | HyperlabelError) -> None:
    """The first rows as they will be read, the number of labels and how many a document has."""
    if isinstance(found, HyperlabelError):
        listed = found.problems if isinstance(found, InvalidData) else ()
        why = escape(notes.in_form(str(found)), 600)
        if len(listed) > 1:
            why = "What is wrong with it is listed below."
        st.warning(
            f"It cannot be added, since it cannot be read like this. {why}",
            icon=":material/warning:",
        )
        if len(listed) > 1:
            problems.of_upload(listed, key="problems of a preview")
    else:
        _rows(found)


def _widget(field: str, file: Any) -> str:
    return f"layout {field} {file.file_id}"  # what is said of one file is not of the next


def _read(corpus: Any, hierarchy: Any, names: Any, chosen: Layout) -> Preview | HyperlabelError:
    from hmlc_core.data.preview import preview
    from hmlc_core.data.upload import read_upload

    content, beside = BytesIO(corpus.getvalue()), companions(hierarchy, names)
    try:
        return preview(read_upload(corpus.name, content, layout=chosen, **beside))
    except HyperlabelError as error:
        return error


def _rows(found: Preview) -> None:
    st.markdown(
        f"**As it is read:** {counted(found.documents, 'document')}, "
        f"{counted(found.labels, 'label')}; {found.cardinality:.2f} labels per document on "
        f"average, at most {found.most:,}."
    )
    st.caption("What stands first in the files, each document with its split:")
    st.dataframe(
        {
            "id": [row.id for row in found.rows],
            "split": [row.split for row in found.rows],
            "labels": [list(row.labels) for row in found.rows],  # a text may be wider than the page
            "text": [row.text for row in found.rows],
        },
        key="upload preview",
        hide_index=True,
        column_config={
            "id": st.column_config.TextColumn(width="small"),
            "split": st.column_config.TextColumn(width="small"),
            "labels": st.column_config.ListColumn(width="medium"),
        },
        alt="The first documents as they are read, with their labels.",
    )
    notes.show(found.notes, found.assumed)
