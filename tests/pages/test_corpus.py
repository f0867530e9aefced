"""Corpus: numbers, labels, documents, checks, and bringing one's own."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from hmlc_core.data.corpus import Document
from hmlc_core.data.formats import folder
from hmlc_core.data.newsroom import SIZES
from hmlc_core.data.registry import list_corpora, load_corpus
from hmlc_core.data.upload import install
from pages.ui.corpus import documents as reader
from tests.conftest import make_corpus
from tests.data.formats.harnn import harnnfiles
from tests.pages.conftest import sent
from tests.pages.trained import HOSTILE, harmless, hostile_corpus, opened, texts
from tests.plugins.entries import Entry, brought, example_entries

pytestmark = pytest.mark.slow

PARTS = ("Overview", "Labels", "Documents", "Check", "Bring your own")
TABLE = "text,labels\nthe court ruled,law\na late goal,sport\na storm came,weather\n"


@pytest.fixture
def hostile(home):
    folder.write(hostile_corpus(), home / "corpora" / "hostile")


def rows(at, number=0):
    """A table of the page as a list of dicts."""
    return at.dataframe[number].value.to_dict("records")


def listed(at):
    return at.radio(key="reader document").options


@pytest.mark.parametrize("part", PARTS)
def test_every_part_shows_the_bundled_corpus(app, part):
    at = opened(app, "corpus", part=part)
    assert not at.error


@pytest.mark.parametrize("part", PARTS)
def test_names_stay_text_in_every_part(app, hostile, part):
    at = opened(app, "corpus", part=part, corpus="hostile", label=HOSTILE[0])
    assert not at.error
    harmless(at)


def test_numbers_are_those_of_the_corpus(app, hostile):
    at = opened(app, "corpus", corpus="hostile")
    assert [metric.value for metric in at.metric][:3] == ["100", "7", "3"]
    table = {row["measure"]: row["value"] for row in rows(at)}
    assert table["documents"] == "60 train, 20 dev, 20 test"
    assert table["labels per level"] == "1, 2, 4"
    assert table["leaves"] == "4"


def test_references_are_computed_when_asked(app, hostile, home):
    at = opened(app, "corpus", corpus="hostile")
    assert len(at.dataframe) == 1
    next(item for item in at.button if item.label == "Compute").click().run()
    names = [row["predictor"] for row in rows(at, 1)]
    assert names == ["TF-IDF + linear", "label frequency", "chance", "perfect predictor"]
    assert len(list((home / "cache").glob("*.json"))) == 1
    assert "no development split" not in texts(at)


def test_references_that_learned_from_what_a_run_holds_out_say_so(app, home):
    corpus = replace(make_corpus(), dev=(), name="undeveloped")
    folder.write(corpus, home / "corpora" / "undeveloped")
    at = opened(app, "corpus", corpus="undeveloped")
    next(item for item in at.button if item.label == "Compute").click().run()
    assert "no development split" in texts(at)


@pytest.mark.parametrize("kind", ["sunburst", "treemap", "icicle", "disk"])
def test_the_hierarchy_can_be_drawn_in_every_way(app, hostile, kind):
    at = opened(app, "corpus", part="Labels", corpus="hostile", drawn=kind)
    assert len(at.get("plotly_chart")) == (1 if kind == "disk" else 2)
    if kind == "disk":
        assert tuple(sent(at)[0]["scene"]["names"][1:4]) == HOSTILE
    table = rows(at)
    assert table[3]["parents"] == HOSTILE[0]
    assert table[0]["train"] == 60


def test_documents_can_be_narrowed_down(app, hostile):
    at = opened(app, "corpus", part="Documents", corpus="hostile", split="test")
    everything = texts(at)
    assert "20 documents" in everything
    at.selectbox(key="reader label").set_value("d").run()
    assert at.query_params["label"] == "d"
    some = hostile_corpus()
    of_label = [document for document in some.test if 6 in document.labels]
    assert f"{len(of_label)} documents" in texts(at)
    at.text_input(key="find").set_value("D1").run()
    found = [document for document in of_label if "d1" in document.text]
    assert len(listed(at)) == len(found)
    at.text_input(key="find").set_value("nowhere to be found").run()
    assert "No document is like that" in at.info[0].value


def test_a_link_leads_to_a_document_on_a_later_page(app, hostile):
    wanted = make_corpus().train[40]
    at = opened(app, "corpus", part="Documents", corpus="hostile", doc=wanted.id)
    assert at.text[0].value == wanted.text
    assert at.get("pagination")
    assert any(option.startswith(r"41\. ") for option in listed(at))


def test_documents_that_begin_alike_are_told_apart(app, home):
    same = "the same words " * 20
    documents = tuple(Document(f"n{n}", f"{same} {n}", (n % 2,)) for n in range(6))
    corpus = make_corpus()
    corpus = replace(corpus, train=documents, name="alike")
    folder.write(corpus, home / "corpora" / "alike")
    at = opened(app, "corpus", part="Documents", corpus="alike")
    assert len(set(listed(at))) == 6
    at.radio(key="reader document").set_value("n4").run()
    assert at.text[0].value.endswith("4")
    assert at.query_params["doc"] == "n4"


def test_labels_with_one_display_text_are_told_apart():
    from hmlc_core.data.labels import LabelGraph

    graph = LabelGraph(("a", "b", "c"), (), texts=("same", "same", "other"))
    assert reader.distinct_titles(graph) == {"a": "same (a)", "b": "same (b)", "c": "other"}


def test_a_huge_document_is_shown_in_part(script):
    def page():
        from hmlc_core.data.corpus import Document
        from hmlc_core.data.labels import LabelGraph
        from hmlc_core.data.text import tokenize
        from pages.ui.corpus import documents as reader

        reader.read(Document("huge", "long" * 250_000, ()), LabelGraph(("a",)), tokenize)

    at = script(page).run()
    assert len(at.text[0].value) == reader.LONGEST
    assert "980,000 more characters" in texts(at)
    assert "It has no label" in texts(at)


def test_more_stories_can_be_asked_for_here_and_on_train(app):
    at = opened(app, "corpus")
    wanted = SIZES["train"] + 1000
    at.number_input(key="corpus stories").set_value(wanted).run()
    assert at.query_params["recipe"] == f"corpus.documents={wanted}"
    assert rows(at)[0]["value"].startswith(f"{wanted:,} train")
    at.session_state["settings"] = True  # what is folded is not drawn
    opened(at, "train")
    assert at.number_input(key="set corpus.documents").value == wanted


def test_a_broken_corpus_shows_its_errors_with_their_lines(app, home):
    broken = home / "corpora" / "broken"
    broken.mkdir(parents=True)
    lines = ['{"id": "a", "text": "x", "labels": ["l"]}', "{not json}", '{"id": "b"}']
    (broken / "train.jsonl").write_text("\n".join(lines))
    at = opened(app, "corpus", corpus="broken")
    assert "cannot be used" in at.error[0].value
    assert {row["line"] for row in rows(at)} >= {2, 3}
    at = opened(app, "corpus", corpus="broken", part="Check")
    next(item for item in at.button if item.label == "Check the files").click().run()
    assert any("errors" in item.value for item in at.error)


def test_a_missing_data_folder_is_told(app, monkeypatch):
    monkeypatch.setenv("HMLC_DATA_DIR", "/nowhere/**bold**")
    at = opened(app, "corpus")
    assert "is not there" in at.warning[0].value
    assert "**bold**" not in at.warning[0].value


def upload(at, name, content, which="corpus", turn=0):
    at.file_uploader(key=f"{which} file {turn}").set_value((name, content, "")).run()


def press(at):
    next(item for item in at.button if item.label == "Check and add").click().run()


def named(at, label):
    return next(item for item in at.text_input if item.label == label)


def column(at, label):
    return next(item for item in (*at.selectbox, *at.multiselect) if item.label == label)


def test_a_table_is_shown_as_it_will_be_read_before_it_is_added(app):
    at = opened(app, "corpus", part="Bring your own")
    content = "text,label\nball,sport#**arts**\nbank,markets\nplay,sport\nmatch,sport#golf\n"
    upload(at, "mine.csv", content.encode())
    assert "4 documents, 4 labels; 1.00 labels per document on average, at most 1" in texts(at)
    assert "stands in 2 label cells" in texts(at)
    named(at, "Separator of labels").set_value("#").run()
    assert "4 documents, 4 labels; 1.50 labels per document on average, at most 2" in texts(at)
    assert list(rows(at)[0]["labels"]) == ["sport", "**arts**"]
    assert "**arts**" not in "".join(item.value for item in at.caption)
    assert [info.origin for info in list_corpora()] == ["bundled", "bundled"]
    opened(at, "runs")
    opened(at, "corpus", part="Bring your own")  # the file is kept, and how it is read, too
    assert named(at, "Separator of labels").value == "#"
    press(at)
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    assert (info.documents, info.labels) == (4, 4)
    assert not any(item.label == "Separator of labels" for item in at.text_input)


def test_columns_of_an_upload_can_be_named(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", b"Body,Topics\nball,sport/golf\nbank,markets\nplay,sport/tennis\n")
    assert "a column is missing" in at.warning[0].value.replace("\u2060", "")
    assert column(at, "Column of texts").options == ["Body", "Topics"]
    column(at, "Column of texts").set_value("Body").run()
    column(at, "Column of labels").set_value(["Topics"]).run()
    named(at, "Separator of levels").set_value("/").run()
    assert not at.warning
    press(at)
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    assert (info.documents, info.labels) == (3, 4)


def test_several_columns_of_labels_can_be_chosen(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", b"text,a,b,done\nball,1,0,1\nbank,0,1,1\nplay,1,1,0\n")
    column(at, "Column of labels").set_value(["a", "b"]).run()
    assert "3 documents, 2 labels" in texts(at)
    opened(at, "runs")
    opened(at, "corpus", part="Bring your own")  # the choice is kept with the file
    assert column(at, "Column of labels").value == ["a", "b"]
    press(at)
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    assert load_corpus(info.name).graph.names == ("a", "b")


def test_numbers_of_an_upload_get_the_names_of_a_file(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", b"text,label\nball,0\nbank,1\nplay,0\n")
    upload(at, "labels.txt", b"sport\nmarkets\n", "names")
    assert list(rows(at)[0]["labels"]) == ["sport"]
    assert "0 is sport, the first of 2 names in labels.txt" in texts(at).replace("\\", "")
    press(at)
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    assert load_corpus(info.name).graph.names == ("markets", "sport")


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"Body,Topics\nball,sport\nbank,markets\n", "“Column of texts”"),
        (
            b"text,label\nball,sport#arts\nbank,golf\nplay,sport\n",
            "set “Separator of labels” to '#'",
        ),
    ],
)
def test_where_the_table_asks_how_it_is_read_the_form_answers(app, content, field):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", content)
    said = texts(at).replace("\u2060", "").replace("\\", "")
    assert field in said
    assert "--" not in "".join(item.value for item in (*at.warning, *at.caption))
    (expander,) = [item for item in at.expander if item.label == "How the table is read"]
    assert expander.proto.expanded
    assert not any(
        "--" in str(value) for table in at.dataframe for value in table.value.to_numpy().flat
    )


def test_a_table_that_asks_nothing_leaves_the_form_closed(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", TABLE.encode())
    (expander,) = [item for item in at.expander if item.label == "How the table is read"]
    assert not expander.proto.expanded


def test_a_table_is_added_and_chosen(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", TABLE.encode())
    upload(at, "h.tsv", b"ROOT\tsport\nROOT\tweather\nsport\tlaw\n", "hierarchy")
    named(at, "Name").set_value("**My** corpus").run()
    press(at)
    assert not at.error, at.error[0].value
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    assert info.title == "**My** corpus"
    assert at.query_params["corpus"] == info.name
    assert "is added and chosen" in at.success[0].value
    assert "**My** corpus" not in at.success[0].value


def test_a_corpus_that_is_there_already_is_chosen_and_not_added_again(app):
    at = opened(app, "corpus", part="Bring your own")
    for turn in range(2):
        upload(at, "mine.csv", TABLE.encode(), turn=turn)
        press(at)
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    assert at.query_params["corpus"] == info.name == "mine"
    assert "is chosen" in at.success[0].value
    assert "was there already" in at.success[0].value
    assert next(item for item in at.button if item.label == "Check and add").disabled


def test_one_upload_after_another_is_shown_and_added(app):
    at = opened(app, "corpus", part="Bring your own")
    for turn in range(3):
        upload(at, f"mine{turn}.csv", TABLE.encode(), turn=turn)
        assert "As it is read" in texts(at)
        press(at)
        assert f"mine{turn}" in at.success[0].value
    assert sum(info.origin == "upload" for info in list_corpora()) == 3


def test_a_file_that_another_package_reads_can_be_brought(app):
    broken = Entry("broken", ImportError("no **such** module"))
    with brought(*example_entries(), broken):
        at = opened(app, "corpus", part="Bring your own")
        said = texts(at)
        upload(at, "mine.labelled.txt", b"a ||| one\nb ||| two\na ||| three\nb, a ||| four\n")
        press(at)
    assert at.success, texts(at)
    assert "LABELS" in said
    assert "A reader is left out" in said
    assert "**such**" not in said


def test_it_is_said_how_tokens_are_read(app, home):
    place = home / "corpora" / "patents"
    place.mkdir(parents=True)
    for name, content in harnnfiles.released().items():
        (place / name).write_text(content)
    at = opened(app, "corpus", corpus="patents")
    assert "Texts become words by the tokenizer `spaces`" in texts(at)
    assert "the format has no hierarchy" in texts(at)


def test_a_folder_is_added_from_a_zip(app):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        documents = [{"id": f"{n}", "text": f"word {n}", "labels": ["a"]} for n in range(3)]
        lines = "\n".join(map(json.dumps, documents))
        archive.writestr("mine/train.jsonl", lines)
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.zip", content.getvalue())
    press(at)
    assert at.success, texts(at)


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, body in files.items():
            archive.writestr(f"mine/{name}.csv", body)
    return content.getvalue()


def test_columns_and_separators_of_zipped_tables_can_be_chosen(app):
    at = opened(app, "corpus", part="Bring your own")
    rows_of_train = "Body,label\n" + "ball,sport#golf\nbank,markets\n" * 6
    upload(at, "mine.zip", zipped(train=rows_of_train, test="Body,label\nplay,golf\n"))
    assert "a column is missing" in at.warning[0].value.replace("\u2060", "")
    column(at, "Column of texts").set_value("Body").run()
    named(at, "Separator of labels").set_value("#").run()
    upload(at, "h.tsv", b"golf\tsport\nmarkets\tall\nsport\tall\n", "hierarchy")
    next(item for item in at.checkbox if "child stands first" in item.label).check().run()
    press(at)
    assert at.success, texts(at)
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    graph = load_corpus(info.name).graph
    assert [graph.names[label] for label in graph.roots()] == ["all"]


def test_a_folder_that_is_no_table_has_no_columns_to_choose(app):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("train.jsonl", '{"id": "1", "text": "a", "labels": ["b"]}')
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.zip", content.getvalue())
    assert not any(item.label == "Separator of labels" for item in at.text_input)


def test_what_was_said_of_a_file_is_not_said_of_the_next(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", b"text,label\nball,sport#arts\nbank,markets\n")
    named(at, "Separator of labels").set_value("#").run()
    upload(at, "names.txt", b"a\n", "names")  # beside it: the corpus is the same
    assert named(at, "Separator of labels").value == "#"
    upload(at, "other.csv", TABLE.encode())
    assert named(at, "Separator of labels").value == ""


def test_a_separator_that_no_cell_holds_is_told(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", TABLE.encode())
    named(at, "Separator of labels").set_value("#").run()
    assert "no cell of labels holds the separator '#' that you chose" in texts(at).replace("\\", "")


ODD = "text,label,split\nball,sport#arts,train\nbank,arts,train\nbank,sport,dev\nx,,test\n"


def said(items):
    return "".join(item.value for item in items).replace("\\", "")


def test_what_is_unusual_stands_out_from_how_a_file_is_read(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", ODD.encode())
    assert [row["split"] for row in rows(at)] == ["train", "train", "dev", "test"]
    assert "no test document has a label" in said(at.warning)
    assert "A cell is one label" in said(at.caption)
    assert "A cell is one label" not in said(at.warning)
    press(at)
    assert "is added and chosen" in said(at.success)
    assert "no test document has a label" in said(at.warning)


def test_it_stands_out_when_the_corpus_is_looked_at_and_names_the_fields_of_the_form(app):
    info = install("mine.csv", io.BytesIO(ODD.encode()))
    at = opened(app, "corpus", corpus=info.name)
    assert "no test document has a label" in said(at.warning)
    assert "set “Separator of labels” to '#'" in said(at.warning)
    assert "A cell is one label" in said(at.caption)
    assert "A cell is one label" not in said(at.warning)


def refused(at):
    return next(item for item in at.button if item.label == "Check and add").disabled


def test_why_nothing_can_be_added_is_told_once(app):
    at = opened(app, "corpus", part="Bring your own")
    for name in ("a.gz", "b.gz"):
        upload(at, name, b"x")
        assert texts(at).count("kind of file is not read") == 1
        assert refused(at)


def test_errors_of_an_upload_are_all_shown_and_nothing_is_lost(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", TABLE.encode() + b'too,many,cells\nand,"again"s,here\nmany,more,cells\n')
    assert [info.origin for info in list_corpora()] == ["bundled", "bundled"]
    assert "cannot be added" in at.warning[0].value
    assert [row["line"] for row in rows(at)] == [5, 6]
    assert "2 such lines, this is the first" in rows(at)[0]["what"]
    assert refused(at)
    opened(at, "runs")
    opened(at, "corpus", part="Bring your own")
    assert "cannot be added" in at.warning[0].value  # of the file that was kept
    assert any("kept from your visit" in item.value for item in at.caption)
    assert refused(at)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", b"no zip", "not a zip file"),
        ("a.csv", b"", ""),
        ("a.csv", b"\xff\xfe\x00", ""),
        ("a.gz", b"x", "kind of file is not read"),
    ],
)
def test_files_that_are_no_corpus_are_told_why(app, name, content, message):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, name, content)
    assert message in at.warning[0].value
    assert refused(at)


def test_a_hierarchy_may_have_the_child_first(app):
    at = opened(app, "corpus", part="Bring your own")
    upload(at, "mine.csv", TABLE.encode())
    upload(at, "edges.csv", b"law,sport\nsport,top\nweather,top\n", "hierarchy")
    next(item for item in at.checkbox if "child stands first" in item.label).check().run()
    press(at)
    (info,) = [info for info in list_corpora() if info.origin == "upload"]
    graph = load_corpus(info.name).graph
    assert [graph.names[label] for label in graph.roots()] == ["top"]
