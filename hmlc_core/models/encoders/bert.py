"""BERT (Devlin et al., NAACL 2019) through the optional package transformers."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, final

import torch
from torch import Tensor, nn

from hmlc_core.data.named_files import named_file
from hmlc_core.data.offered import holds_bert
from hmlc_core.data.text import Vocabulary
from hmlc_core.errors import SettingError, shorten
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders.base import DocumentEncoder
from hmlc_core.models.encoders.dropout import Dropout
from hmlc_core.models.encoders.layers import Readout
from hmlc_core.models.encoders.pieces import WordPieces, cut_words, whole_words
from hmlc_core.models.heads import padding_mask

TINY = "tiny-random"
"""Name of the very small BERT that was never trained: it shows that things run, nothing more."""

INSTALL = 'pip install "transformers>=5.0"'
DOWNLOAD = (
    "hf download google-bert/bert-base-uncased "
    "config.json model.safetensors vocab.txt tokenizer_config.json"
)
"""Only what is read here: the whole model page has the weights many times over."""


@final
class Bert(DocumentEncoder):
    """Word pieces → BERT → its first state, or the mean of its states → linear.

    network: a `BertModel`; its dropout is replaced by one that draws from `generator`.
    pieces: how word ids become BERT's word pieces.

    The mean is over a document's pieces and the two marks around them. `max_words` is the most
    that can be read: a word of several pieces takes the room of several.
    """

    def __init__(
        self,
        settings: Encoder,
        network: Any,
        pieces: WordPieces,
        *,
        out_dim: int,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.out_dim, self.max_words = out_dim, pieces.limit - 2
        self.pieces, self.pooling = pieces, settings.bert_pooling
        self.network = network.to(dtype).train()
        _draw_dropout_from(generator, self.network)
        self.readout = Readout(
            settings, network.config.hidden_size, out_dim, generator=generator, dtype=dtype
        )

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """See `DocumentEncoder`."""
        pieces, counts = self.pieces.documents(tokens, lengths)
        present = padding_mask(counts, pieces.shape[1])
        states = self.network(input_ids=pieces, attention_mask=present.long()).last_hidden_state
        document: Tensor = self.readout(self._pool(states, present))
        return document

    def _pool(self, states: Tensor, present: Tensor) -> Tensor:
        if self.pooling == "cls":
            return states[:, 0]
        share = present.to(states.dtype) / present.sum(1, keepdim=True)
        return (states * share[..., None]).sum(1)

    @torch.no_grad()
    def word_vectors(self, ids: Tensor) -> Tensor:
        """(len(ids), hidden size): the mean of each word's pieces before anything is read."""
        table: Tensor = self.network.get_input_embeddings().weight
        means = [table[list(self.pieces.words[word])].mean(0) for word in ids.tolist()]
        return torch.stack(means) if means else table.new_zeros(0, table.shape[1])


def _draw_dropout_from(generator: torch.Generator, network: nn.Module) -> None:
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            # Attention keeps torch's own, whose share is 0: it reads attributes ours has not.
            if isinstance(child, nn.Dropout) and child.p > 0:
                setattr(module, name, Dropout(child.p, generator))


def load_bert(
    name: str, vocabulary: Vocabulary, *, generator: torch.Generator
) -> tuple[nn.Module, WordPieces]:
    """A `BertModel` and the pieces of the vocabulary's words.

    name: a folder with config.json, model.safetensors and word pieces, the name of a model that
        transformers has downloaded before, or `TINY`. Nothing is downloaded, no code of the
        model's is run, and pickled weights are not read.

    Raises `SettingError` when transformers is not installed or the model cannot be used.
    """
    library = _transformers()
    if name == TINY:
        return _tiny(library, len(vocabulary), generator)
    found = False
    try:
        folder = named_file(name, holds_bert)
        found = folder.is_dir()
        return _pretrained(library, str(folder) if found else name, vocabulary.words)
    except Exception as error:  # whatever a library says about a person's files
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, OSError) and not found:
            reason = "no such folder, and no model of this name was downloaded"
        raise _unusable(name, reason) from None


def _transformers() -> Any:
    try:
        return importlib.import_module("transformers")
    except ImportError:
        raise SettingError(
            "BERT needs the package transformers, which is not installed",
            where="model.encoder.kind",
            remedy=f"Install it with: {INSTALL}",
        ) from None


def _tiny(
    library: Any, vocabulary: int, generator: torch.Generator
) -> tuple[nn.Module, WordPieces]:
    """Two narrow layers over our own words, with the initial values of BERT's authors."""
    config = library.BertConfig(
        vocab_size=vocabulary + 2,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        attention_probs_dropout_prob=0.0,
    )
    network: nn.Module = library.BertModel(config, add_pooling_layer=False)
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1:
            luck = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.data.copy_(config.initializer_range * luck)
        else:
            parameter.data.fill_(1.0 if name.endswith("LayerNorm.weight") else 0.0)
    return network, whole_words(vocabulary, config.max_position_embeddings)


def _pretrained(library: Any, source: str, words: Sequence[str]) -> tuple[nn.Module, WordPieces]:
    settings, _ = library.PretrainedConfig.get_config_dict(source, local_files_only=True)
    kind = settings.get("model_type", "unknown")
    if kind != "bert":
        raise ValueError(f"its config.json does not say that it is a bert, but {kind}")
    tokenizer = library.BertTokenizer.from_pretrained(source, local_files_only=True)
    if len(tokenizer) <= len(tokenizer.all_special_ids):
        raise ValueError("it has no word pieces (vocab.txt or tokenizer.json)")
    network, report = library.BertModel.from_pretrained(
        source,
        add_pooling_layer=False,
        # Inside attention, dropout would draw from the process's own generator.
        attention_probs_dropout_prob=0.0,
        dtype=torch.float32,
        use_safetensors=True,
        local_files_only=True,
        output_loading_info=True,
    )
    if missing := sorted(report["missing_keys"]):
        raise ValueError(f"the file of weights lacks {missing[0]} and {len(missing) - 1} more")
    pieces = cut_words(words, tokenizer, network.config.max_position_embeddings)
    if max(map(max, pieces.words)) >= network.config.vocab_size:
        raise ValueError("there are more word pieces than the network has vectors for")
    return network, pieces


def _unusable(name: str, reason: str) -> SettingError:
    return SettingError(
        "this BERT model cannot be used",
        where="model.encoder.bert_model",
        expected="a folder with config.json, model.safetensors and vocab.txt or tokenizer.json, "
        "or the name of a model downloaded before",
        received=f"{shorten(repr(name))}: {shorten(reason, 200)}",
        remedy=f"Download a model with `{DOWNLOAD}`, or give {TINY}, which was never trained.",
    )
