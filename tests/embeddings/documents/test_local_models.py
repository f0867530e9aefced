"""Models from folders: beside transformers by itself, and all the ways in which none can be had."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from hmlc_core.embeddings.documents.local_models import DOWNLOAD, open_model
from hmlc_core.errors import SettingError
from tests.embeddings.documents.tiny import LIMIT, WIDTH, write_model

TEXTS = ["newsroom news", "", "court bank court", "news " * 50]


@pytest.fixture(scope="module")
def transformers() -> Any:
    return pytest.importorskip("transformers", reason="transformers is not installed")


@pytest.fixture
def model(transformers: Any, tmp_path: Path) -> Path:
    return write_model(transformers, tmp_path / "tiny")


def package_missing(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_beside_transformers_by_itself(transformers: Any, model: Path, pooling: str) -> None:
    opened = open_model(model, pooling)
    assert (opened.through, opened.pooling, opened.dim) == ("transformers", pooling, WIDTH)
    network = transformers.BertModel.from_pretrained(model).eval()
    tokenizer = transformers.BertTokenizer.from_pretrained(model)
    found = opened.encode(TEXTS)
    assert found.dtype == np.float32
    for text, vector in zip(TEXTS, found, strict=True):
        alone = tokenizer(text, return_tensors="pt", truncation=True, max_length=LIMIT)
        with torch.no_grad():
            states = network(**alone).last_hidden_state[0]
        expected = states[0] if pooling == "cls" else states.mean(0)
        np.testing.assert_allclose(vector, expected.numpy(), atol=1e-6)


def test_the_mean_unless_the_folder_says_otherwise(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_model(model, None).pooling == "mean"
    package_missing(monkeypatch, "sentence_transformers")
    (model / "modules.json").write_text("[]")
    (model / "1_Pooling").mkdir()
    said = model / "1_Pooling" / "config.json"
    for content, pooling in (
        ('{"pooling_mode_cls_token": true}', "cls"),
        ('{"pooling_mode_cls_token": false}', "mean"),
        ("[]", "mean"),
        ("{", "mean"),
    ):
        said.write_text(content)
        opened = open_model(model, None)
        assert opened.pooling == pooling
        assert "sentence-transformers, which is not installed" in opened.notes[0]
    assert open_model(model, "cls").notes == ()


def test_sentence_transformers_where_it_is_installed(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Stand:
        def __init__(self, folder: str, **settings: Any) -> None:
            asked.append((folder, settings))

        def encode(self, texts: list[str], **settings: Any) -> np.ndarray:
            asked.append((texts, settings))
            return np.array([[len(text), 1.0, 0.0] for text in texts])

    monkeypatch.setitem(
        sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=Stand)
    )
    assert open_model(model, None).through == "transformers"  # the folder is none of its
    (model / "modules.json").write_text("[]")
    opened = open_model(model, None)
    assert (opened.through, opened.pooling, opened.dim) == ("sentence-transformers", "own", 3)
    assert opened.encode(["a", "bcd"]).tolist() == [[1, 1, 0], [3, 1, 0]]
    assert asked[0] == (str(model), {"device": "cpu", "local_files_only": True})
    assert asked[-1][1]["batch_size"] == 2
    assert open_model(model, "mean").through == "transformers"


def test_a_name_is_no_folder_and_nothing_is_downloaded(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(SettingError, match="nothing is downloaded") as caught:
        open_model(Path("sentence-transformers/all-MiniLM-L6-v2"), None)
    assert DOWNLOAD in str(caught.value)
    (model / "model.safetensors").unlink()
    with pytest.raises(SettingError, match="cannot be used"):
        open_model(model, None)


@pytest.mark.parametrize("damage", ["weights", "layer", "config", "tokenizer", "program"])
def test_what_is_no_model_is_refused(model: Path, damage: str) -> None:
    if damage == "weights":
        (model / "model.safetensors").write_bytes(b"\x00" * 100)
    elif damage == "layer":
        rest = load_file(model / "model.safetensors")
        rest.pop("encoder.layer.0.output.dense.weight")
        save_file(rest, model / "model.safetensors", metadata={"format": "pt"})
    elif damage == "config":
        (model / "config.json").write_text("{")
    elif damage == "tokenizer":
        for file in model.glob("*"):
            if file.name not in ("config.json", "model.safetensors"):
                file.unlink()
    else:  # a program of the model's own, which is not run
        config = json.loads((model / "config.json").read_text())
        config |= {"model_type": "own", "auto_map": {"AutoModel": "own.Model"}}
        (model / "config.json").write_text(json.dumps(config))
        (model / "own.py").write_text("raise SystemExit('it was run')\n")
    with pytest.raises(SettingError, match="this model cannot be used"):
        open_model(model, None)


def test_pickled_weights_are_not_read(model: Path) -> None:
    weights = model / "model.safetensors"
    torch.save({}, model / "pytorch_model.bin")
    weights.unlink()
    with pytest.raises(SettingError, match="this model cannot be used"):
        open_model(model, None)


def test_without_a_package_it_says_what_to_install(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package_missing(monkeypatch, "transformers", "sentence_transformers")
    with pytest.raises(SettingError, match="pip install"):
        open_model(model, None)
