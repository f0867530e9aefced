"""Named experiments to start from.

Where each preset's values come from is said in its text; scores to expect are measured by
`python -m benchmarks presets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hmlc_core.errors import SettingError, shorten
from hmlc_core.experiment import Experiment

_PAPER = (
    "model.dim=10",
    "model.encoder=gru",
    "model.head=position",
    "model.label_scale=1",
    "model.word_dropout=0",
    "training.decay=1",
)

PRESETS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "tuned": (
            "The default: pooled head, GRU states beside plain words.",
            (),
        ),
        "quick": (
            "No GRU: seconds instead of minutes, and often as good.",
            ("model.encoder=none",),
        ),
        "disk": (
            "Two dimensions, so that the disk shows exactly what is learned; no GRU.",
            ("model.encoder=none", "model.dim=2", "model.label_scale=0.7"),
        ),
        "paper-small": (
            "The paper's model with rates and initial values that work on few documents.",
            (*_PAPER, "training.point_rate=0.05", "training.weight_rate=0.003"),
        ),
        "paper": (
            "The paper's model and rates as printed; on small corpora it stays near the "
            "label-frequency baseline.",
            (
                *_PAPER,
                "model.init_range=0.001",
                "model.released.padding_is_a_word=true",
                "training.point_rate=0.001",
                "training.weight_rate=0.001",
                "training.dtype=float64",
                "training.rows=dense",
                "labels.pairs=edges",
                "labels.denominator=self",
                "labels.anchor=parent",
                "labels.pull=0",
                "corpus.max_words=300",
            ),
        ),
        "hidden": (
            "HiddeN: the hierarchy is not given; label vectors learn from texts and from which "
            "labels come together.",
            (
                "model=hidden",
                "model.label_dropout=0.3",
                "training.batch=20",
                "training.clip=0",
            ),
        ),
        "hidden-synthetic": (
            "HiddeN's synthetic benchmark as its paper has it: 12,000 points, 21 labels, a "
            "network with four hidden units.",
            (
                "corpus.name=synthetic",
                "model=hidden",
                "model.encoder.kind=points",
                "model.dim=21",
                "model.label_dropout=0",
                "training.batch=32",
                "training.epochs=30",
                "training.patience=0",
                "training.decay=1",
                "training.clip=0",
                "training.weight_rate=0.001",
                "training.select_by=macro_f1",
            ),
        ),
    }
)


def preset(name: str) -> Experiment:
    """The experiment of that name; raises `SettingError` listing the names there are."""
    if name not in PRESETS:
        raise SettingError(
            "unknown preset",
            where="preset",
            expected=", ".join(PRESETS),
            received=shorten(repr(name)),
        )
    return Experiment().assign(PRESETS[name][1])
