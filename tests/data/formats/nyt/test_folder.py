"""Articles with the paths that are kept, with names of a taxonomy, and in the splits of lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from tests.data.corpusfiles import Files, errors, notes
from tests.data.formats.nyt.nytfiles import article, nyt

Write = Callable[..., Path]


def read(path: Path) -> dict[str, set[str]]:
    """Id -> names of the labels of each article."""
    corpus = formats.load(path)
    return {
        item.id: {corpus.graph.names[label] for label in item.labels}
        for split in SPLITS
        for item in corpus.split(split)
    }


def edges(path: Path) -> set[tuple[str, str]]:
    graph = formats.load(path).graph
    return {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}


def test_kept_levels_of_paths_are_labels(write: Write) -> None:
    path = write(files=nyt())
    assert read(path) == {
        "11": {"News", "Business", "Opinion"},
        "12": {"News", "Weather"},
        "13": {"Opinion", "Opinion > Opinion"},
        "14": {"News", "Business"},
    }
    assert edges(path) == {
        ("News", "Business"),
        ("News", "Weather"),
        ("Opinion", "Opinion > Opinion"),
    }
    report = check(path)
    assert (report.ok, report.format) == (True, "hilap-nyt")
    assert any("taxonomic classifiers, without Top" in sentence for sentence in report.assumed)
    assert any("those that nyt_trimed_hier lists" in sentence for sentence in report.assumed)


def test_without_lists_all_levels_are_labels(write: Write) -> None:
    files = {name: text for name, text in nyt().items() if name.endswith(".xml")}
    path = write(files=files)
    assert read(path)["12"] == {"News", "Weather", "Snow"}
    assert read(path)["13"] == {"Opinion", "Opinion > Opinion", "Editorials"}
    assert ("Weather", "Snow") in edges(path)


def test_labels_of_the_list_of_edges_that_no_article_has_are_there(write: Write) -> None:
    path = write(files={**nyt(), "nyt_hier": "Top/Opinion\tTop/Opinion/Letters\n"})
    (path / "nyt_trimed_hier").unlink()
    assert ("Opinion", "Letters") in edges(path)


def test_names_of_a_taxonomy_are_found_wherever_they_stand(write: Write) -> None:
    files = {name: text for name, text in nyt().items() if name.endswith(".xml")}
    taxonomy = "Root\tNews\tOpinion\nNews\tBusiness\tSnow\nOpinion\tOpinion\tEditorials\n"
    path = write(files={**files, "nyt.taxonomy": taxonomy})
    assert read(path) == {
        "11": {"News", "Business", "Opinion"},
        "12": {"News", "Snow"},
        "13": {"Opinion", "Editorials"},
        "14": {"News", "Business"},
    }
    assert edges(path) == {("News", "Business"), ("News", "Snow"), ("Opinion", "Editorials")}
    assert any("its own parent" in note for note in notes(path))
    assert check(path).format == "hilap-nyt"


LISTS: Files = {
    "idnewnyt_train.json": "Nytimes/2003/11.xml\nNytimes/2003/13.xml\n",
    "idnewnyt_val.json": "Nytimes/2003/12.xml\n",
    "idnewnyt_test.json": "14.xml\n99.xml\n",
}


TEXT_LISTS: Files = {
    "nyt_train.txt": "11\n13\n",
    "nyt_val.txt": "12\n",
    "nyt_test.txt": "14\n99\n",
}


@pytest.mark.parametrize("lists", [LISTS, TEXT_LISTS])
def test_lists_tell_the_splits(write: Write, lists: Files) -> None:
    path = write(files={**nyt(), "accum2003-07/15.xml": article("More.", "Top/News"), **lists})
    corpus = formats.load(path)
    assert [[item.id for item in corpus.split(split)] for split in SPLITS] == [
        ["11", "13"],
        ["12"],
        ["14"],
    ]
    told = notes(path)
    assert f"{list(lists)[2]}, line 2: a listed article is not there" in told
    assert any("articles in no list, which are left out: 1" in note for note in told)


def test_articles_without_a_label_are_left_out_and_told(write: Write) -> None:
    path = write(files={**nyt(), "accum2003-07/15.xml": article("Bare."), "16.xml": article("B")})
    assert len(read(path)) == 4
    assert any("without a label, which are left out: 2" in note for note in notes(path))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("idnewnyt_train.json", "11.xml\n11.xml\n", "line 2: an article is listed twice"),
        ("idnewnyt_train.json", "eleven\n", "line 1: not an article"),
        ("nyt_train.txt", "11.xml\n11\n", "line 2: an article is listed twice"),
        ("16.xml", "<nitf>\n<p>\n</nitf>", "16.xml, line 3: not an article"),
        ("11.xml", article("Again.", "Top/News"), "11.xml: an article is there twice"),
        ("nyt_trimed_hier", "Top/Sports\n", "desk: no article has a label that is kept"),
    ],
)
def test_what_cannot_be_read_is_refused(
    write: Write, file: str, content: str, message: str
) -> None:
    assert message in errors(write(files={**nyt(), file: content}))[0]


def test_lists_without_articles_are_told_what_is_missing(write: Write) -> None:
    files: Files = {"nyt_hier": "Top\tTop/News\n"}
    assert "missing: articles such as 1453535.xml" in errors(write(files=files))[0]
