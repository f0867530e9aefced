"""Scores and curves of runs, always beside what they must be compared with.

References are the predictors of `hmlc_core.runs.references` on the same test documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.data.learnable import unscored
from hmlc_core.errors import DataError
from hmlc_core.evaluation.learned import UNLEARNED, learned_nothing
from hmlc_core.experiment import (
    ALL,
    CHOOSABLE,
    SCORES,
    UNDEFINED,
    score_title,
)
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.runs.references import all_titles
from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.runs.standing import BOUNDS, standing
from hmlc_core.runs.standing import reservations as told_reservations
from pages.ui.run import points
from pages.ui.shell import resources
from pages.ui.shell.text import escape
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from hmlc_core.data.corpus import Corpus
    from hmlc_core.plotting.theme import Template
    from hmlc_core.runs.run import Curve

Scores = Mapping[str, float]

SCORE_COLUMNS = {
    name: st.column_config.NumberColumn(
        f"{score_title(name)} (%)", format="%.1f", help=ALL[name].about
    )
    for name in SCORES
}
"""How tables show scores, given in percent."""

HEADS = {"this run": "run", "frequency": "freq.", "centroids": "centr."}
"""Shorter heads of narrow columns; the whole is said where one points at it."""


def references(run: Run) -> Mapping[str, Scores]:
    """Scores on the run's test documents to compare with: name as in `all_titles()` -> scores.

    All of them when the run is finished; before, those that need no learning, and of a run that
    learns from a part of the documents those that count nothing. Empty when the corpus has no test
    documents or is gone.
    """
    return resources.store().references(run.id) or before_the_end(run)


def before_the_end(run: Run) -> Mapping[str, Scores]:
    """Those that are there before the run is finished, the same for all runs on its documents."""
    corpus = _corpus(run)
    if run.experiment is None or corpus is None or not corpus.test:
        return {}
    sizes = (len(corpus.train), len(corpus.test))
    found = _simple_references(run.experiment.corpus.name, sizes, _corpus=corpus)
    if 0 < run.experiment.corpus.documents < len(corpus.train):
        # What counts labels would count more documents than the run may learn from.
        return {name: scores for name, scores in found.items() if name in BOUNDS}
    return found


def _corpus(run: Run) -> Corpus | None:
    """What the run was trained on; None where that is gone, or its settings cannot be read."""
    try:
        return None if run.experiment is None else points.corpus(run)
    except DataError:
        return None


def no_test_labels(run: Run) -> bool:
    """Whether no score is defined on the run's test documents, because none has a label."""
    corpus = _corpus(run)
    return corpus is not None and unscored(corpus)


@st.cache_data(show_spinner=False, max_entries=16)
def _simple_references(
    name: str, sizes: tuple[int, int], *, _corpus: Corpus
) -> Mapping[str, Scores]:
    from hmlc_core.evaluation.references import simple_references

    known, truth = _corpus.label_matrix("train"), _corpus.label_matrix("test")
    found = simple_references(known, truth)
    return {name: found[name] for name in all_titles() if name in found}


def verdict(run: Run, compared: Mapping[str, Scores]) -> None:
    """One sentence: how the run's test score stands to the references that are opponents."""
    corpus = _corpus(run)
    if said := standing(run, compared, 0 if corpus is None else len(corpus.test)):
        st.markdown(said)
    if learned_nothing(run.test_scores, compared):
        st.warning(f"This run is {UNLEARNED}.", icon=":material/warning:")


def scores_table(
    scores: Mapping[str, Scores], compared: Mapping[str, Scores], *, what: str = "run"
) -> None:
    """Test scores by name, and the references under them. what: title of the names' column."""
    rows = dict(scores)
    rows |= {title: compared[key] for key, title in all_titles().items() if key in compared}
    columns: dict[str, Sequence[Any]] = {what: list(rows)}
    columns |= {name: [_percent(row.get(name)) for row in rows.values()] for name in SCORES}
    st.dataframe(
        columns,
        hide_index=True,
        placeholder=UNDEFINED,
        column_config={what: st.column_config.TextColumn(pinned=True), **SCORE_COLUMNS},
        alt="Test scores of each run, and of the references to compare them with.",
    )


def measures_table(
    scores: Scores, compared: Mapping[str, Scores], names: Sequence[str] = SCORES
) -> None:
    """Test scores of one run beside the references, a row a measure: narrow and high."""
    beside = {title: compared[key] for key, title in all_titles().items() if key in compared}
    by_title = {name: score_title(name) for name in names}
    percentages(
        by_title,
        {"this run": scores, **beside},
        alt="Test scores of the run, and of the references to compare them with.",
    )


def percentages(rows: Mapping[str, str], columns: Mapping[str, Scores], *, alt: str) -> None:
    """A table of scores in percent. rows: name of a score -> what stands before it; columns: title
    -> scores by name."""
    cells: dict[str, Sequence[Any]] = {"%": list(rows.values())}
    for title, scores in columns.items():
        cells[title] = [_percent(scores.get(name)) for name in rows]
    st.dataframe(
        cells,
        hide_index=True,
        placeholder=UNDEFINED,
        height="content",
        column_config={
            "%": st.column_config.TextColumn(
                pinned=True, width=_width(max(rows.values(), key=len))
            ),
            **{title: _narrow(title) for title in columns},
        },
        alt=alt,
    )


def _narrow(title: str) -> Any:
    """A column of numbers as narrow as its head, which for a reference is its short name."""
    known = {full: name for name, full in all_titles().items()}
    short = HEADS.get(known.get(title, title), known.get(title, title))
    return st.column_config.NumberColumn(short, help=title, format="%.1f", width=_width(short))


def _width(text: str) -> int:
    """Pixels of a column for a text; a run and its references must fit beside a stage, in 332."""
    return max(45, 14 + round(5.5 * len(text)))


def _percent(score: float | None) -> float | None:
    return None if score is None else 100 * score


def reservations(run: Run, compared: Mapping[str, Scores]) -> None:
    """What to know of the scores: labels without test documents count nothing in some, and
    references may have learned from documents that the run held out."""
    if (corpus := _corpus(run)) is not None:
        reservations_on(corpus, compared)


def reservations_on(corpus: Corpus, compared: Mapping[str, Scores]) -> None:
    """The same of any run on this corpus."""
    for sentence in told_reservations(corpus, compared):
        st.caption(sentence)


def curves(run: Run, compared: Mapping[str, Scores], *, wide: bool) -> None:
    """Loss and a validation score over epochs, the score beside the references.

    wide: there is room for the two of them side by side.

    Of a method without epochs, a sentence with the validation score instead.
    """
    model = run.experiment.model if run.experiment else None
    preferred = run.experiment.training.select_by if run.experiment else CHOOSABLE[0]
    if model is not None and not model.by_epochs():
        score = run.scores_under("validation").get(preferred)
        judged = (
            ""
            if score is None
            else f" On validation documents its {score_title(preferred)} is {score:.1%}."
        )
        st.caption(
            f"{escape(model.title, 60)} is fitted, not trained over epochs: it has no loss and no "
            f"curves.{judged}"
        )
        return
    known = [name for name in CHOOSABLE if name in run.scores_under("validation")]
    offered = known or CHOOSABLE
    name = st.selectbox(
        "Score",
        offered,
        offered.index(preferred) if preferred in offered else 0,
        key=f"curve score {run.id}",
        width=160,
        format_func=score_title,
    )
    left, right = st.columns(2, gap="medium") if wide else (st.container(), st.container())
    with left:
        measured = series(run, f"validation/{name}")
        others = {key: values[name] for key, values in compared.items() if name in values}
        figure = _score_figure(measured, others, name, template())
        columns = {"epoch": measured[0], f"validation {score_title(name)}": measured[1]}
        chart(figure, key=f"score {run.id[:8]}", data=columns)
        if compared:
            st.caption("The curve is of validation documents, the lines are of test documents.")
    with right:
        loss = series(run, f"{CLASSIFIER.name}/loss/loss")
        if len(loss[0]) or run.status in ACTIVE:
            figure = _loss_figure(loss, template())
            chart(figure, key=f"loss {run.id[:8]}", data={"epoch": loss[0], "loss": loss[1]})
        else:
            st.caption("This run has recorded no training loss.")


# Building a figure takes longer than all else on a page that shows an ended run.
@st.cache_resource(show_spinner=False, max_entries=32)
def _score_figure(measured: Any, compared: Scores, score: str, look: Template) -> Figure:
    from hmlc_core.plotting.curves import score_curves

    return score_curves(
        {"validation": measured}, compared, all_titles(), score=score, template=look
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def _loss_figure(measured: Any, look: Template) -> Figure:
    from hmlc_core.plotting.curves import loss_curves

    return loss_curves({"training loss": measured}, template=look)


def series(run: Run, metric: str, *, stage: str = CLASSIFIER.name) -> tuple[Any, Any]:
    """(epochs, values) of a metric as it was measured; both empty when it never was, and when the
    epochs were lost."""
    found = _curves(run.id, run.step, run.status, (metric, f"{stage}/epoch"))
    measured, epochs = found.get(metric), found.get(f"{stage}/epoch")
    nothing = np.array([])
    if measured is None or epochs is None or not len(epochs.steps):
        return nothing, nothing
    return np.interp(measured.steps, epochs.steps, epochs.values), measured.values


@st.cache_resource(show_spinner=False, max_entries=64)
def _curves(run_id: str, step: int, status: str, names: tuple[str, ...]) -> Mapping[str, Curve]:
    # `step` and `status` are not used below: they make a run that went on another entry.
    return resources.store().curves(run_id, names)
