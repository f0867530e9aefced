"""Files that settings may name where they come from an address or a form."""

from __future__ import annotations

import pytest

from hmlc_core.data.formats.vectors import holds_vectors
from hmlc_core.data.named_files import named_file
from hmlc_core.data.offered import check_offered, offered
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS
from hmlc_core.experiment.section import Section

VECTORS = "bread 0.5 0.25\nwine 0.125 0.5\n"
EDGES = "food\tbread\nfood\twine\n"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A data folder with a file of vectors, a list of hypernyms, a model, and something else."""
    folder = tmp_path / "shelf"
    (folder / "small").mkdir(parents=True)
    (folder / "given.txt").write_text(VECTORS, encoding="utf-8")
    (folder / "above.tsv").write_text(EDGES, encoding="utf-8")
    (folder / "small" / "config.json").write_text("{}", encoding="utf-8")
    (folder / "notes.txt").write_text("nothing of the kind\n", encoding="utf-8")
    monkeypatch.setenv("HMLC_DATA_DIR", str(folder))
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    return folder


def with_file(path, value):
    changes = {"model.encoder.bert_model": ["model=hmcn-f"]}.get(path, [])
    return Experiment().assign([*changes, f"{path}={value}"])


@pytest.mark.parametrize(
    ("kind", "name", "others"),
    [
        ("vectors", "given.txt", {"above.tsv", "small", "notes.txt"}),
        ("hypernyms", "above.tsv", {"given.txt", "small", "notes.txt"}),
        ("bert", "small", {"given.txt", "above.tsv", "notes.txt"}),
        ("corpus", "newsroom", {"given.txt", "above.tsv", "notes.txt"}),
    ],
)
def test_of_a_data_folder_the_files_of_a_kind_are_offered(shelf, kind, name, others):
    assert name in offered(kind)
    assert others.isdisjoint(offered(kind))


def test_hierarchies_of_the_home_are_offered_as_hypernyms(shelf, tmp_path):
    kept = tmp_path / "home" / "hierarchies" / "mine.tsv"
    kept.parent.mkdir(parents=True)
    kept.write_text(EDGES, encoding="utf-8")
    assert offered("hypernyms")["mine.tsv"] == kept


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("words.vectors", ""),
        ("words.vectors", "given.txt"),
        ("words.vectors", "{shelf}/given.txt"),
        ("hypernyms.source", "bundled"),
        ("hypernyms.source", "wordnet"),
        ("hypernyms.source", "above.tsv"),
        ("model.encoder.bert_model", "tiny-random"),
        ("model.encoder.bert_model", "small"),
        ("corpus.name", "newsroom"),
    ],
)
def test_what_is_offered_passes_by_its_name_and_by_its_path(shelf, path, value):
    check_offered(with_file(path, value.format(shelf=shelf)))


@pytest.mark.parametrize(
    "path", ["words.vectors", "hypernyms.source", "model.encoder.bert_model", "corpus.name"]
)
@pytest.mark.parametrize(
    "value",
    [
        "/etc/passwd",
        "{shelf}",
        "{shelf}/notes.txt",
        "{shelf}/../secret.txt",
        "../secret.txt",
        "secret.txt",
        "notes.txt",
        "~nobody-is-called-so/x",
        "text:/etc/passwd",
    ],
)
def test_no_other_file_of_the_machine_can_be_named(shelf, tmp_path, monkeypatch, path, value):
    (tmp_path / "secret.txt").write_text(VECTORS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError, match=rf"{path}: not among the files.*HMLC_DATA_DIR"):
        check_offered(with_file(path, value.format(shelf=shelf)))


def test_a_name_is_the_same_file_in_the_app_and_in_a_terminal(shelf, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "given.txt").write_text(VECTORS, encoding="utf-8")
    assert named_file("given.txt", holds_vectors) == shelf / "given.txt"
    assert named_file("./given.txt", holds_vectors).resolve() == tmp_path / "given.txt"
    assert str(named_file("~nobody-is-called-so/x", holds_vectors)) == "~nobody-is-called-so/x"


def texts(section: Section, before: str = ""):
    """Dotted paths of the settings that may be any text."""
    for item in section.settings():
        if isinstance(item.default, str) and item.metadata["choices"] is None:
            yield before + item.name
    for name, value in vars(section).items():
        if isinstance(value, Section):
            yield from texts(value, f"{before}{name}.")


@pytest.mark.parametrize("method", MODELS)
def test_every_setting_that_takes_any_text_is_marked_as_naming_files(method):
    experiment = Experiment().assign([f"model={method}"])
    marked = {path for path, _, _ in experiment.named_files()}
    # A hierarchy is named by letters and digits alone (`hierarchies`).
    assert set(texts(experiment)) - marked <= {"labels.hierarchy"}
    assert {"words.vectors", "hypernyms.source", "corpus.name"} <= marked
