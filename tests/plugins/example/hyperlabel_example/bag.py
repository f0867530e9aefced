"""Settings of a bag of words: what the app and the command line know about the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from hmlc_core.experiment.models import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import setting


@dataclass(frozen=True, kw_only=True)
class Bag(ModelSettings):
    """The mean of word vectors, and one linear layer."""

    title: ClassVar[str] = "Bag of words"
    source: ClassVar[str] = "an example of a plug-in"
    method: ClassVar[str] = "hyperlabel_example.bag_method:BagMethod"
    presets: ClassVar[Mapping[str, Preset]] = {
        "bag": Preset(
            "The mean of word vectors, and one linear layer.",
            {"training.clip": 0.0},
            title="Mean of word vectors",
        )
    }
    variants: ClassVar[Mapping[str, VariantSet]] = {
        "widths": VariantSet(
            "How wide a word is.",
            {"narrow": {"width": 8}, "wide": {"width": 64}},
            titles={"narrow": "8 coordinates a word", "wide": "64 coordinates a word"},
        )
    }

    name: str = setting("bag", "The model.", choices=("bag",))
    width: int = setting(32, "Coordinates of a word.", low=1, high=1_024)
