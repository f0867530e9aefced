"""What a notebook hands over, whatever it is, as one record: moments of points, their labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import DataError, shorten
from hmlc_core.experiment.models.imported import SPACES, check_space
from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.models_of_space import from_hyperboloid, on_hyperboloid

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry
    from hmlc_core.runs.opened import OpenedRun

Edge = tuple[str, str] | tuple[int, int]
"""(parent, child), by names or by rows."""

Floats = NDArray[np.float64]

HYPERBOLOID = "hyperboloid"

MOST_MOMENTS = 24
"""Moments of a run that are shown; each is arranged by itself."""

ROUNDING = 2e-5
"""How far from its space rounding may put a coordinate."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Given:
    """moments: (labels, width) each, the newest last. sizes: (labels,) if known. captions: of the
    moments, None where they have no names. hyperboloid: whether they were written as points of
    it."""

    moments: Sequence[Floats]
    space: Geometry
    graph: LabelGraph
    sizes: ArrayLike | None = None
    captions: Sequence[str] | None = None
    hyperboloid: bool = False

    def placed(self, points: Floats, names: Sequence[str], where: str) -> Floats:
        """Further points (n, width), written as the labels' are; raises `DataError` for those that
        lie outside of the space."""
        return _placed(points, self.space, self.hyperboloid, names, where)

    def rows(self, edges: Iterable[Edge], where: str) -> list[tuple[int, int]]:
        """Edges by rows; raises `DataError` for a label that does not exist."""
        return _rows(edges, self.graph.names, where)


def given(
    points: Any,
    names: Sequence[str] | None,
    edges: Iterable[Edge] | None,
    frames: Sequence[ArrayLike],
    sizes: ArrayLike | None,
    space: str | Geometry | None,
) -> Given:
    """`notebook.disk`'s arguments of that name as a record."""
    opened = _opened(points)
    fitted = hasattr(points, "embedding_")
    if opened is None and not fitted:
        return _of_points(points, names, edges, frames, sizes, space or SPACES[0])
    if any(one is not None for one in (names, edges, sizes, space)) or len(frames):
        raise DataError(
            "names, edges, frames, sizes and space are its own",
            where="disk",
            received=f"some beside {'a fitted estimator' if fitted else 'a run'}",
            remedy="Leave them out, or hand over its points alone.",
        )
    return _of_run(opened) if opened is not None else _of_estimator(points)


def coordinates(points: Any, where: str, *, axes: int = 2) -> Floats:
    """Points (n, width), or a single one (width,), as float64. Raises `DataError` for what are no
    numbers, and for another number of axes."""
    if hasattr(points, "detach"):  # torch's
        points = points.detach().cpu()
    try:
        array = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError("these are no numbers", where=where, received=shorten(error)) from error
    if not array.size:
        raise DataError("there are no points", where=where, received=f"shape {array.shape}")
    if array.ndim != axes:
        raise _misshapen(array, "(labels, coordinates)" if axes == 2 else "(coordinates,)", where)
    return array


def _misshapen(array: Floats, expected: str, where: str) -> DataError:
    return DataError(
        "the array has another shape", where=where, expected=expected, received=str(array.shape)
    )


def _of_points(
    points: Any,
    names: Sequence[str] | None,
    edges: Iterable[Edge] | None,
    frames: Sequence[ArrayLike],
    sizes: ArrayLike | None,
    space: str | Geometry,
) -> Given:
    array = coordinates(points, "points")
    moments = [coordinates(frame, f"frames[{n}]") for n, frame in enumerate(frames)]
    for n, moment in enumerate(moments):
        if moment.shape != array.shape:
            raise _misshapen(moment, str(array.shape), f"frames[{n}]")
    moments.append(array)
    called = [str(n) for n in range(len(array))] if names is None else [str(one) for one in names]
    if len(called) != len(array):
        raise DataError(
            "there is not one name a point",
            where="names",
            expected=str(len(array)),
            received=str(len(called)),
        )
    if isinstance(space, str):
        check_space(space)
    lifted, width = space == HYPERBOLOID, array.shape[1]
    room = make_geometry("poincare", max(width - 1, 1)) if lifted else space
    room = make_geometry(room, width) if isinstance(room, str) else room
    return Given(
        moments=[_placed(moment, room, lifted, called, "points") for moment in moments],
        hyperboloid=lifted,
        space=room,
        graph=LabelGraph(tuple(called), tuple(_rows(edges or (), called, "edges"))),
        sizes=None if sizes is None else _sizes(sizes, called),
    )


def _sizes(sizes: ArrayLike, names: Sequence[str]) -> ArrayLike:
    array = coordinates(sizes, "sizes", axes=1)
    wrong = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if len(wrong) and len(array) == len(names):
        row = int(wrong[0])
        raise DataError(
            "an area is no number from 0 on",
            where="sizes",
            received=shorten(f"{array[row]:g} of {names[row]}"),
        )
    return array


def _of_run(opened: OpenedRun) -> Given:
    from hmlc_core.data.corpus import label_matrix
    from hmlc_core.data.prepare import learned_from

    part, experiment = opened.newest(), opened.experiment
    last = len(part.points) - 1
    shown = np.unique(np.linspace(0, last, min(MOST_MOMENTS, last + 1)).round().astype(int))
    graph = opened.corpus.graph
    documents = learned_from(opened.corpus, experiment.corpus, experiment.seed)
    return Given(
        moments=[np.asarray(part.points[n], dtype=np.float64) for n in shown],
        space=part.space,
        graph=graph,
        sizes=np.asarray(label_matrix(documents, len(graph)).sum(axis=0)).ravel(),
        captions=[f"{part.stage.title}, epoch {part.epochs[n]:.4g}" for n in shown],
    )


def _of_estimator(fitted: Any) -> Given:
    return Given(
        moments=[coordinates(fitted.embedding_, "embedding_")],
        space=fitted.space_,
        graph=fitted.learned_.corpus.graph,
    )


def _opened(points: Any) -> OpenedRun | None:
    from hmlc_core.runs.opened import OpenedRun, open_run
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore

    if isinstance(points, OpenedRun):
        return points
    if isinstance(points, Run):
        return OpenedRun(RunStore(), points)
    return open_run(RunStore(), points) if isinstance(points, str) else None


def _rows(edges: Iterable[Edge], names: Sequence[str], where: str) -> list[tuple[int, int]]:
    row = {name: n for n, name in enumerate(names)}
    found = []
    for edge in edges:
        ends = [row.get(end, -1) if isinstance(end, str) else int(end) for end in edge]
        if len(set(ends)) != 2 or len(ends) != 2 or not all(0 <= n < len(names) for n in ends):
            raise DataError(
                "an edge is no pair (parent, child) of two labels that there are",
                where=where,
                received=shorten(repr(edge)),
                remedy="Write each end as its label is called in names, or as its row.",
            )
        found.append((ends[0], ends[1]))
    return found


def _placed(
    points: Floats, space: Geometry, lifted: bool, names: Sequence[str], where: str
) -> Floats:
    """Points of the space; lifted: written as points of the hyperboloid."""
    return _inside(_on_the_sheet(points, names, where) if lifted else points, space, names, where)


def _on_the_sheet(points: Floats, names: Sequence[str], where: str) -> Floats:
    """Points (t, x, …) of −t² + ‖x‖² = −1, t > 0, as points of the ball."""
    if points.shape[1] < 2:
        raise DataError("a hyperboloid has a height and coordinates", where=where)
    _refuse(~on_hyperboloid(points), names, "the height first, and −t² + ‖x‖² = −1", where)
    return from_hyperboloid(points)


def _inside(points: Floats, space: Geometry, names: Sequence[str], where: str) -> Floats:
    import torch

    if points.shape[1] != space.width:
        raise DataError(
            "the points have another number of coordinates than the space",
            where=where,
            expected=str(space.width),
            received=str(points.shape[1]),
        )
    there = space.project(torch.tensor(np.nan_to_num(points))).numpy()
    off = np.asarray(~(np.abs(there - points) <= ROUNDING).all(axis=1))
    _refuse(off, names, f"finite points of the space ({space.name})", where)
    return points


def _refuse(off: NDArray[np.bool_], names: Sequence[str], expected: str, where: str) -> None:
    if off.any():
        some = ", ".join(shorten(names[n], 40) for n in np.flatnonzero(off)[:5])
        raise DataError(
            f"{off.sum()} of {len(off)} points lie outside of the space",
            where=where,
            expected=expected,
            received=some,
            remedy="Say by space= what the coordinates are points of.",
        )
