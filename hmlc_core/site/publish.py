"""From runs to the files of a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmlc_core.budget import unheard
from hmlc_core.errors import StoreError, shorten
from hmlc_core.runs.examples.arrival import asked_for
from hmlc_core.runs.opened import OpenedRun
from hmlc_core.runs.run import Run
from hmlc_core.runs.store.store import RunStore
from hmlc_core.shipped import program
from hmlc_core.site.comparison import comparison_page
from hmlc_core.site.disk import disk_page
from hmlc_core.site.documents import documents_page
from hmlc_core.site.folder import check_folder, write_site
from hmlc_core.site.hierarchy import hierarchy_page, recovery_of
from hmlc_core.site.overview import overview_page
from hmlc_core.site.recipe import FILE, published, recipe_page
from hmlc_core.site.rendering import render, short
from hmlc_core.site.scores import scores_page
from hmlc_core.wording import sized

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery.chance import Tell

MOST = 100
"""Runs of a site."""

LIGHT = 5_000_000
"""Bytes of a site that any reader loads and any host takes; of more its author is told."""

TITLES = {
    "index.html": "Model card",
    "disk.html": "Disk",
    "hierarchy.html": "Hierarchy",
    "scores.html": "Scores",
    "documents.html": "Documents",
    "recipe.html": "Recipe",
}
"""Pages of a run, as far as it has them."""


@dataclass(frozen=True, slots=True)
class Site:
    """What was published.

    pages: paths of HTML files in the folder. size: bytes of all files. note: what its author
    should know of it; mostly empty.
    """

    folder: Path
    pages: tuple[str, ...]
    size: int
    runs: tuple[str, ...]
    note: str


def publish(
    store: RunStore,
    run_ids: Sequence[str],
    folder: Path,
    *,
    card: Mapping[str, str],
    texts: bool = True,
    tell: Tell = unheard,
) -> Site:
    """Write a site about finished runs into `folder`: new, empty, or a site of the same
    runs.

    card: fields of `card.FIELDS`. texts: whether documents may be quoted. tell: called with
    what is at work. One run has its pages there, several have a comparison there and a folder each.

    Raises `StoreError` before any work where a run is not finished or damaged, or the folder is
    taken, and what `OpenedRun` raises.
    """
    runs = list({run.id: run for run in (asked_for(store, one) for one in run_ids)}.values())
    if len(runs) > MOST:
        raise StoreError(
            "a site of so many runs is too large to read",
            where=f"{len(runs)} runs",
            expected=f"at most {MOST}",
        )
    check_folder(folder, [run.id for run in runs])
    opened = [OpenedRun(store, checked(store, run)) for run in runs]
    for one in opened:
        if "places" in one.experiment.model.capabilities:
            one.newest()  # that points are gone is told before the work
    several = len(opened) > 1
    places = {one.run.id: f"{one.run.id[:12]}/" if several else "" for one in opened}
    files: dict[str, str] = {}
    for one in opened:
        home = "../index.html" if several else ""
        found = run_pages(one, card, home=home, texts=texts, tell=tell)
        files |= {places[one.run.id] + name: text for name, text in found.items()}
    if several:
        firsts = {run_id: f"{place}index.html" for run_id, place in places.items()}
        files["index.html"] = render("comparison.html", comparison_page(opened, firsts))
    size = write_site(folder, files, [run.id for run in runs])
    note = _heavy(size, len(runs), files)
    pages = tuple(sorted(name for name in files if name.endswith(".html")))
    return Site(folder, pages, size, tuple(run.id for run in runs), note)


def _heavy(size: int, runs: int, files: Mapping[str, str]) -> str:
    """What to know of a site that is not `LIGHT`; empty of others."""
    if size <= LIGHT:
        return ""
    largest = max(files, key=lambda name: len(files[name].encode()))
    return (
        f"The site has {sized(size)}, and should have {sized(LIGHT)} at most. Its largest page is "
        f"{largest}, with {sized(len(files[largest].encode()))}."
        + (f" It has {runs} runs: publish fewer at once." if runs > 1 else "")
    )


def checked(store: RunStore, run: Run) -> Run:
    """The run, if it is finished and nothing of it is damaged."""
    if run.status != "finished":
        raise StoreError(
            "only a finished run can be published",
            where=f"run {run.id[:8]}",
            received=run.status,
            remedy=f"Go on with it: {program()} runs resume {run.id[:8]}",
        )
    if damage := store.check(run.id).damage:
        raise StoreError(
            "a damaged run cannot be published",
            where=f"run {run.id[:8]}",
            received=damage.rstrip("."),
            remedy="If you have a copy of what is damaged, put it back, and see whether the run is "
            f"whole then: `{program()} runs check {run.id[:8]}`. Otherwise train it again, and "
            "publish that.",
        )
    return run


def run_pages(
    opened: OpenedRun,
    card: Mapping[str, str],
    *,
    home: str,
    texts: bool,
    tell: Tell,
) -> dict[str, str]:
    """File name -> text of all that is published of a run. home: address of the comparison; empty
    where there is none."""
    run, model = opened.run, opened.experiment.model

    def of_run(what: str) -> None:
        tell(f"{run.name}: {what}")

    experiment = published(opened.experiment)
    values: dict[str, dict[str, Any]] = {
        "index.html": overview_page(opened, card, opened.store.references(run.id)),
        "recipe.html": recipe_page(experiment),
    }
    files = {FILE: experiment.to_json() + "\n"}
    if model.scores_documents and run.test_scores:
        values["scores.html"] = scores_page(opened)
        values["documents.html"] = documents_page(opened, texts=texts, tell=of_run)
    if "places" in model.capabilities:
        found = recovery_of(opened, of_run)
        of_run("Drawing the trees and the disk")
        values["hierarchy.html"] = hierarchy_page(opened, found, texts=texts)
        values["disk.html"] = disk_page(opened, found)
    pages = [(name, title) for name, title in TITLES.items() if name in values]
    for name, page in values.items():
        frame = {"home": home, "pages": pages, "here": name, "run": _named(run)}
        files[name] = render(name, page | frame)
    return files


def _named(run: Run) -> dict[str, str]:
    return {"name": short(run.name, 80), "id": run.id, "short": shorten(run.id, 9)}
