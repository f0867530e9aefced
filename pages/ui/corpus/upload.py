"""Bringing a corpus: how its files must look, and an upload that is checked before it is kept."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import streamlit as st

from hmlc_core.data import formats
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.stats import assumed_in, notes_in, read_stats
from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import tokenizers
from hmlc_core.shipped import program
from hmlc_core.wording import counted
from pages.ui.corpus import notes, preview, problems
from pages.ui.shell import errors, presses, state
from pages.ui.shell.changing import changing, note
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.preview import Preview

_KEPT = "corpus upload"
_OUTCOME = "corpus upload outcome"
_TURN = "uploads so far"
"""Part of the widgets' names; not forgotten with a file, whose widget would then be another."""

TABLES = """
**A table** (`.csv`, `.tsv`, `.jsonl`, `.json`): one document a row, with the columns `text` and
`labels` (a list, or names with one separator between them, such as `|`), or `text` and a path in
`level1`, `level2`, …, or `text` and a column of 0 and 1 for each label; `id` and `split` (train,
dev, test) if you have them. A hierarchy can come beside it: parent, tab, child.
"""

TABLE = """\
text,labels,split
"The court ruled on the merger.",business|law,train
"Late goal wins the derby.",sport|football,test
"""

HIERARCHY = "ROOT\tsport\nsport\tfootball\n"

EDGES = (
    "Two labels a line, the parent first, with a tab (.csv: a comma) between them, or a "
    ".taxonomy. A first line such as child,parent tells another order. Also outlines (.txt), "
    "nested .json, .obo and .ttl. For a corpus that brings none."
)
NAMES = (
    "For documents that give labels as numbers: a name a line, a number and its name, or JSON. In "
    "commands --names."
)
ORDER = (
    "By default the first line of the file says the order, and else the parent is first. In "
    "commands --child-first."
)

FOLDER = """
**A folder**, as `.zip`: `train.jsonl`, `dev.jsonl`, `test.jsonl` (dev and test may be missing) and
`hierarchy.tsv`, with top labels under `ROOT`; `label_names.tsv` (label, tab, text to show) if the
labels are codes. `"tokens": ["late", "goal"]` in place of `"text"` for words that must stay as they
are. Or a table for each split: `train.csv`, `test.csv`.
"""

DOCUMENT = '{"id": "a1", "text": "Late goal wins the derby.", "labels": ["sport", "football"]}'

ELSEWHERE = f"""
**Large corpora** are better not sent through a browser: put their folder into another one, name
that one in `HMLC_DATA_DIR`, and start the app again. `{program()} data check FOLDER`
tells the same as the check here.
"""


def show() -> None:
    """The upload, what came of it, and how files must look."""
    top = st.container()
    left, right = st.columns(2, gap="large")
    with left:
        _upload()
    with right:
        st.markdown(TABLES)
        st.code(TABLE, language="csv", wrap_lines=True)
        st.caption("And its hierarchy.tsv:")
        st.code(HIERARCHY, language=None)
        st.markdown(FOLDER)
        st.code(DOCUMENT, language="json", wrap_lines=True)
        _formats()
        st.markdown(ELSEWHERE)
    outcome = st.session_state.get(_OUTCOME)
    if outcome is not None:
        with top:
            _report(outcome)


def _formats() -> None:
    """All that is read, also by readers of other packages, and which of those cannot be used."""
    titles = [reader.title for reader in formats.readers()]
    with st.expander(f"All that is read: {counted(len(titles), 'format')}"):
        st.markdown("\n".join(f"- {escape(title, 200)}" for title in titles))
    for problem in formats.problems():
        st.caption(f"A reader is left out. {escape(problem, 300)}")
    for problem in tokenizers.problems():
        st.caption(f"A tokenizer is left out. {escape(problem, 300)}")


def _upload() -> None:
    # Any file can be chosen: which names are read is the readers' affair, and they say so.
    read = f"What is read: {escape(formats.titles(folders=False), 400)}, or a folder as .zip."
    corpus, kept = _file("Corpus", None, "corpus", read)
    st.caption("One file: a table, or a folder packed as .zip.")
    hierarchy, _ = _file("Hierarchy (optional)", None, "hierarchy", EDGES)
    st.caption("Two labels a line, the parent first; or an outline, JSON, OBO, SKOS.")
    names, _ = _file("Names of labels that are numbers (optional)", None, "names", NAMES)
    st.caption("A number and its name a line; or JSON.")
    name = st.text_input("Name", placeholder="as the file is called", max_chars=60, **changing())
    if kept:
        st.caption(f"{escape(corpus.name)} is kept from your visit before.")
    layout = FOUND_OUT
    found: Preview | HyperlabelError | None = None
    if corpus is not None:
        columns = preview.columns(corpus, f"{_KEPT}: columns")
        tables = columns is not None
        if tables:
            layout = preview.layout(corpus, f"{_KEPT}: layout")
        fields = st.container()
        if hierarchy is not None and (tables or corpus.name.lower().endswith(".zip")):
            key = f"child first {hierarchy.file_id}"
            first = st.checkbox(notes.CHILD_FIRST, key=key, **changing(help=ORDER))
            layout = replace(layout, child_first=True if first else None)
        found = preview.reading(corpus, hierarchy, names, layout, f"{_KEPT}: preview")
        if columns is not None:
            with fields:
                preview.fields(corpus, found, layout, columns)
    shown = st.container()
    pressed = presses.button(
        "Check and add",
        key="check and add",
        type="primary",
        icon=":material/upload:",
        **changing(
            disabled=corpus is None or isinstance(found, HyperlabelError),
            help="Every problem is shown with file and line. Only a corpus without errors is "
            "added.",
        ),
    )
    note()
    if pressed:
        with presses.answering(), st.spinner("Checking …", show_time=True):
            _install(corpus, hierarchy, names, layout, name.strip())
    if found is not None and str(found) != str(st.session_state.get(_OUTCOME)):  # told once
        with shown:
            preview.show(found)


def _file(label: str, kinds: list[str] | None, which: str, help: str) -> tuple[Any, bool]:
    """An uploaded file, and whether it is one from before: leaving a page clears its widgets."""
    key = f"{_KEPT}: {which}"
    widget = f"{which} file {st.session_state.get(_TURN, 0)}"
    file = st.file_uploader(
        label,
        kinds,
        key=widget,
        on_change=_forget,
        args=(which,),
        **changing(help=help or None),
    )
    if file is not None:
        st.session_state[key] = file
        return file, False
    return st.session_state.get(key), key in st.session_state


def _forget(which: str = "") -> None:
    """Another file was chosen, or none: what was said and kept is about the one before.

    which: the file, where others stay beside it: not beside another corpus.
    """
    others = ("hierarchy", "names")
    gone = (f"{_KEPT}: {which}", _OUTCOME) if which in others else (_KEPT,)
    for key in [key for key in st.session_state if str(key).startswith(gone)]:
        del st.session_state[key]


def _install(corpus: Any, hierarchy: Any, names: Any, layout: Layout, name: str) -> None:
    from hmlc_core.data.upload import install

    try:
        info = install(
            corpus.name,
            BytesIO(corpus.getvalue()),
            name=name or None,
            layout=layout,
            **preview.companions(hierarchy, names),
        )
    except HyperlabelError as error:
        st.session_state[_OUTCOME] = error
        return
    _forget()
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1  # with empty widgets
    state.put(state.CORPUS, info.name)
    st.session_state[_OUTCOME] = info
    st.rerun()


def _report(outcome: Any) -> None:
    from hmlc_core.data.problems import InvalidData

    if isinstance(outcome, InvalidData):
        st.error(
            "Nothing was added, and nothing is lost: correct the file and upload it again. The "
            "first problems it has:",
            icon=":material/error:",
        )
        problems.of_upload(outcome.problems, key="upload problems")
    elif isinstance(outcome, HyperlabelError):
        errors.show(outcome)
    else:
        done = "chosen" if outcome.known else "added and chosen"
        said = (
            f"**{escape(outcome.title)}** is {done}: {counted(outcome.documents, 'document')}, "
            f"{counted(outcome.labels, 'label')}. The other tabs show it."
        )
        st.success(
            " ".join(filter(None, (said, escape(outcome.sentence(), 300)))),
            icon=":material/check_circle:",
        )
        stats = read_stats(outcome.path)
        notes.warnings(notes_in(stats), assumed_in(stats))
