"""Methods: the systems that can be trained, each a file or a folder behind one contract.

`base` is the contract, `gradient` the base of methods that descend a gradient, `fitted` of those
that fit something in one go; `train` takes any of them through a run. A method's settings name its
class, and `method_of` loads it: no line outside this room and `experiment.models` names one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from hmlc_core.errors import SettingError
from hmlc_core.experiment.models import MODELS, ModelSettings, problems

if TYPE_CHECKING:
    from hmlc_core.methods.base import Method


def loadable() -> tuple[dict[str, Method], list[str]]:
    """Name -> method of all that can be used, and why others are left out."""
    methods: dict[str, Method] = {}
    broken = [str(problem) for problem in problems()]
    for name, kind in MODELS.items():
        try:
            methods[name] = method_of(kind())
        except SettingError as error:
            broken.append(str(error))
    return methods, broken


def method_of(settings: ModelSettings) -> Method:
    """The method that these settings are of.

    Raises `SettingError` when its class cannot be loaded (a plug-in that lacks a package, say).
    """
    module, _, name = settings.method.partition(":")
    try:
        kind = getattr(import_module(module), name)
        method = kind()
    except (Exception, SystemExit) as error:  # somebody else's code, which may raise anything
        raise SettingError(
            f"the method {settings.title} cannot be loaded",
            where=f"model.name = {settings.name}",
            received=f"{type(error).__name__}: {error}",
            remedy="Look whether all that it needs is installed.",
        ) from error
    from hmlc_core.methods.base import Method

    if not isinstance(method, Method):
        raise SettingError(
            f"the method {settings.title} is none",
            where=f"model.name = {settings.name}",
            expected="a class derived from hmlc_core.methods.base.Method",
            received=settings.method,
        )
    return method
