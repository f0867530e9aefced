"""Settings that name files: the app takes what is offered, and no path from an address."""

from __future__ import annotations

import pytest

from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from pages.ui.shell import resources
from tests.pages.trained import opened, texts

pytestmark = pytest.mark.slow

VECTORS = "bread 0.5 0.25\nwine 0.125 0.5\n"
FROM_FILE = "model.word_init=vectors"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A data folder with a file of vectors, and beside the folder one that nobody offers."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for path in (folder / "given.txt", tmp_path / "secret.txt"):
        path.write_text(VECTORS, encoding="utf-8")
    monkeypatch.setenv("HMLC_DATA_DIR", str(folder))
    return folder


def unfolded(app, **query):
    app.run()
    app.session_state["settings"] = app.session_state["words"] = True
    return opened(app, "train", **query)


def train_button(at):
    return next(item for item in at.button if item.label == "Train")


def test_offered_files_are_chosen_by_name_and_words_start_from_one(app, shelf):
    at = unfolded(app)
    at.selectbox(key="set model.word_init").set_value("vectors").run()
    files = at.selectbox(key="set words.vectors")
    assert files.options == ["none", "given.txt (under 0.1 MB)"]
    files.set_value("given.txt").run()
    assert set(at.query_params["recipe"].split(";")) == {"words.vectors=given.txt", FROM_FILE}
    assert not at.error
    assert not at.warning
    assert not train_button(at).disabled


@pytest.mark.parametrize("path", ["{shelf}/../secret.txt", "/etc/passwd", "../secret.txt"])
def test_an_address_cannot_make_a_run_read_a_file_of_the_machine(app, shelf, path):
    part = f"words.vectors={path.format(shelf=shelf)}"
    at = opened(app, "train", recipe=f"{part};{FROM_FILE}")
    assert train_button(at).disabled
    (refusal,) = at.warning
    assert "not among the files that are offered here" in refusal.value
    assert "train in a terminal" in refusal.value
    assert "0.125" not in texts(at)
    assert not resources.store().runs()


def test_a_recipe_with_a_path_of_an_offered_file_can_be_trained_again(app, shelf):
    at = opened(app, "train", recipe=f"words.vectors={shelf / 'given.txt'};{FROM_FILE}")
    assert not at.error
    assert not at.warning
    assert not train_button(at).disabled


def test_a_refused_recipe_can_be_left(app, shelf):
    at = unfolded(app, recipe=f"words.vectors=/etc/passwd;{FROM_FILE}")
    at.selectbox(key="set words.vectors").set_value("given.txt").run()
    assert not at.warning
    assert "words.vectors=given.txt" in at.query_params["recipe"]


@pytest.mark.parametrize(
    "changes", [["words.vectors=/etc/passwd", FROM_FILE], ["corpus.name=text:/etc/passwd"]]
)
def test_whatever_button_submits_it_a_path_is_refused(changes):
    service = resources.service()
    with pytest.raises(SettingError, match="not among the files that are offered"):
        service.submit(Experiment().assign(changes))
    assert not service.queue()


def test_hypernyms_that_cannot_be_read_are_refused_before_there_is_a_run(monkeypatch):
    monkeypatch.delenv("HMLC_WORDNET", raising=False)
    monkeypatch.delenv("HMLC_DATA_DIR", raising=False)
    service = resources.service()
    with pytest.raises(DataError, match="WordNet is not on this machine"):
        service.submit(preset("words-hypernyms").assign(["hypernyms.source=wordnet"]))
    assert not service.store.runs()
