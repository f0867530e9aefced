"""The first page of a run: its model card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hmlc_core.data.corpus import SPLITS, unusual
from hmlc_core.data.registry import called
from hmlc_core.runs.given_vectors import given_vectors
from hmlc_core.runs.imported import made_of
from hmlc_core.runs.references import all_titles
from hmlc_core.runs.run import duration
from hmlc_core.runs.standing import standing
from hmlc_core.site.card import FIELDS, OF_DOCUMENTS, OF_POINTS
from hmlc_core.site.rendering import paragraphs, short
from hmlc_core.site.scores import further
from hmlc_core.wording import counted, epochs

if TYPE_CHECKING:
    from hmlc_core.runs.opened import OpenedRun
    from hmlc_core.runs.run import Run


def overview_page(
    opened: OpenedRun, card: Mapping[str, str], references: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    """What stands on the page. card: what the author states."""
    run = opened.run
    words = further(
        {name: value for name, value in run.scores.items() if name.startswith("words/")}
    )
    return {
        "standing": standing(run, references, len(opened.corpus.test)),
        "beside": [title for name, title in all_titles().items() if name in references],
        "card": _stated(opened, card),
        "facts": [*_method(opened), *_data(opened)],
        "notes": [short(note, 400) for note in unusual(opened.corpus.notes, opened.corpus.assumed)],
        "words": words[0] if words else None,
        "example": bool(run.example),
    }


def _stated(opened: OpenedRun, card: Mapping[str, str]) -> list[dict[str, Any]]:
    """The card's fields. Points of another program are no model, and where they came without
    documents, a field about these is shown only if the author states it."""
    titles = dict(FIELDS)
    if opened.experiment.model.imported:
        titles |= OF_POINTS
        moot = () if len(opened.corpus) else OF_DOCUMENTS
        titles = {name: title for name, title in titles.items() if name in card or name not in moot}
    return [
        {"title": title, "parts": paragraphs(card.get(name, ""))} for name, title in titles.items()
    ]


def _method(opened: OpenedRun) -> list[tuple[str, str]]:
    run, model = opened.run, opened.experiment.model
    size = model.size()
    parameters = run.scores.get("network/parameters")
    if model.imported:
        return [
            ("Imported", f"{run.created:%d %B %Y}"),
            *((f"File of {kind}", short(name)) for kind, name, _ in made_of(run)),
            ("Dimensions", str(size)),
        ]
    facts = [
        ("Method", f"{model.title} ({model.source})"),
        ("Dimensions", "" if size is None else str(size)),
        ("Learned numbers", "" if parameters is None else f"{parameters:,.0f}"),
        ("Trained", trained(run)),
        ("Seed", str(opened.experiment.seed)),
        ("Steps computed by", run.kernels),
        ("Words", given_vectors(run)),
    ]
    return [(title, text) for title, text in facts if text]


def trained(run: Run) -> str:
    """When and how long; of an example, whose day here is that of its arrival, how far alone."""
    if run.example:
        return epochs(run.epoch)
    return f"{run.created:%d %B %Y}, {epochs(run.epoch)}, {duration(run.seconds)}"


def _data(opened: OpenedRun) -> list[tuple[str, str]]:
    corpus, settings, prepared = opened.corpus, opened.experiment.corpus, opened.prepared
    graph = corpus.graph
    splits = ", ".join(f"{len(corpus.split(name)):,} {name}" for name in SPLITS)
    learned = [
        f"{len(prepared.train):,} to learn from, {len(prepared.validation):,} to validate on"
    ]
    if settings.missing:
        learned.append(f"{settings.missing:.0%} of their labels were left out")
    levels = f"{len(graph.edges):,} edges, {counted(int(graph.depth.max()) + 1, 'level')}"
    facts = [
        ("Labels", f"{len(graph):,}"),
        ("True hierarchy", levels if graph.edges else "none"),
    ]
    if opened.experiment.model.imported:
        beside = f"{len(corpus):,}, of which nothing but their labels is kept"
        return [*facts, *([("Documents", beside)] if len(corpus) else [])]
    if not len(corpus):
        return facts
    title, name = short(corpus.title), short(called(settings.name).rpartition("/")[2])
    return [
        ("Corpus", title if title == name else f"{title} ({name})"),
        ("Documents", splits),
        ("Used", ", ".join(learned)),
        *facts,
    ]
