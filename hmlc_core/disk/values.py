"""What a disk is handed and what it gives back: plain values, each with what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

Chart = Literal["disk", "plane"]
"""What a space is drawn on; `Geometry.chart` says which."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Layout:
    """Where the labels lie, at one moment or at many.

    points: (frames, labels, 2), or (labels, 2) for a single frame. In the disk each must lie
        inside the unit circle; a point that does not, or is not a number, is left out and named
        in a warning.
    chart: what they lie on.
    steps: training step of each frame, increasing; their numbers when not given.
    captions: what stands beside the scrubber at each frame; "step 120" when not given.
    live: more frames will come under the same key; only new ones are then sent.
    autoplay: play the frames in a loop at once (not for people who ask for reduced motion).
    """

    points: ArrayLike
    chart: Chart = "disk"
    steps: Sequence[int] | None = None
    captions: Sequence[str] | None = None
    live: bool = False
    autoplay: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Marks:
    """The labels that a text has and those predicted for it, as label indices."""

    true: Sequence[int] = ()
    predicted: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class LabelLayer:
    """The labels; `label_layer` makes them of a graph.

    names: one a label; shown as text, never interpreted.
    edges: the true hierarchy as (parent, child) label indices, drawn as geodesics.
    recovered: (parent, child, relation) of a recovered hierarchy, dashed and counted in the
        legend; see `hmlc_core.disk.layers.Relation`.
    groups: branch of each label: its colour, named in a legend; grey for None.
    sizes: documents of each label: its mark's area. levels: level of each label, 1 for top
        labels, 0 for a root above them. General and large labels get their names written first.
    strong: labels that stand out and are named first, as indices; all others are dimmed. None
        where all are alike.
    marks: true labels get a ring and predicted ones a frame; those of text n have the colour of
        trail n.
    """

    names: Sequence[str]
    edges: Iterable[tuple[int, int]] = ()
    recovered: Iterable[tuple[int, int, str]] = ()
    groups: Sequence[str | None] | None = None
    sizes: ArrayLike | None = None
    levels: ArrayLike | None = None
    strong: Sequence[int] | None = None
    marks: Sequence[Marks] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """A layer of words or documents: points (n, 2), or (frames, n, 2) where they move.

    named: words that stand out, as indices: their names are written however many words there are.
        The first is the one that the picture is about: a zoomed picture has it in the middle.
    """

    points: ArrayLike
    names: Sequence[str]
    named: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Trail:
    """A path through the disk: points (tokens, 2), and the token at each of them.

    The first two can be told apart by their colours and lines.

    named: tokens whose texts are written, as indices, the important first; None for all that find
        room. Those at the ends always are.
    """

    name: str
    points: ArrayLike
    texts: Sequence[str]
    named: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What was clicked.

    index counts labels, words, documents, or the words of trail number `trail`. Of an edge it is
    the child label; `parent` is the other label then, and `layer` "true" or a `Relation`.
    """

    kind: Literal["label", "word", "document", "trail", "edge"]
    index: int
    name: str
    trail: int | None = None
    parent: int | None = None
    layer: str | None = None
