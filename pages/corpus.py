"""Corpus: choose, generate or bring texts, and see what they and their labels are like."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from hmlc_core.data.home import read_only
from hmlc_core.data.problems import InvalidData
from hmlc_core.data.registry import BUNDLED, CorpusInfo, missing_data_dirs
from hmlc_core.wording import counted
from pages import ui
from pages.ui.corpus import documents as reader
from pages.ui.corpus import numbers as corpus_numbers
from pages.ui.corpus import problems
from pages.ui.corpus import upload as corpus_upload
from pages.ui.experiment import recipe
from pages.ui.shell.changing import changing
from pages.ui.shell.routes import ROUTES
from pages.ui.shell.text import without_folders

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hmlc_core.data.corpus import Corpus
    from hmlc_core.plotting.tree import Kind

MOST_STORIES = 100_000
PARTS, DRAWN = (ROUTES["corpus"].widgets[name] for name in ("part", "drawn"))


def choose() -> tuple[CorpusInfo, Corpus | None]:
    """The corpus looked at; None for one that has errors, which are then shown."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        info = ui.pick_corpus()
    documents = 0
    with right:
        if info.name == BUNDLED:
            documents = stories(info)
        else:
            st.caption(f"{info.origin}: {ui.escape(without_folders(str(info.path)), 200)}")
    for folder in missing_data_dirs():
        name = ui.escape(without_folders(str(folder)), 200)
        st.warning(f"{name}, named in HMLC_DATA_DIR, is not there.")
    try:
        return info, ui.resources.corpus(info.name, grow_to=documents)
    except InvalidData as error:
        st.error(
            "This corpus has errors and cannot be used until its files are corrected. The first "
            "of them:",
            icon=":material/error:",
        )
        problems.table(error.problems, key="load problems")
        return info, None


def stories(info: CorpusInfo) -> int:
    """How many training stories the bundled corpus is to have; also the recipe of Train says it."""
    from hmlc_core.data.newsroom import SIZES

    standard = SIZES["train"]
    path, key = "corpus.documents", "corpus stories"
    asked = standard if read_only() else recipe.read(info.name).values[path]
    st.session_state[key] = max(standard, asked)

    def take() -> None:
        wanted = st.session_state[key]
        recipe.change({path: 0 if wanted == standard else wanted})

    count = st.number_input(
        "Training stories",
        standard,
        MOST_STORIES,
        step=1000,
        key=key,
        on_change=take,
        **changing(
            help="Newsroom is written by a grammar, at any size: more stories are made when asked "
            "for."
        ),
    )
    return 0 if count == standard else int(count)


def hierarchy(corpus: Corpus) -> None:
    """The label graph, drawn in one of several ways, and how documents are spread over it."""
    counts = corpus_numbers.statistics(corpus).label_counts
    kind = st.segmented_control(
        "Drawn as",
        DRAWN,
        default=ui.state.at_first("drawn", DRAWN[0]),
        required=True,
        key="drawn",
        bind="query-params",
    )
    if kind == "disk":
        disk(corpus, counts)
    else:
        from hmlc_core.plotting.tree import hierarchy_chart

        nested = cast("Kind", kind)  # what else the route offers
        figure = hierarchy_chart(corpus.graph, counts, kind=nested, template=ui.template())
        ui.chart(figure, key=f"hierarchy {kind}")
    from hmlc_core.plotting.imbalance import label_counts

    ui.chart(label_counts(corpus.graph, counts, template=ui.template()), key="label counts")
    corpus_numbers.labels(corpus)
    st.caption(
        "Pictures count training documents. The table can be searched and saved at its corner."
    )


def disk(corpus: Corpus, counts: ArrayLike) -> None:
    from hmlc_core.embeddings.sarkar import sarkar

    ui.disk(
        ui.Layout(points=sarkar(corpus.graph)),
        ui.label_layer(corpus.graph, counts),
        title=f"The label hierarchy of {corpus.title} in the Poincaré disk",
        key=f"corpus disk {corpus.name}",
        on_select=lambda clicked: ui.state.put(
            ui.state.LABEL, corpus.graph.names[clicked.index] if clicked else None
        ),
    )
    st.caption(
        "Click a label, and Documents shows its texts. Placed by a fixed rule (Sarkar's "
        "construction), not learned: every edge has the same hyperbolic length. A label with "
        "several parents hangs under the first. A mark's area: training documents of the label."
    )


def validate(info: CorpusInfo) -> None:
    """All that the reader of its files finds wrong or unusual."""
    if info.path is None:
        st.info("This corpus is made by the program; there are no files to check.")
        return
    st.markdown("Reads all files again and tells everything that is wrong or worth knowing.")
    if not st.button("Check the files", icon=":material/rule:"):
        return
    from hmlc_core.data.check import check

    with st.spinner("Checking …", show_time=True):
        report = check(info.path)
    found = f"{counted(report.errors, 'error')}, {counted(report.notes, 'note')}"
    if report.ok:
        st.success(f"The corpus can be used: {found}.", icon=":material/check_circle:")
    else:
        st.error(f"The corpus cannot be used: {found}.", icon=":material/error:")
    if report.problems:
        problems.table(report.problems, key="check problems")
    if (hidden := report.errors + report.notes - len(report.problems)) > 0:
        st.caption(f"And {hidden:,} more.")


with ui.page("corpus"):
    info, corpus = choose()
    overview, labels, documents, check, bring = st.tabs(
        PARTS, key="part", on_change="rerun", bind="query-params"
    )
    with overview, ui.boundary():
        if corpus is not None and overview.open:
            ui.link("train", "Train on this corpus", corpus=info.name)
            corpus_numbers.overview(corpus)
            corpus_numbers.references(corpus)
    with labels, ui.boundary():
        if corpus is not None and labels.open:
            hierarchy(corpus)
    with documents, ui.boundary():
        if corpus is not None and documents.open:
            reader.show(corpus)
    with check, ui.boundary():
        if check.open:
            validate(info)
    with bring, ui.boundary():
        corpus_upload.show()
