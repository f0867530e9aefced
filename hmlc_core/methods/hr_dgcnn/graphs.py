"""Graphs of the words of whole batches, in one compiled call that leaves the interpreter free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.data.text import PAD, UNK, Vocabulary
from hmlc_core.geometry.kernels.background import Preparation


@final
@dataclass(frozen=True, slots=True, eq=False)
class WordGraphs:
    """How a document becomes a graph of its words.

    skipped: (V,) which ids are no nodes; what is left of a text moves together. window: words
    that a window holds; two words of a window are joined. sliding: two words count once for every
    window that holds both, not once for every two places. A text shorter than a window is one.
    """

    skipped: NDArray[np.bool_]
    window: int
    sliding: bool = False

    def fields(
        self, tokens: Tensor, lengths: Tensor, *, nodes: int, size: int, repeats: bool = False
    ) -> Tensor:
        """(B, nodes, size) ids: the most important words of each document, the first one first, and
        the words around them; PAD where there are not as many.

        tokens: (B, T) word ids; lengths: (B,). repeats: a word may stand in a field again.
        """
        from hmlc_core.methods.hr_dgcnn.compiled import build

        out = np.full((len(tokens), nodes, size), PAD, np.int64)
        build.fields(*self._arguments(tokens, lengths), repeats, out)
        return torch.from_numpy(out)

    def adjacency(self, tokens: Tensor, lengths: Tensor, *, nodes: int) -> tuple[Tensor, Tensor]:
        """(B, nodes) ids of the most important words, and (B, nodes, nodes) how often two of them
        come together; see `fields`."""
        from hmlc_core.methods.hr_dgcnn.compiled import build

        words = np.full((len(tokens), nodes), PAD, np.int64)
        out = np.zeros((len(tokens), nodes, nodes), np.int64)
        build.adjacency(*self._arguments(tokens, lengths), words, out)
        return torch.from_numpy(words), torch.from_numpy(out)

    def _arguments(self, tokens: Tensor, lengths: Tensor) -> tuple[Any, ...]:
        arrays = tokens.contiguous().numpy(), lengths.contiguous().numpy()
        return *arrays, self.skipped, self.window, self.sliding


def no_nodes(vocabulary: Vocabulary, share: float) -> NDArray[np.bool_]:
    """(V,) padding, unknown words, and words that more than `share` of the training documents
    have; these are kept where no other word would be left, as in a few documents all alike."""
    skipped = np.array(vocabulary.document_frequency) > share * vocabulary.documents
    skipped[[PAD, UNK]] = True
    if skipped.all():
        skipped[UNK + 1 :] = False
    return skipped


def prepare_graphs() -> None:
    """Compile, or load, what `WordGraphs` calls."""
    graphs = WordGraphs(np.array([True, True, False]), 2)
    tokens, lengths = torch.full((1, 1), 2), torch.ones(1, dtype=torch.int64)
    graphs.fields(tokens, lengths, nodes=1, size=1)
    graphs.adjacency(tokens, lengths, nodes=1)


GRAPHS = Preparation("graphs of words", prepare_graphs)
