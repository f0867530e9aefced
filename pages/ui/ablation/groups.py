"""The runs of an ablation as a group: what they compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from hmlc_core.errors import shorten
from hmlc_core.experiment import SCORES, Experiment, score_title, verdict_score
from hmlc_core.experiment.variants import compared_set, variant, variant_set, variants
from hmlc_core.runs.comparing import is_comparison
from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.group.corpus import corpus_of, first
from pages.ui.shell import state
from pages.ui.shell.pickers import choose
from pages.ui.shell.text import without_folders


class Ablations:
    """Which groups of runs are ablations; what was seen of a group holds as long as its experiments
    are the same. Safe to share between threads."""

    def __init__(self) -> None:
        self._seen: Mapping[str, tuple[list[Experiment], str | None]] = {}

    def among(self, runs: Iterable[Run]) -> dict[str, list[Run]]:
        """As `groups`."""
        found: dict[str, list[Run]] = {}
        for run in runs:
            if run.group and run.experiment is not None and not is_comparison(run.group):
                found.setdefault(run.group, []).append(run)
        seen = {name: self._look(members) for name, members in found.items()}
        self._seen = seen
        return {name: members for name, members in found.items() if seen[name][1] is not None}

    def set_of(self, group: Sequence[Run]) -> str | None:
        """As `set_of`."""
        return self._look(group)[1]

    def _look(self, group: Sequence[Run]) -> tuple[list[Experiment], str | None]:
        experiments = [readable(run) for run in group]
        known = self._seen.get(group[0].group) if group else None
        # Lists of the same objects are equal at a glance, and quicker than their hash.
        if known is not None and known[0] == experiments:
            return known
        return experiments, compared_set(experiments)


def groups(runs: Iterable[Run]) -> dict[str, list[Run]]:
    """The ablations among the runs by name, newest first.

    Left out are groups that compare methods, and those that no set of variants tells apart: they
    tried learning rates.
    """
    return _ablations().among(runs)


@st.cache_resource(show_spinner=False)
def _ablations() -> Ablations:
    return Ablations()


def members_of(runs: Iterable[Run], name: str) -> list[Run]:
    """The runs of an ablation; empty where there is none of that name."""
    members = [run for run in runs if run.group == name and run.experiment is not None]
    return [] if is_comparison(name) or set_of(members) is None else members


def set_of(group: Sequence[Run]) -> str | None:
    """The set of variants that the group compares."""
    return _ablations().set_of(group)


def compared(runs: Sequence[Run]) -> dict[str, str | None]:
    """The ablations among the runs by name -> the set of variants that each compares."""
    return {name: set_of(group) for name, group in groups(runs).items()}


def pick(found: Mapping[str, Sequence[Run]], corpus: str) -> str:
    """One of the ablations, by the name of its group; at first one of the corpus, if there is."""

    def show(name: str) -> str:
        title = shorten(without_folders(name))
        if all(run.example for run in found[name]):
            title = f"Example · {without_folders(corpus_of(found[name]))}"
        return f"{title} · {counted(len(found[name]), 'run')}"

    chosen = choose("Ablation", state.GROUP, list(found), show=show, default=first(found, corpus))
    assert chosen is not None, "there are ablations"
    return chosen


def pick_score(group: Sequence[Run]) -> str:
    """The score that is compared, of those that the runs have; at first the one that chose the
    epochs, or another where that needs a threshold."""
    preferred = verdict_score(readable(group[0]).training.select_by)
    known = [score for score in SCORES if any(score in run.test_scores for run in group)]
    chosen = choose("Score", state.SCORE, known or SCORES, show=score_title, default=preferred)
    return chosen or preferred


def pick_dim(group: Sequence[Run]) -> int:
    """The dimension that tables are of, where there are several; 0 for a method without."""
    dims = sorted({dim for _, dim, _ in cells_of(group)})
    if len(dims) == 1:
        return dims[0]
    dim: int = st.selectbox("Dimensions", dims, key="dim of tables")
    return dim


def called(group: Sequence[Run], name: str) -> str:
    """A variant of the group as people call it, its name behind."""
    model = readable(group[0]).model
    return model.variants[variant_set(model, set_of(group))].called(name)


def every_run(group: Sequence[Run]) -> None:
    """Variants and dimensions by seeds: the chosen score where there is one, else the state."""
    score = SCORES[0]
    seeds = sorted({readable(run).seed for run in group})
    order, cells = variant_names(group), cells_of(group)
    rows = sorted({cell[:2] for cell in cells}, key=lambda row: (row[1], order.index(row[0])))
    titles = [called(group, name) + f", {dim}-D" * bool(dim) for name, dim in rows]
    columns: dict[str, list[str]] = {"variant": titles}
    for seed in seeds:
        found = [cells.get((*row, seed)) for row in rows]
        columns[f"seed {seed}"] = [_state(run, score) for run in found]
    st.dataframe(
        columns, hide_index=True, height="content", alt=f"{score} or state of each run, by seed."
    )
    st.caption(f"{score} on test documents in percent, or the run's state.")


def _state(run: Run | None, score: str) -> str:
    if run is None:
        return ""
    if score in run.test_scores:
        return f"{100 * run.test_scores[score]:.1f}"
    return f"{run.progress:.0%}" if run.status == "running" else run.status


def cells_of(group: Sequence[Run]) -> dict[tuple[str, int, int], Run]:
    """Variant, dimension (0 for a method without) and seed -> run."""
    name = set_of(group)
    experiments = [(readable(run), run) for run in group]
    return {(variant(one, name), one.model.size() or 0, one.seed): run for one, run in experiments}


def variant_names(group: Sequence[Run]) -> list[str]:
    """The variants of the group: those of its set in their order, then others."""
    known = variants(readable(group[0]).model, set_of(group))
    there = {variant for variant, _, _ in cells_of(group)}
    return [*(name for name in known if name in there), *sorted(there - known.keys())]
