"""Labels of fastText and of JSON lines as paths: where a person says so, and told where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.problems import InvalidData
from tests.data.corpusfiles import jsonl, notes

SLASH = Layout(path_separator="/")
LABELS = ("sport/tennis", "sport/golf", "arts", "sport/tennis")


def fasttext(tmp_path: Path, *labels: str) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("".join(f"__label__{name} text {n}\n" for n, name in enumerate(labels)))
    return path


def lines(tmp_path: Path, *labels: str) -> Path:
    rows = ({"id": str(n), "text": "a", "labels": [name]} for n, name in enumerate(labels))
    (tmp_path / "train.jsonl").write_text(jsonl(*rows))
    return tmp_path


def released(tmp_path: Path, *labels: str) -> Path:
    path = tmp_path / "a.json"
    path.write_text(jsonl(*({"token": f"a {n}", "label": [name]} for n, name in enumerate(labels))))
    return path


def sets(corpus: Corpus) -> list[set[str]]:
    every = [document for split in SPLITS for document in corpus.split(split)]
    return sorted(({corpus.graph.names[row] for row in item.labels} for item in every), key=sorted)


@pytest.mark.parametrize("write", [fasttext, lines, released])
def test_every_level_of_a_label_is_a_label(write: object, tmp_path: Path) -> None:
    path = write(tmp_path, *LABELS)  # type: ignore[operator]
    corpus = formats.load(path, layout=SLASH)
    graph = corpus.graph
    assert sets(corpus) == [{"arts"}, {"golf", "sport"}, {"sport", "tennis"}, {"sport", "tennis"}]
    assert {(graph.names[above], graph.names[below]) for above, below in graph.edges} == {
        ("sport", "tennis"),
        ("sport", "golf"),
    }
    assert any("as is said" in note for note in corpus.notes)


def test_none_leaves_labels_as_they_are(tmp_path: Path) -> None:
    path = fasttext(tmp_path, *LABELS)
    assert len(formats.load(path, layout=Layout(path_separator="none")).graph) == 3


def test_labels_that_look_like_paths_are_told(tmp_path: Path) -> None:
    path = fasttext(tmp_path, "sport/tennis", "sport/golf", "sport")
    assert "sport/tennis" in formats.load(path).graph.names
    assert any("--path-separator '/'" in note for note in notes(path))
    assert any("--path-separator '/'" in note for note in formats.load(path).notes)


def test_names_that_are_no_paths_are_not_told(tmp_path: Path) -> None:
    path = fasttext(tmp_path, "sport", "TCP/IP", "arts")
    assert not any("--path-separator" in note for note in notes(path))


def test_a_corpus_with_a_hierarchy_has_no_paths(tmp_path: Path) -> None:
    path = lines(tmp_path, "tennis", "golf")
    (path / "hierarchy.tsv").write_text("sport\ttennis\nsport\tgolf\n")
    with pytest.raises(InvalidData, match="a hierarchy of its own"):
        formats.load(path, layout=SLASH)


def test_a_level_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="a level has no name"):
        formats.load(fasttext(tmp_path, "sport//tennis", "arts"), layout=SLASH)
