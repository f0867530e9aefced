"""BERT from a folder, beside transformers by itself, and all the ways in which it cannot be had."""

from __future__ import annotations

import json
import re
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from hmlc_core.errors import SettingError
from hmlc_core.models.encoders.bert import Bert, load_bert
from hmlc_core.models.encoders.dropout import Dropout
from tests.models.encoders.small import VOCABULARY, WORDS, padded, small_encoder

pytestmark = pytest.mark.slow

PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "new", "##s", "##room", "court", "bank")
DOCUMENTS = ([2, 3, 4, 5], [], [8], [4, 4, 4, 4, 4, 4, 4])
LIMIT = 12


@pytest.fixture(scope="module")
def transformers() -> Any:
    return pytest.importorskip("transformers", reason="transformers is not installed")


@pytest.fixture
def folder(transformers: Any, tmp_path: Path) -> Path:
    """A small untrained BERT as a person would have it in a folder."""
    config = transformers.BertConfig(
        vocab_size=len(PIECES),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=LIMIT,
    )
    # With the pooler and a head, as published files have them.
    transformers.BertForPreTraining(config).save_pretrained(tmp_path)
    (tmp_path / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
    return tmp_path


def from_folder(folder: Path, **values: object) -> Bert:
    encoder = small_encoder("bert", bert_model=str(folder), **values)
    assert isinstance(encoder, Bert)
    return encoder


@pytest.mark.parametrize("pooling", ["cls", "mean"])
def test_beside_transformers_by_itself(transformers: Any, folder: Path, pooling: str) -> None:
    encoder = from_folder(folder, bert_pooling=pooling).eval()
    assert encoder.max_words == LIMIT - 2
    reference = transformers.BertModel.from_pretrained(folder, dtype=torch.float64).eval()
    tokenizer = transformers.BertTokenizer.from_pretrained(folder)
    vectors = encoder(*padded(DOCUMENTS))
    for document, vector in zip(DOCUMENTS, vectors, strict=True):
        text = " ".join(VOCABULARY.words[word] for word in document)
        read = tokenizer(text, truncation=True, max_length=LIMIT, return_tensors="pt")
        states = reference(**read).last_hidden_state[0]
        chosen = states[0] if pooling == "cls" else states.mean(0)
        expected = torch.nn.functional.linear(chosen, *encoder.readout.linear.parameters())
        assert torch.allclose(vector, expected, rtol=0, atol=1e-10)


def test_words_are_cut_into_pieces(folder: Path) -> None:
    pieces = from_folder(folder).pieces.words
    assert pieces[:5] == ((0,), (1,), (5,), (5, 6), (5, 6, 7))
    assert pieces[2 + WORDS.index("river")] == (1,)


def test_a_words_vector_is_the_mean_of_its_pieces(folder: Path) -> None:
    encoder = from_folder(folder)
    table = encoder.network.get_input_embeddings().weight.detach()
    expected = torch.stack([table[5:8].mean(0), table[5]])
    assert torch.allclose(encoder.word_vectors(torch.tensor([4, 2])), expected)


def test_all_dropout_is_the_runs_own(folder: Path) -> None:
    encoder = from_folder(folder)
    own = [module for module in encoder.modules() if isinstance(module, Dropout)]
    assert [module.share for module in own] == [0.1] * 4  # embeddings, attention, layer, readout
    foreign = [module.p for module in encoder.modules() if isinstance(module, torch.nn.Dropout)]
    assert foreign == [0.0]
    assert all(module.training for module in encoder.modules())


def test_the_tiny_one_starts_as_berts_do() -> None:
    encoder = small_encoder("bert")
    assert isinstance(encoder, Bert)
    values = dict(encoder.network.named_parameters())
    table = values["embeddings.word_embeddings.weight"]
    assert table.shape == (len(VOCABULARY) + 2, 32)
    assert table.std().item() == pytest.approx(0.02, rel=0.15)
    for name, parameter in values.items():
        if parameter.dim() == 1:
            expected = 1.0 if name.endswith("LayerNorm.weight") else 0.0
            assert (parameter == expected).all(), name


def failure(name: str) -> str:
    with pytest.raises(SettingError) as caught:
        load_bert(name, VOCABULARY, generator=torch.Generator())
    assert caught.value.where == "model.encoder.bert_model"
    assert caught.value.remedy is not None
    assert "hf download google-bert/bert-base-uncased" in caught.value.remedy
    message = str(caught.value)
    assert len(message) < 800
    return message


@pytest.mark.parametrize(
    "name",
    ["nobody/never-heard-of-it", "/no/such/folder", "a\0b", "x" * 9_999],
)
@pytest.mark.usefixtures("transformers")
def test_names_of_nothing_are_refused_without_a_network(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*arguments: object) -> None:
        raise AssertionError("nothing may be fetched")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    assert "no such folder, and no model of this name was downloaded" in failure(name)


def change_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def as_pickle(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")


def without_layer(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    kept = {k: v for k, v in load_file(path).items() if "layer.0.output" not in k}
    save_file(kept, path, metadata={"format": "pt"})


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda f: (f / "config.json").unlink(), "config.json does not say"),
        (lambda f: (f / "config.json").write_text("{"), "not a valid JSON"),
        (lambda f: (f / "config.json").write_text("[]"), "Error"),
        (lambda f: change_config(f, model_type="gpt2"), "that it is a bert, but gpt2"),
        (lambda f: change_config(f, hidden_size=10), "Error"),
        (lambda f: change_config(f, hidden_size="wide"), "Error"),
        (lambda f: (f / "model.safetensors").unlink(), "model.safetensors"),
        (lambda f: (f / "model.safetensors").write_bytes(b"nonsense" * 9), "SafetensorError"),
        (as_pickle, "model.safetensors"),
        (without_layer, "the file of weights lacks encoder.layer.0.output"),
        (lambda f: (f / "vocab.txt").unlink(), "no word pieces"),
        (lambda f: (f / "vocab.txt").write_text("\n".join([*PIECES, "river"])), "more word pieces"),
    ],
)
def test_harmed_folders_say_what_is_wrong(folder: Path, harm: Any, reason: str) -> None:
    harm(folder)
    assert re.search(reason, failure(str(folder)))


@pytest.mark.parametrize("name", ["tiny-random", "google-bert/bert-base-uncased"])
def test_without_transformers_the_message_names_the_command(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(SettingError, match="needs the package transformers") as caught:
        load_bert(name, VOCABULARY, generator=torch.Generator())
    assert caught.value.remedy == 'Install it with: pip install "transformers>=5.0"'
