"""Models from folders: beside transformers by itself, and all the ways in which none can be had."""

from __future__ import annotations

import json
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from hmlc_core.embeddings.documents.local_models import DOWNLOAD, POOLINGS, open_model
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
        ('{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}', "cls"),
        ('{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}', "mean"),
        ('{"pooling_mode": "cls"}', "cls"),
        ('{"pooling_mode": ["mean"]}', "mean"),
        ("[]", "mean"),
        ("{", "mean"),
    ):
        said.write_text(content)
        opened = open_model(model, None)
        assert opened.pooling == pooling
        assert "sentence-transformers, which is not installed" in opened.notes[0]
    assert open_model(model, "cls").notes == ()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('{"pooling_mode": "lasttoken"}', "lasttoken"),
        ('{"pooling_mode": ["cls", "max"]}', r"cls\+max"),
        ('{"pooling_mode_mean_sqrt_len_tokens": true}', "mean_sqrt_len"),
        ('{"pooling_mode_cls_token": true, "pooling_mode_max_tokens": true}', r"cls\+max"),
    ],
)
def test_a_pooling_that_only_the_other_package_knows_is_not_replaced_in_silence(
    model: Path, monkeypatch: pytest.MonkeyPatch, said: str, name: str
) -> None:
    package_missing(monkeypatch, "sentence_transformers")
    (model / "modules.json").write_text("[]")
    (model / "1_Pooling").mkdir()
    (model / "1_Pooling" / "config.json").write_text(said)
    with pytest.raises(SettingError, match=f"found {name}.*pip install sentence-transformers"):
        open_model(model, None)
    assert open_model(model, "mean").pooling == "mean"


def test_texts_are_cut_where_the_folder_says(model: Path) -> None:
    (model / "sentence_bert_config.json").write_text('{"max_seq_length": 6}')
    long, cut = open_model(model, "mean").encode(["court " * 50, "court " * 4])
    np.testing.assert_allclose(long, cut, atol=1e-6)


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

        def state_dict(self) -> dict[str, torch.Tensor]:
            return {"weights": torch.ones(2)}

    monkeypatch.setitem(
        sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=Stand)
    )
    assert open_model(model, None).through == "transformers"  # the folder is none of its
    (model / "modules.json").write_text("[]")
    opened = open_model(model, None)
    assert (opened.through, opened.pooling, opened.dim) == ("sentence-transformers", "own", 3)
    assert opened.encode(["a", "bcd"]).tolist() == [[1, 1, 0], [3, 1, 0]]
    assert asked[0] == (
        str(model),
        {
            "device": "cpu",
            "local_files_only": True,
            "trust_remote_code": False,
            "model_kwargs": {"use_safetensors": True, "dtype": torch.float32},
        },
    )
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


def test_a_folder_without_a_model_is_told_by_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"no model in the folder .*found nothing in /"):
        open_model(tmp_path, None)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(SettingError, match=r"found notes\.txt in .*Download one first"):
        open_model(tmp_path, None)


def test_pieces_without_a_row_in_the_model_are_told_before_any_text_is_read(
    transformers: Any, model: Path
) -> None:
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    tokenizer.add_tokens(["neverseen"])
    tokenizer.save_pretrained(model)
    rows = len(tokenizer) - 1
    with pytest.raises(SettingError, match=f"{rows + 1} pieces, the model rows for {rows}"):
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


SENTENCES = pytest.mark.skipif(
    find_spec("sentence_transformers") is None, reason="sentence-transformers is not installed"
)


def sentence_model(model: Path, path: Path, mode: str, *, longer: bool) -> Path:
    """The tiny model as that package saves it, with a layer and length 1 where it is `longer`."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    parts = [
        modules.Transformer(str(model), max_seq_length=6 if longer else None),
        modules.Pooling(WIDTH, pooling_mode=mode),
        *([modules.Dense(WIDTH, 5), modules.Normalize()] if longer else []),
    ]
    SentenceTransformer(modules=parts, device="cpu").save(str(path))
    return path


@SENTENCES
@pytest.mark.parametrize("mode", ["mean", "cls", "max", "lasttoken"])
@pytest.mark.parametrize("longer", [False, True])
def test_beside_sentence_transformers_by_itself(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, longer: bool
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = sentence_model(model, tmp_path / "saved", mode, longer=longer)
    opened = open_model(folder, None)
    expected = SentenceTransformer(str(folder), device="cpu").encode(TEXTS)
    assert opened.through == "sentence-transformers"
    np.testing.assert_allclose(opened.encode(TEXTS), expected, atol=1e-6)
    package_missing(monkeypatch, "sentence_transformers")
    if mode in POOLINGS and not longer:
        np.testing.assert_allclose(open_model(folder, None).encode(TEXTS), expected, atol=1e-6)


@SENTENCES
@pytest.mark.parametrize("damage", ["pickled", "pickled layer", "program", "weights"])
def test_what_that_package_would_read_or_run_is_refused(
    model: Path, tmp_path: Path, damage: str
) -> None:
    folder = sentence_model(model, tmp_path / "saved", "mean", longer=True)
    part = folder / "2_Dense" if damage == "pickled layer" else folder
    weights = load_file(part / "model.safetensors")
    if damage == "program":
        said = (folder / "modules.json").read_text()
        (folder / "modules.json").write_text(said.replace("sentence_transformers.", "own.", 1))
        (folder / "own.py").write_text("raise SystemExit('it was run')\n")
    elif damage == "weights":
        weights.pop("encoder.layer.0.output.dense.weight")
        save_file(weights, part / "model.safetensors", metadata={"format": "pt"})
    else:
        torch.save(weights, part / "pytorch_model.bin")
        (part / "model.safetensors").unlink()
    with pytest.raises(SettingError, match="this model cannot be used"):
        open_model(folder, None)
