"""Sites of real runs on a hostile corpus: complete, small, inert, refused where they must be."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.opened import OpenedRun
from hmlc_core.runs.store.store import RunStore
from hmlc_core.site.publish import TITLES, Site, publish
from tests.site.sites import CARD, LONG, QUOTES, SCRIPT, inside, sites

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site]:
    return sites(tmp_path_factory.mktemp("sites"))


class Seen(HTMLParser):
    """Text of a page, and its elements with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.elements = "", list[tuple[str, dict[str, str | None]]]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))


def pages(site: Site) -> dict[str, Seen]:
    return {name: Seen((site.folder / name).read_text("utf-8")) for name in site.pages}


def test_one_run_has_all_its_pages_and_two_a_comparison_beside_them(made):
    one, two = made
    assert set(one.pages) == TITLES.keys()
    assert len(two.pages) == 2 * len(TITLES) + 1
    assert one.runs == two.runs[:1]
    for site in made:
        files = [path for path in site.folder.rglob("*") if path.is_file()]
        assert site.size == sum(path.stat().st_size for path in files)
        assert site.size < 5_000_000


def test_links_lead_to_files_of_the_site(made):
    for site in made:
        for name, page in pages(site).items():
            for tag, attributes in page.elements:
                if tag == "a":
                    target = attributes["href"]
                    assert target is not None
                    assert ((site.folder / name).parent / target).is_file(), (name, target)


def test_what_is_foreign_is_text(made):
    for site in made:
        for name, page in pages(site).items():
            tags = [tag for tag, _ in page.elements]
            assert "img" not in tags
            assert ("script" in tags) == name.endswith("disk.html")
            assert not any(key.startswith("on") for _, found in page.elements for key in found)
    card, trees = (pages(made[0])[name].text for name in ("index.html", "hierarchy.html"))
    assert CARD["limits"] in card
    assert CARD["licence"] in card
    for seed in (0, 1):
        assert f"seed {seed} {SCRIPT}" in pages(made[1])["index.html"].text
    assert SCRIPT[:20] in trees
    assert QUOTES[:20] in trees
    assert LONG[:60] not in trees
    assert re.search(r"Of \d recovered edges \d are right, .* missing\.", trees)


def test_nothing_is_asked_of_a_network(made):
    for site in made:
        for name in site.pages:
            page = (site.folder / name).read_text("utf-8")
            assert "default-src 'none'" in page
            for tag, attributes in Seen(page).elements:
                assert tag not in ("link", "iframe", "object", "embed")
                assert "src" not in attributes
        assert "url(" not in (site.folder / "index.html").read_text("utf-8")


def test_scores_stand_beside_the_references_and_the_run_beside_its_seed(made):
    one, two = (pages(site) for site in made)
    for text in (one["scores.html"].text, two["index.html"].text):
        for title in ("TF-IDF + linear", "label frequency", "chance", "perfect predictor"):
            assert title in text
    assert re.search(r"\d ± \d", two["index.html"].text)
    assert "HyperIM" in two["index.html"].text
    assert "not stated" in one["index.html"].text


def test_documents_say_what_pulled_them(made):
    text = pages(made[0])["documents.html"].text
    assert text.count("What pulled it to") >= 20
    assert "Strongest:" in text


def test_the_recipe_is_the_run(made, monkeypatch):
    recipe = (made[0].folder / "experiment.json").read_text("utf-8")
    store = inside(monkeypatch)
    assert Experiment.from_json(recipe) == store.get(made[0].runs[0]).experiment


def test_without_texts_no_document_is_quoted(tmp_path: Path, monkeypatch, made):
    store, heard = inside(monkeypatch), list[str]()
    where = tmp_path / "site"
    site = publish(store, made[0].runs, where, card={}, texts=False, tell=heard.append)
    for page in pages(site).values():
        assert "noise" not in page.text
    assert "left out" in pages(site)["documents.html"].text
    name = store.get(made[0].runs[0]).name
    assert all(what.startswith(f"{name}: ") for what in heard)
    work = [what.removeprefix(f"{name}: ") for what in heard]
    assert work[0] == "Predicting test documents"
    assert work[1].startswith("Explaining documents, 1 of ")
    assert "Comparing it with the true hierarchy" in work
    assert work[-1] == "Drawing the trees and the disk"


def test_the_command_answers_and_refuses(tmp_path: Path, monkeypatch, made, call):
    store = inside(monkeypatch)
    out = str(tmp_path / "site")
    said = call("publish", made[0].runs[0][:8], "--out", out, "--json")
    assert said.code == 0
    assert said.json["out"] == out
    assert said.json["runs"] == list(made[0].runs)
    assert set(said.json["pages"]) == TITLES.keys()
    assert said.json["bytes"] > 0
    (tmp_path / "site" / "mine").write_text("")
    refused = call("publish", made[0].runs[0][:8], "--out", out, "--json")
    assert refused.code == 1
    assert "folder of its own" in refused.json["error"]
    (tmp_path / "card.toml").write_text("licnce = 'MIT'")
    card = str(tmp_path / "card.toml")
    refused = call("publish", made[0].runs[0], "--out", f"{out}2", "--card", card, "--json")
    assert "unknown field" in refused.json["error"]
    assert not Path(f"{out}2").exists()
    assert store.get(made[0].runs[0]).status == "finished"


@pytest.mark.parametrize("status", ["stopped", "failed"])
def test_a_run_that_is_not_finished_is_refused_before_any_work(
    tmp_path: Path, store: RunStore, status: str
):
    run_id = store.create(Experiment())
    store.start(run_id)
    store.finish(run_id, status)
    with pytest.raises(StoreError, match="finished run") as caught:
        publish(store, [run_id], tmp_path / "site", card={})
    assert status in str(caught.value)
    assert not (tmp_path / "site").exists()


def test_a_run_whose_points_are_gone_is_refused_before_any_work(tmp_path: Path, monkeypatch, made):
    store = inside(monkeypatch)
    monkeypatch.setattr(OpenedRun, "stages", lambda self: [])
    said = list[str]()
    with pytest.raises(StoreError, match="points are damaged or gone"):
        publish(store, made[0].runs, tmp_path / "site", card={}, tell=said.append)
    assert said == []


def test_a_damaged_run_is_refused(tmp_path: Path, monkeypatch, made):
    store = inside(monkeypatch)
    broken = type(store.check(made[0].runs[0]))(whole=(), unverified=(), damaged=("checkpoint",))
    monkeypatch.setattr(RunStore, "check", lambda self, run_id: broken)
    with pytest.raises(StoreError, match=r"damaged run.*runs check.*train it again"):
        publish(store, made[0].runs, tmp_path / "site", card={})
    assert json.loads((made[0].folder / "hyperlabel-site.json").read_text())["files"]
