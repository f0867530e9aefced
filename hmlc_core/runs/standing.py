"""How a run stands to what its scores are compared with, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hmlc_core.data.learnable import absent
from hmlc_core.experiment import ModelSettings, score_title, verdict_score
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.references import all_titles
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus

BOUNDS = ("chance", "ceiling")
"""References that are no opponents, but the ends of the scale."""


def standing(run: Run, compared: Mapping[str, Mapping[str, float]], documents: int) -> str:
    """How the run's test score stands to the references that are opponents, in Markdown.

    By a score that needs no threshold: F1 would say as much about where the line is drawn. Empty
    for a run without test scores, or settings that cannot be read.

    compared: name as in `all_titles()` -> scores. documents: test documents; 0 where not known.
    """
    if run.experiment is None or not run.test_scores:
        return ""
    name = verdict_score(run.experiment.training.select_by)
    if name not in run.test_scores:
        return f"**{score_title(name)} is undefined** on these test documents."
    score = run.test_scores[name]
    parts = [
        f"{_difference(score - compared[who][name])} {title}"
        for who, title in all_titles().items()
        if name in compared.get(who, {})
        and who not in BOUNDS
        and not _is(run.experiment.model, who)
    ]
    text = f"**{score_title(name)} {score:.1%}** on test documents" + (
        f": {', '.join(parts)}." if parts else "."
    )
    judged = f", judged by {counted(documents, 'test document')}" if documents else ""
    return f"{text} This is one seed{judged}: a small difference may be chance."


def reservations(corpus: Corpus, compared: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What to know of scores on this corpus: labels without test documents count nothing in some,
    and references may have learned from documents that the run held out."""
    said = [absent(corpus)]
    learned = [
        title
        for name, title in all_titles().items()
        if name in compared and name not in (*BOUNDS, "frequency")
    ]
    if learned and not corpus.dev:
        said.append(
            f"The corpus has no development split. The reference {', '.join(learned)} "
            "was fitted to all of its training documents, also those that a run holds out for "
            "validation."
        )
    return [sentence for sentence in said if sentence]


def _is(model: ModelSettings, reference: str) -> bool:
    """Whether the run is the reference itself."""
    return model.name == reference and model == MODELS[reference]()


def _difference(value: float) -> str:
    points = f"{abs(100 * value):.1f} points"
    if round(abs(100 * value), 1) == 0:
        return "level with"
    return f"{points} above" if value > 0 else f"{points} below"
