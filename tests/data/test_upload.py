"""Uploads: kept wholly or not at all, and never outside their place."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.data import formats, keeping, limits, upload
from hmlc_core.data.formats import folder
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.keeping import safe_name
from hmlc_core.data.problems import InvalidData
from hmlc_core.data.registry import list_corpora, load_corpus
from hmlc_core.data.upload import install
from hmlc_core.errors import DataError
from tests.data.corpusfiles import Files, good_files, jsonl

TABLE = b"text,labels\nplay,tennis\nmatch,tennis\nbank,markets\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads go in these tests."""
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HMLC_DATA_DIR", raising=False)
    return tmp_path / "home" / "corpora"


def packed(files: Files, inside: str = "") -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(inside + name, content)
    stream.seek(0)
    return stream


def refused(name: str, content: io.BytesIO, place: Path, **options: Any) -> str:
    """The message of a refused upload, after making sure that it left nothing."""
    before = sorted(place.rglob("*")) if place.exists() else []
    with pytest.raises(DataError) as caught:
        install(name, content, **options)
    assert sorted(place.rglob("*")) == before
    return str(caught.value)


@pytest.mark.parametrize("inside", ["", "my corpus/", "a/b/"])
def test_a_folder_in_an_archive(place: Path, inside: str) -> None:
    files = good_files() | {"readme.md": "x"}
    content = packed(files, inside)
    info = install("Sports desk.zip", content)
    assert (info.name, info.title, info.origin) == ("Sports-desk", "Sports desk", "upload")
    assert (info.documents, info.labels) == (5, 4)
    assert sorted(path.name for path in place.iterdir()) == ["Sports-desk"]
    assert load_corpus("Sports-desk").train[1].labels == (0, 3)


def test_compressed_documents_in_an_archive() -> None:
    files = good_files()
    files["train.jsonl.gz"] = gzip.compress(str(files.pop("train.jsonl")).encode())
    assert install("a.zip", packed(files)).documents == 5


def test_the_arrays_of_the_released_code_in_an_archive(tmp_path: Path) -> None:
    np.save(tmp_path / "X_train.npy", np.full((20, 3), 7))
    sparse.save_npz(tmp_path / "y_train.npz", sparse.csr_matrix([[1, 1], [0, 1]] * 10))
    info = install(
        "a.zip", packed({path.name: path.read_bytes() for path in tmp_path.glob("*.np*")})
    )
    corpus = load_corpus(info.name)
    assert corpus.graph.names == ("label 0", "label 1")
    assert any("inferred" in note for note in corpus.notes)


def test_json_lines_with_a_taxonomy_in_an_archive(place: Path) -> None:
    rows = [{"text": "a", "label": ["x_y"]}, {"text": "b", "label": ["z"]}]
    entries = [
        {"title": "root", "parents": [], "children": ["x y", "z"]},
        {"title": "x y", "parents": ["root"], "children": []},
    ]
    files: Files = {
        "yelp_train.json": jsonl(*rows),
        "yelp_test.json": jsonl(*rows),
        "Yelp.taxonomy": "".join(f"{entry!r}\n" for entry in entries),
        "main.py": "never kept",
    }
    info = install("yelp.zip", packed(files, "HiddeN/yelp/"))
    assert (info.documents, info.labels) == (4, 2)
    assert load_corpus("yelp").graph.texts == ("x y", "z")


def test_the_files_of_rcv1_in_an_archive() -> None:
    documents = "".join(f".I {number}\n.W\nword\n\n" for number in range(20))
    topics = "".join(f"C1 {number} 1\n" for number in range(20))
    files: Files = {
        "lyrl2004_tokens_train.dat.gz": gzip.compress(documents.encode()),
        "rcv1-v2.topics.qrels": topics,
    }
    assert install("rcv1.zip", packed(files)).documents == 20


def test_tables_with_and_without_a_hierarchy() -> None:
    assert install("News.CSV", io.BytesIO(TABLE)).labels == 2
    edges = io.BytesIO(b"sport\ttennis\nROOT\tmarkets\n")
    info = install("news.csv", io.BytesIO(TABLE), name="With sport", hierarchy=edges)
    assert (info.name, info.labels) == ("With-sport", 3)
    lines = jsonl({"text": "a", "labels": ["x"]}, {"text": "b", "labels": ["y"]})
    assert install("c.jsonl.gz", io.BytesIO(gzip.compress(lines.encode()))).documents == 2


FLAT: list[Files] = [
    {
        "train.jsonl": jsonl(
            *({"id": f"{n}", "text": "ball", "labels": [name]} for n, name in enumerate("ab" * 6))
        )
    },
    {"train.csv": "text,labels\n" + "ball,a\nbank,b\n" * 6},
    {"train.txt": "__label__a ball\n__label__b bank\n" * 6},
]
"""Folders without a hierarchy: our own, tables, and one of released code."""


@pytest.mark.parametrize("files", FLAT)
@pytest.mark.parametrize("way", ["upload", "folder", "zip of this machine"])
def test_a_hierarchy_beside_a_folder_without_one_is_used(
    tmp_path: Path, files: Files, way: str
) -> None:
    edges, desk = tmp_path / "h.tsv", tmp_path / "desk"
    edges.write_text("a\ttop\nb\ttop\n")
    desk.mkdir()
    for name, content in files.items():
        (desk / name).write_text(str(content))
    (tmp_path / "desk.zip").write_bytes(packed(files).getvalue())
    layout = Layout(child_first=True)
    if way == "upload":
        info = install(
            "desk.zip",
            packed(files),
            hierarchy=io.BytesIO(edges.read_bytes()),
            hierarchy_name="h.tsv",
            layout=layout,
        )
    else:
        info = upload.add(
            desk if way == "folder" else tmp_path / "desk.zip", hierarchy=edges, layout=layout
        )
    corpus = load_corpus(info.name)
    graph = corpus.graph
    assert {(graph.names[up], graph.names[down]) for up, down in graph.edges} == {
        ("top", "a"),
        ("top", "b"),
    }
    assert {graph.names[label] for item in corpus.train for label in item.labels} == {"a", "b"}


@pytest.mark.parametrize("files", FLAT)
def test_a_hierarchy_beside_a_folder_must_have_its_labels(place: Path, files: Files) -> None:
    told = refused("a.zip", packed(files), place, hierarchy=io.BytesIO(b"top\ta\n"))
    assert "the label is not in the hierarchy" in told


@pytest.mark.parametrize("files", FLAT)
def test_two_hierarchies_of_a_folder_are_refused(place: Path, files: Files) -> None:
    both = packed(files | {"hierarchy.tsv": "top\ta\ntop\tb\n"})
    told = refused("a.zip", both, place, hierarchy=io.BytesIO(b"a\tb\n"), hierarchy_name="h.tsv")
    assert "h.tsv: the corpus has a hierarchy of its own" in told


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "!?.csv", ".csv", "-.csv", "a\0b\n.CSV"])
def test_tables_with_odd_names(place: Path, name: str) -> None:
    info = install(name, io.BytesIO(TABLE))
    assert info.documents == 3
    assert [path.name for path in place.iterdir()] == [info.name]


def test_an_existing_corpus_is_never_replaced(place: Path) -> None:
    made = [install("news.csv", io.BytesIO(TABLE + f"C,c{n}\n".encode())) for n in range(3)]
    assert [each.name for each in made] == ["news", "news-2", "news-3"]
    assert made[0].sentence() == ""
    assert made[2].sentence() == "Another corpus is called news, so this one is called news-3."
    assert install("newsroom.csv", io.BytesIO(TABLE)).name == "newsroom-2"
    assert len(list(place.iterdir())) == 4


def test_the_same_corpus_is_kept_once(place: Path) -> None:
    install("news.csv", io.BytesIO(TABLE))
    other = TABLE + b"C,c\n"
    for content, name in ((other, "news-2"), (TABLE, "news"), (other, "news-2")):
        again = install("news.csv", io.BytesIO(content))
        assert again.name == name
    assert again.known
    assert again.sentence() == "The same corpus was there already, as news-2: nothing is added."
    assert len(list(place.iterdir())) == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Sports desk", "Sports-desk"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("<img src=x onerror=alert(1)>", "img-src-x-onerror-alert-1"),
        ("新闻", "新闻"),
        ("///", "corpus"),
        ("", "corpus"),
        ("x" * 500, "x" * 60),
        ("a\0b\nc", "a-b-c"),
    ],
)
def test_names_become_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_title_is_kept_as_it_was_given(place: Path) -> None:
    info = install("a.csv", io.BytesIO(TABLE), name="<b>Ünlü</b> / ..")
    assert info.title == "<b>Ünlü</b> / .."
    assert info.path is not None
    assert info.path.parent == place


# ------------------------------------------------------------------ refused


def test_a_corpus_with_errors_is_refused_with_all_of_them(place: Path) -> None:
    files = good_files() | {"train.jsonl": "{}\n{\n" * 4}
    with pytest.raises(InvalidData) as caught:
        install("a.zip", packed(files))
    assert len(caught.value.problems) == 8
    assert str(caught.value).startswith("train.jsonl, line 1: a field is missing")
    assert "incoming" not in str(caught.value)
    assert list(place.iterdir()) == []


def test_messages_speak_of_the_persons_own_file(place: Path) -> None:
    assert refused("my table.csv", io.BytesIO(b"text\na\n"), place).startswith(
        "my-table.csv, line 1"
    )


@pytest.mark.parametrize(
    "name",
    ["../train.jsonl", "/tmp/train.jsonl", "a/../../train.jsonl", "..\\train.jsonl", "C:\\x.tsv"],
)
def test_archives_that_lead_outside_are_refused(place: Path, tmp_path: Path, name: str) -> None:
    message = refused("a.zip", packed(good_files() | {name: "x"}), place)
    assert "the archive leads outside itself" in message
    assert not list(tmp_path.glob("*.jsonl"))


def test_links_in_archives_are_refused(place: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("train.jsonl")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "leads outside" in refused("a.zip", stream, place)


@pytest.mark.parametrize("kind", ["zip", "gzip in zip", "gzip", "npz in zip", "plain"])
def test_bombs_are_refused(place: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(limits, "UPLOAD", 2**20)
    bomb = b"0" * 2**22
    arrays = io.BytesIO()
    np.savez_compressed(arrays, data=np.zeros(2**19))
    name, content = {
        "zip": ("a.zip", packed(good_files() | {"train.jsonl": bomb})),
        "gzip in zip": ("a.zip", packed({"train.jsonl.gz": gzip.compress(bomb)})),
        "gzip": ("a.jsonl.gz", io.BytesIO(gzip.compress(bomb))),
        "npz in zip": ("a.zip", packed({"X_train.npy": b"", "y_train.npz": arrays.getvalue()})),
        "plain": ("a.csv", io.BytesIO(bomb)),
    }[kind]
    assert "the upload is too large (expected at most 1 MB unpacked)" in refused(
        name, content, place
    )


def test_an_archive_that_lies_about_its_sizes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOAD", 2**20)
    content = packed({"train.jsonl": b"0" * 2**22}).getvalue()
    lying = content.replace((2**22).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    message = refused("a.zip", io.BytesIO(lying), place)
    assert "not a zip file that can be read" in message or "too large" in message


def test_an_archive_of_too_many_files(place: Path) -> None:
    files: Files = {f"{number}.txt": b"" for number in range(limits.MEMBERS + 1)}
    assert "too many files (expected at most 1,000; found 1,001)" in (
        refused("a.zip", packed(files), place)
    )


def test_two_corpora_in_one_archive(place: Path) -> None:
    files: Files = {}
    for name, content in good_files().items():
        files |= {f"a/{name}": content, f"b/{name}": content}
    told = refused("a.zip", packed(files), place)
    assert "the archive holds a file twice, so that two folders may be corpora" in told
    assert "found a/train.jsonl and b/train.jsonl" in told


def test_files_of_other_systems_in_an_archive_are_passed_over() -> None:
    extra: Files = {"__MACOSX/train.jsonl": b"\0", ".git/train.jsonl": b"\0", "desk/": b""}
    assert install("a.zip", packed(good_files() | extra)).documents == 5


def test_archives_that_hold_no_corpus_or_are_none(place: Path) -> None:
    assert "the archive holds no corpus" in refused("a.zip", packed({"readme.md": "x"}), place)
    assert "found nothing" in refused("a.zip", packed({}), place)
    assert "not a zip file that can be read" in refused("a.zip", io.BytesIO(b"PK\3\4"), place)
    assert "not a zip file that can be read" in refused("a.zip", io.BytesIO(b""), place)
    damaged = bytearray(packed(good_files()).getvalue())
    damaged[45:60] = b"\xff" * 15
    assert "not a zip file that can be read" in refused("a.zip", io.BytesIO(damaged), place)


def test_an_archive_with_a_password(place: Path) -> None:
    content = bytearray(packed(good_files()).getvalue())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + flags] |= 1
            start = content.find(signature, start + 1)
    assert "without a password" in refused("a.zip", io.BytesIO(content), place)


def test_other_kinds_of_file(place: Path) -> None:
    message = refused("paper.pdf", io.BytesIO(b"%PDF"), place)
    assert "paper.pdf: a document of a word processor, which is not read. Write its" in message
    message = refused("paper.qqq", io.BytesIO(b"x"), place)
    assert "paper.qqq: this kind of file is not read (expected a .zip of a corpus folder" in message


def test_a_full_disk_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folder, "write", full)
    message = refused("a.csv", io.BytesIO(TABLE), place)
    assert "there is no room left to keep the upload" in message
    assert "Free some space and upload again." in message


def test_a_place_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match=r"cannot be kept.*set HMLC_HOME to another one"):
        install("a.csv", io.BytesIO(TABLE))


def test_a_crash_halfway_is_not_taken_for_a_corpus(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(path: Path, parent: Path, name: str) -> None:
        assert formats.recognised(path)  # written, but still in the hidden folder
        assert [info.name for info in list_corpora()] == ["newsroom", "synthetic"]
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "_put", crash)
    with pytest.raises(KeyboardInterrupt):
        install("a.csv", io.BytesIO(TABLE))
    assert list(place.iterdir()) == []


def test_what_interrupted_uploads_left_is_removed_after_a_day(place: Path) -> None:
    for name, age in ((".incoming-old", 2 * 86_400), (".incoming-new", 60), ("kept", 9 * 86_400)):
        path = place / name
        path.mkdir(parents=True)
        (path / "train.jsonl").write_text("x")
        then = path.stat().st_mtime - age
        os.utime(path, (then, then))
    install("news.csv", io.BytesIO(TABLE))
    assert sorted(path.name for path in place.iterdir()) == [".incoming-new", "kept", "news"]


@pytest.mark.slow
def test_a_hierarchy_is_read_by_the_ending_of_its_name() -> None:
    table = b"text,labels\n" + b"a,oak\nb,pine\n" * 10
    for name, edges in (
        ("my edges.csv", b"child,parent\noak,tree\npine,tree\n"),
        ("x.taxonomy", b"tree\toak\tpine\n"),
        ("e.tsv.gz", gzip.compress(b"tree\toak\ntree\tpine\n")),
    ):
        info = install("a.csv", io.BytesIO(table), hierarchy=io.BytesIO(edges), hierarchy_name=name)
        assert info.labels == 3


def test_an_edge_file_is_no_corpus() -> None:
    with pytest.raises(DataError, match="the file has edges and no documents"):
        install("edges.csv", io.BytesIO(b"parent,child\ntree,oak\n"))


@pytest.mark.parametrize("name", ["caf\udce9.csv", "\ud800.csv"])
def test_names_that_are_no_unicode_are_written_out(name: str) -> None:
    info = install(name, io.BytesIO(b"text,labels\nA,a\nB,b\n"))
    info.title.encode()
    assert repr(name.removesuffix(".csv"))[1:-1] == info.title
    assert all(note.isprintable() for note in load_corpus(info.name).notes)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_are_deflated(place: Path, method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("train.jsonl", b"{}")
    assert "packed by a method that is not read" in refused("a.zip", stream, place)
