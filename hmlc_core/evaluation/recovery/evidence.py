"""What speaks for an edge: how often its labels come together, and how near they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sparse
from numpy.typing import ArrayLike

from hmlc_core.evaluation.recovery.distances import centred, distance_rows, radii

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A label beside one that may be its parent.

    parent_documents, child_documents, both: training documents that have them.
    distance: between the two. rank: place of the parent among all labels by their distance from
        the child; 1 is the nearest. parent_radius, child_radius: distances from the centre, in
        flat space from the mean.
    """

    parent_documents: int
    child_documents: int
    both: int
    distance: float
    rank: int
    parent_radius: float
    child_radius: float

    @property
    def parent_given_child(self) -> float:
        """Share of the child's documents that have the parent; NaN without any."""
        return self.both / self.child_documents if self.child_documents else float("nan")

    @property
    def child_given_parent(self) -> float:
        """Share of the parent's documents that have the child; NaN without any."""
        return self.both / self.parent_documents if self.parent_documents else float("nan")


def evidence(
    parent: int, child: int, points: ArrayLike, geometry: Geometry, labels: sparse.csr_matrix
) -> Evidence:
    """The evidence for parent → child in points (labels, dim) and a (documents, labels) matrix."""
    place = centred(points, geometry)
    distances = distance_rows(place, geometry)(slice(child, child + 1))[0]
    others = np.delete(distances, child)
    radius = radii(place[[parent, child]], geometry)
    has_parent, has_child = (labels[:, [label]].toarray().ravel() > 0 for label in (parent, child))
    return Evidence(
        parent_documents=int(has_parent.sum()),
        child_documents=int(has_child.sum()),
        both=int((has_parent & has_child).sum()),
        distance=float(distances[parent]),
        rank=1 + int((others < distances[parent]).sum()),
        parent_radius=float(radius[0]),
        child_radius=float(radius[1]),
    )
