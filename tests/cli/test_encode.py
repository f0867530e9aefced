"""`encode`, and a run on its vectors: data add, train and predict, from texts to labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.formats import folder
from hmlc_core.runs.store.store import RunStore
from tests.cli.conftest import Said
from tests.conftest import make_corpus
from tests.embeddings.documents.tiny import WIDTH, write_model

pytestmark = pytest.mark.slow

Call = Callable[..., Said]


@pytest.fixture
def model(tmp_path: Path) -> str:
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    return str(write_model(transformers, tmp_path / "model"))


@pytest.fixture
def tiny(tmp_path: Path, store: RunStore) -> str:
    """A corpus folder of words that the model knows."""
    corpus = make_corpus(24)
    folder.write(corpus, tmp_path / "tiny")
    for file in (tmp_path / "tiny").glob("*.jsonl"):
        for old, new in (("noise", "new"), ("a", "court "), ("b", "bank ")):
            rows = [json.loads(line) for line in file.read_text().splitlines()]
            rows = [row | {"text": row["text"].replace(old, new)} for row in rows]
            file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(tmp_path / "tiny")


def test_from_texts_to_labels(call: Call, model: str, tiny: str, tmp_path: Path) -> None:
    out = str(tmp_path / "v.npz")
    said = call("encode", tiny, "--model", model, "--out", out, "--batch", "5", "--json")
    assert said.code == 0
    assert {
        "documents": 40,
        "done": 40,
        "resumed": 0,
        "dimensions": WIDTH,
    }.items() <= said.json.items()
    assert (said.json["through"], said.json["pooling"]) == ("transformers", "mean")

    added = call("data", "add", tiny, "--vectors", out, "--name", "encoded", "--json")
    assert added.code == 0
    checked = call("data", "check", added.json["path"], "--json").json
    assert (checked["texts"], checked["vectors"], checked["dimensions"]) == (True, 40, WIDTH)

    trained = call(
        "train", "--preset", "quick", "--corpus", "encoded", "--set", "corpus.input=vectors",
        "--set", "training.epochs=1", "--set", "training.kernels=torch",
        "--set", "labels.epochs=5", "--json",
    )  # fmt: skip
    assert trained.code == 0
    run = trained.json["run_id"]

    texts = tmp_path / "new.jsonl"
    texts.write_text('{"id": "n", "text": "court news"}\n{"id": "m", "text": "bank"}\n')
    new = str(tmp_path / "new.npz")
    assert call("encode", str(texts), "--texts", "--model", model, "--out", new).code == 0
    labelled = call("predict", run, new, "--json")
    assert [each["id"] for each in labelled.json["documents"]] == ["n", "m"]
    with np.load(new) as file:
        rows = "\n".join(" ".join(map(repr, map(float, row))) for row in file["vectors"])
    lines = call("predict", run, "-", "--json", answer=rows)
    assert [each["labels"] for each in lines.json["documents"]] == [
        each["labels"] for each in labelled.json["documents"]
    ]
    assert call("predict", run, "--split", "test", "--json").json["unread"] == 0

    refused = call("predict", run, str(texts))
    assert refused.code == 1
    assert "the run reads vectors, not texts" in refused.err


def test_what_cannot_be_done_is_said(call: Call, model: str, tiny: str, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "v.npz"))
    for arguments, message in (
        ((tiny, "--model", "bert-base-uncased", *out), "nothing is downloaded"),
        ((tiny, "--model", model, *out, "--pooling", "max"), "expected mean or cls"),
        ((tiny, "--model", model, "--out", "v.tsv"), "written as .npz"),
        (("synthetic", "--model", model, *out), "no texts to encode"),
        (("gone", "--model", model, *out), "no such corpus"),
    ):
        said = call("encode", *arguments)
        assert said.code == 1
        assert message in said.err


def test_texts_of_the_same_id_are_refused(call: Call, model: str, tmp_path: Path) -> None:
    table = tmp_path / "new.jsonl"
    table.write_text('{"id": "n", "text": "court"}\n{"id": "n", "text": "bank"}\n')
    said = call("encode", str(table), "--texts", "--model", model, "--out", str(tmp_path / "v.npz"))
    assert said.code == 1
    assert "the id is used twice" in said.err
