"""Presets of HyperIM, and the sets of its variants that ablations compare."""

from __future__ import annotations

from collections.abc import Mapping

from hmlc_core.experiment.models.base import Preset, VariantSet

_PAPER: Mapping[str, object] = {
    "model.dim": 10,
    "model.encoder": "gru",
    "model.head": "position",
    "model.label_scale": 1.0,
    "model.word_dropout": 0.0,
    "training.decay": 1.0,
}

PRESETS: Mapping[str, Preset] = {
    "tuned": Preset(
        "Twenty dimensions, arranged on a disk by their distances, and a GRU, a network that reads "
        "words in order: its states are compared with labels beside plain words. The best scores "
        "of these on every corpus tried.",
        {},
        roles=("beginners", "comparison"),
        title="Most accurate",
    ),
    "quick": Preset(
        "Twenty dimensions without a GRU: words are compared with labels one by one. Much faster, "
        "and nearly as good.",
        {"model.encoder": "none"},
        roles=("hierarchy",),
        title="Quick, 20 dimensions",
    ),
    "disk": Preset(
        "Two dimensions, so that the disk shows exactly what is learned; no GRU, so that words are "
        "compared with labels one by one.",
        {"model.encoder": "none", "model.dim": 2},
        title="Two-dimensional disk",
    ),
    "held": Preset(
        "Two dimensions, and labels held at the places of a drawn tree: all of it can be read off, "
        "for some points of every score.",
        {
            "model.encoder": "none",
            "model.dim": 2,
            "model.label_scale": 1.0,
            "model.hold": 0.3,
            "labels.method": "sarkar",
        },
        title="Legible tree",
    ),
    "paper-small": Preset(
        "The paper's model with rates and initial values that work on few documents.",
        {**_PAPER, "training.point_rate": 0.05, "training.weight_rate": 0.003},
        title="The paper, little data",
    ),
    "paper": Preset(
        "The recipe as printed: 75 two-dimensional balls; words by Poincaré GloVe (Eq. 3), then "
        "drawn to their hypernyms (Eq. 4), then labels by Eq. 2 without a root of all; Riemannian "
        "Adam at .001; 300 words of a document as on RCV1 (corpus.max_words=50 on Zhihu, 150 on "
        "WikiLSHTC, with model.interaction=per_document); a tenth held out to stop by. On small "
        "corpora it stays near the "
        "label-frequency baseline. What differs: words are learned from the training documents, "
        "not from a larger corpus; hypernyms come from the bundled list unless WordNet is there "
        "(hypernyms.source=wordnet); distances of balls are added up, as in the released code; "
        "GloVe and Eq. 2 have the settings of their own authors, where the paper names none.",
        {
            **_PAPER,
            "model.geometry": "product",
            "model.dim": 150,
            "model.word_init": "glove",
            "model.hypernyms": True,
            "model.init_range": 0.001,
            "model.released.padding_is_a_word": True,
            "training.point_rate": 0.001,
            "training.weight_rate": 0.001,
            "training.dtype": "float64",
            "training.rows": "dense",
            "labels.pairs": "edges",
            "labels.denominator": "self",
            "labels.anchor": "parent",
            "labels.pull": 0.0,
            "labels.virtual_root": False,
            "hypernyms.anchor": "parent",
            "hypernyms.denominator": "self",
            "corpus.max_words": 300,
        },
        title="As the paper printed it",
    ),
}

_ABLATIONS = VariantSet(
    "E is flat (Euclidean), H hyperbolic (Poincaré ball); -rand starts labels at random, -hier "
    "places them by the hierarchy first. Nothing else differs: a GRU is the formula of Eq. 5 in "
    "both spaces.",
    {
        "E-rand": {"geometry": "euclidean", "label_init": "random", "cell": "mobius"},
        "E-hier": {"geometry": "euclidean", "label_init": "hierarchy", "cell": "mobius"},
        "H-rand": {"geometry": "poincare", "label_init": "random", "cell": "mobius"},
        "H-hier": {"geometry": "poincare", "label_init": "hierarchy", "cell": "mobius"},
    },
    titles={
        "E-rand": "Flat, random start",
        "E-hier": "Flat, from the hierarchy",
        "H-rand": "Hyperbolic, random start",
        "H-hier": "Hyperbolic, from the hierarchy",
    },
    texts={
        "E-rand": "Words and labels are points of flat space, and labels start anywhere.",
        "E-hier": "Words and labels are points of flat space; the hierarchy places labels first.",
        "H-rand": "Words and labels are points of the Poincaré ball, and labels start anywhere.",
        "H-hier": "Words and labels are points of the Poincaré ball; the hierarchy places labels "
        "first.",
    },
)

_PUBLISHED = VariantSet(
    "The ablation as the paper has it: flat models read with the ordinary GRU, which has a tanh, "
    "hyperbolic ones with Eq. 5. So they differ in the recurrence as well as in the space, where "
    "the recipe has a GRU at all. Best compared from the preset `paper-small`.",
    {
        "E-rand vanilla": {"geometry": "euclidean", "label_init": "random", "cell": "vanilla"},
        "E-hier vanilla": {"geometry": "euclidean", "label_init": "hierarchy", "cell": "vanilla"},
        "H-rand": {"geometry": "poincare", "label_init": "random", "cell": "mobius"},
        "H-hier": {"geometry": "poincare", "label_init": "hierarchy", "cell": "mobius"},
    },
    titles={
        "E-rand vanilla": "Flat, ordinary GRU, random start",
        "E-hier vanilla": "Flat, ordinary GRU, from the hierarchy",
        "H-rand": _ABLATIONS.titles["H-rand"],
        "H-hier": _ABLATIONS.titles["H-hier"],
    },
    texts={
        "E-rand vanilla": "Words and labels are points of flat space, an ordinary GRU reads, and "
        "labels start anywhere.",
        "E-hier vanilla": "Words and labels are points of flat space, an ordinary GRU reads, and "
        "the hierarchy places labels first.",
        "H-rand": _ABLATIONS.texts["H-rand"],
        "H-hier": _ABLATIONS.texts["H-hier"],
    },
)

_HEADS = VariantSet(
    "From word scores to a label's logit: the paper's layer over positions, the same over sorted "
    "scores, or learned pooling.",
    {head: {"head": head} for head in ("position", "sorted", "pooled")},
    titles={
        "position": "Weights by position",
        "sorted": "Weights by rank",
        "pooled": "Learned pooling",
    },
    texts={
        "position": "Two layers weigh word scores by their places in the text, as in the paper.",
        "sorted": "Two layers weigh word scores by their rank, wherever the words stand.",
        "pooled": "Word scores are averaged, the high ones counting more; each label learns a gain "
        "and a bias.",
    },
)


_HOLD = VariantSet(
    "How strongly labels are held at the places where the hierarchy has put them, which keeps its "
    "tree and costs scores. Best compared from the preset `held`.",
    {
        "free": {"label_init": "hierarchy", "hold": 0.0, "train_labels": True},
        "hold-.03": {"label_init": "hierarchy", "hold": 0.03, "train_labels": True},
        "hold-.3": {"label_init": "hierarchy", "hold": 0.3, "train_labels": True},
        "frozen": {"label_init": "hierarchy", "hold": 0.0, "train_labels": False},
    },
    titles={
        "free": "Free labels",
        "hold-.03": "Held loosely",
        "hold-.3": "Held tightly",
        "frozen": "Frozen labels",
    },
    texts={
        "free": "Labels start where the hierarchy puts them, and go where texts move them.",
        "hold-.03": "A label's squared distance from its place costs .03.",
        "hold-.3": "A label's squared distance from its place costs .3.",
        "frozen": "Labels stay where the hierarchy puts them; words alone move.",
    },
)

_WORDS = VariantSet(
    "Where words start: anywhere, between the labels of their documents, by GloVe in the same "
    "space, or by GloVe and then their hypernyms. In flat space GloVe is the ordinary one, with "
    "inner products.",
    {
        "random": {"word_init": "random", "hypernyms": False},
        "midpoint": {"word_init": "midpoint", "hypernyms": False},
        "glove": {"word_init": "glove", "hypernyms": False},
        "glove+hypernyms": {"word_init": "glove", "hypernyms": True},
    },
    titles={
        "random": "Words anywhere",
        "midpoint": "Words between labels",
        "glove": "Words by GloVe",
        "glove+hypernyms": "GloVe and hypernyms",
    },
    texts={
        "random": "Words start at random.",
        "midpoint": "Words start at the midpoint of the labels of their documents.",
        "glove": "Words start where words stand that occur near them (Eq. 3).",
        "glove+hypernyms": "The same, and then each is drawn to its hypernyms (Eq. 4).",
    },
)

VARIANTS: Mapping[str, VariantSet] = {
    "ablations": _ABLATIONS,
    "published": _PUBLISHED,
    "heads": _HEADS,
    "hold": _HOLD,
    "words": _WORDS,
}
