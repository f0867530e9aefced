"""A recurrent layer that reads documents in both directions."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.models.encoders.layers import drawn
from hmlc_core.models.heads import padding_mask


@final
class TwoWayLSTM(nn.Module):
    """Layers of LSTMs, one of each layer from left to right, one from right to left.

    The latter are given their documents turned around, each within its own length. Torch's packed
    sequences compute the same much more slowly: their backward pass writes an array as long as the
    whole batch for each word, and they cannot use fused layers.

    units: of each direction. out_dim: 2 · units.
    """

    def __init__(
        self,
        dim: int,
        units: int,
        *,
        layers: int,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.out_dim = 2 * units
        widths = [dim, *[self.out_dim] * (layers - 1)]

        def direction(width: int) -> nn.LSTM:
            lstm = nn.LSTM(width, units, batch_first=True, dtype=dtype, device="meta")
            return drawn(lstm, units, generator)

        self.right = nn.ModuleList(direction(width) for width in widths)
        self.left = nn.ModuleList(direction(width) for width in widths)

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """(B, T, dim) → (B, T, out_dim), 0 at padding."""
        width = words.shape[1]
        if width == 0:
            return words.new_zeros(len(words), 0, self.out_dim)
        present = padding_mask(lengths, width)
        place = torch.arange(width).expand(len(words), width)
        turned = torch.where(present, lengths[:, None] - 1 - place, place)[..., None]

        def turn(x: Tensor) -> Tensor:
            return x.gather(1, turned.expand_as(x))

        for right, left in zip(self.right, self.left, strict=True):
            words = torch.cat([right(words)[0], turn(left(turn(words))[0])], -1)
        return words.masked_fill(~present[..., None], 0.0)
