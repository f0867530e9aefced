"""Models that turn a text into a vector, from a folder: sentence-transformers, or transformers.

Nothing is downloaded, no program of a model's is run, and pickled weights are not read.
"""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray

from hmlc_core.embeddings.documents.sentence_folder import (
    check_modules,
    is_sentence_folder,
    most_pieces,
    own_pooling,
)
from hmlc_core.errors import SettingError, on_one_line, shorten

POOLINGS = ("mean", "cls")
INSTALL = 'pip install "transformers>=5.0"'
DOWNLOAD = "hf download OWNER/NAME --local-dir FOLDER"
SENTENCES = "pip install sentence-transformers"


class DocumentModel(ABC):
    """From texts to vectors.

    through: the package that runs it. pooling: how states of pieces become a vector; `own` for
    what the model itself says. dim: coordinates of a vector. notes: sentences for a person.
    """

    through: str
    pooling: str
    dim: int
    notes: tuple[str, ...] = ()

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dim); the same texts together give the same bits."""


@final
class SentenceTransformersModel(DocumentModel):
    """A folder of sentence-transformers, pooled and normalised as it says."""

    through, pooling = "sentence-transformers", "own"

    def __init__(self, library: Any, folder: Path) -> None:
        check_modules(folder)
        self._model = _loaded(library, folder, seed=0)
        # The package leaves weights that a file lacks at random, and only warns.
        again = _loaded(library, folder, seed=1).state_dict()
        for name, weights in self._model.state_dict().items():
            if not torch.equal(weights, again[name]):
                raise ValueError(f"the file of weights lacks {name}")
        self.dim = len(self.encode([""])[0])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `DocumentModel`."""
        found = self._model.encode(
            list(texts), batch_size=len(texts), convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(found, dtype=np.float32)


@final
class TransformersModel(DocumentModel):
    """Any encoder of transformers: the mean of the states of a text's pieces, or the first state.

    A text is read up to the most pieces that the model has positions for.
    """

    through = "transformers"

    def __init__(self, library: Any, folder: Path, pooling: str) -> None:
        local = {"local_files_only": True, "trust_remote_code": False}
        self.pooling = pooling
        self._tokenizer = library.AutoTokenizer.from_pretrained(str(folder), **local)
        if len(self._tokenizer) <= len(self._tokenizer.all_special_ids):
            raise ValueError("it has no tokenizer with pieces of words")
        network, report = library.AutoModel.from_pretrained(
            str(folder),
            dtype=torch.float32,
            use_safetensors=True,
            output_loading_info=True,
            **local,
        )
        # What comes after the states is not read; anything else that is missing would be random.
        missing = sorted(key for key in report["missing_keys"] if not key.startswith("pooler."))
        if missing:
            raise ValueError(f"the file of weights lacks {missing[0]} and {len(missing) - 1} more")
        if network.config.is_encoder_decoder:
            network = network.get_encoder()
        rows = network.get_input_embeddings().num_embeddings
        pieces = max(self._tokenizer.get_vocab().values(), default=-1) + 1
        if pieces > rows:
            raise ValueError(f"the tokenizer has {pieces:,} pieces, the model rows for {rows:,}")
        self._network = network.eval()
        if self._tokenizer.pad_token is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token
        self._limit = _positions(self._tokenizer, network, most_pieces(folder))
        self.dim = len(self.encode([""])[0])

    @torch.no_grad()
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `DocumentModel`."""
        pieces = self._tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=self._limit,
            return_tensors="pt",
        )
        states = self._network(
            input_ids=pieces["input_ids"], attention_mask=pieces["attention_mask"]
        ).last_hidden_state
        if self.pooling == "cls":
            found = states[:, 0]
        else:
            present = pieces["attention_mask"].to(states.dtype)[..., None]
            found = (states * present).sum(1) / present.sum(1).clamp(min=1)
        numbers: NDArray[np.float32] = found.float().numpy()
        return numbers


def open_model(folder: Path, pooling: str | None) -> DocumentModel:
    """The model in the folder: by sentence-transformers where it is installed and the folder is one
    of its, else by transformers.

    pooling: one of `POOLINGS`, or None for what the folder says, else the mean.

    Raises `SettingError` for what is no folder, where no package is installed, and for a folder
    that holds no model that can be used.
    """
    if not folder.is_dir():
        raise SettingError(
            "models are read from a folder, and nothing is downloaded",
            where="--model",
            expected="the path of a folder with config.json, model.safetensors and a tokenizer",
            received=on_one_line(folder),
            remedy=f"Download one first, on a machine with a network: `{DOWNLOAD}`.",
        )
    own = is_sentence_folder(folder)
    if not own and not (folder / "config.json").is_file():
        inside = ", ".join(sorted(path.name for path in folder.iterdir())) or "nothing"
        raise SettingError(
            "there is no model in the folder",
            where="--model",
            expected="config.json, model.safetensors and a tokenizer in it",
            received=f"{shorten(inside)} in {on_one_line(folder)}",
            remedy=f"Download one first, on a machine with a network: `{DOWNLOAD}`.",
        )
    sentences = _package("sentence_transformers") if own and pooling is None else None
    library = _package("transformers")
    if sentences is None and library is None:
        raise SettingError(
            "no package is installed that runs such models",
            where="--model",
            expected="transformers, or sentence-transformers",
            remedy=f"Install it with: {INSTALL}",
        )
    if library is not None:  # which sentence-transformers loads weights by, too
        library.utils.logging.disable_progress_bar()
    pieces = "" if sentences is not None else pooling or _pooling(folder)
    try:
        if sentences is not None:
            return SentenceTransformersModel(sentences, folder)
        model = TransformersModel(library, folder, pieces)
    except Exception as error:  # whatever a library says about a person's files
        raise SettingError(
            "this model cannot be used",
            where="--model",
            expected="a folder with config.json, model.safetensors and a tokenizer",
            received=f"{on_one_line(folder)}: {type(error).__name__}: {shorten(error, 200)}",
        ) from None
    if own and pooling is None:
        model.notes = (
            "The folder is one of sentence-transformers, which is not installed: it is read by "
            "transformers with its pooling, without a prompt before a text and without what comes "
            "after (a layer, or length 1).",
        )
    return model


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _loaded(library: Any, folder: Path, *, seed: int) -> Any:
    """A model of sentence-transformers in float32, without pickles, what is random from a seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return library.SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "dtype": torch.float32},
        )


def _pooling(folder: Path) -> str:
    """The pooling that a folder says; raises `SettingError` for one that is not ours."""
    said = own_pooling(folder)
    if said not in POOLINGS:
        raise SettingError(
            "the model has a pooling that only sentence-transformers knows",
            where="--model",
            expected=f"{' or '.join(POOLINGS)}, or that package",
            received=shorten(said),
            remedy=f"Install it with: {SENTENCES}; or choose another one by --pooling.",
        )
    return said


def _positions(tokenizer: Any, network: Any, said: int | None) -> int | None:
    """Pieces that may be read of a text; None where nothing limits them, not even who `said` so."""
    limits = [tokenizer.model_max_length, *([said] if said else [])]
    positions = getattr(network.config, "max_position_embeddings", None)
    if isinstance(positions, int) and positions > 0:
        table = getattr(getattr(network, "embeddings", None), "position_embeddings", None)
        # Where padding has a position of its own, as RoBERTa's, the others begin after it.
        padding = getattr(table, "padding_idx", None)
        limits.append(positions if padding is None else positions - padding - 1)
    least = min(limits)
    return least if least < 10**9 else None
