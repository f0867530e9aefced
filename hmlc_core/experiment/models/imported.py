"""Settings of points that another program has placed: they say which files, and train nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hmlc_core.errors import SettingError
from hmlc_core.experiment.models.base import ModelSettings
from hmlc_core.experiment.section import setting
from hmlc_core.experiment.stages import CLASSIFIER, StageName

SPACES = ("poincare", "hyperboloid", "euclidean")
"""What coordinates of a file are points of."""

NO_MODEL = "this run was imported: it has points of labels, and no model"

GIVEN = StageName(CLASSIFIER.name, "imported points", once=True)
"""The only stage: the points as they came."""


def check_space(space: str) -> None:
    """Raise `SettingError` for a space that is none of `SPACES`."""
    if space not in SPACES:
        expected = ", ".join(SPACES)
        raise SettingError("no such space", where="space", expected=expected, received=repr(space))


@dataclass(frozen=True, kw_only=True)
class Imported(ModelSettings):
    """Files that a run was made of. It has no `SETTINGS` in this module: nobody can train it."""

    title: ClassVar[str] = "Imported points"
    source: ClassVar[str] = "another program"
    method: ClassVar[str] = "hmlc_core.methods.imported:ImportedPoints"
    has: ClassVar[frozenset[str]] = frozenset({"places"})
    unused: ClassVar[tuple[str, ...]] = ("seed", "corpus", "labels", "training")
    scores_documents: ClassVar[bool] = False
    imported: ClassVar[bool] = True
    known: ClassVar[str] = "documents"
    places_are: ClassVar[str] = "Another program placed these points."

    name: str = setting("imported", "The model.", choices=("imported",))
    space: str = setting("poincare", "What the coordinates are points of.", choices=SPACES)
    dim: int = setting(2, "Dimensions of the space.", low=1, high=10_000)
    points: str = setting("", "Name of the file of points.")
    points_sha256: str = setting("", "Its checksum.")
    names: str = setting("", "Name of the file of their names, where these stand in another one.")
    names_sha256: str = setting("", "Its checksum.")
    edges: str = setting("", "Name of the file of the true hierarchy; empty without one.")
    edges_sha256: str = setting("", "Its checksum.")
    documents: str = setting("", "Name of the file of labelled documents; empty without one.")
    documents_sha256: str = setting("", "Its checksum.")

    def size(self) -> int:
        """Dimensions of the space."""
        return self.dim

    def stages(self) -> tuple[StageName, ...]:
        """The points as they came."""
        return (GIVEN,)

    def start(self) -> str:
        """The space, as the file has it."""
        return self.space

    def files(self) -> tuple[tuple[str, str, str], ...]:
        """What each file is, its name and its checksum."""
        kinds = ("points", "names", "edges", "documents")
        every = ((kind, getattr(self, kind), getattr(self, f"{kind}_sha256")) for kind in kinds)
        return tuple(file for file in every if file[1])

    def geometry(self) -> str:
        """The space in which they are kept: points of a hyperboloid by their images in the ball."""
        return "poincare" if self.space == "hyperboloid" else self.space
