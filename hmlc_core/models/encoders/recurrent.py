"""States of a recurrent layer that reads documents in both directions."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from hmlc_core.models.heads import padding_mask


def two_way_states(layer: nn.RNNBase, words: Tensor, lengths: Tensor) -> Tensor:
    """(B, T, dim) → (B, T, 2 · units) of a bidirectional, batch-first layer, 0 at padding.

    Documents are packed, so that the backward direction starts at their own last word.
    """
    width = words.shape[1]
    if width == 0:
        return words.new_zeros(len(words), 0, 2 * layer.hidden_size)
    # Packing refuses documents without words: they are given one, which is masked again.
    packed = pack_padded_sequence(
        words, lengths.clamp(min=1), batch_first=True, enforce_sorted=False
    )
    states, _ = pad_packed_sequence(layer(packed)[0], batch_first=True, total_length=width)
    return states.masked_fill(~padding_mask(lengths, width)[..., None], 0.0)
