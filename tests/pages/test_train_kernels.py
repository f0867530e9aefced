"""Train: what a run would wait for."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from hmlc_core.experiment.presets import preset
from hmlc_core.geometry.kernels import background
from hmlc_core.geometry.kernels.background import Compiler, Preparation
from pages.ui.shell import resources
from tests.pages.trained import opened, texts

pytestmark = pytest.mark.slow


def kernels_at(monkeypatch, *names):
    """Preparations of every recipe, by these names."""
    kernels = [Preparation(name, lambda: None) for name in names]
    monkeypatch.setattr("pages.ui.shell.resources.kernels_of", lambda experiment: kernels)
    return kernels


@pytest.mark.parametrize("page", ["train", "runs"])
def test_kernels_that_a_run_would_wait_for_are_told_until_they_are_ready(
    app, service, monkeypatch, page
):
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", Future)  # others go on
    first, second = kernels_at(monkeypatch, "placing", "recurrence")
    run_id = service().submit(preset("quick"))
    at = opened(app, page, run=run_id)
    assert texts(at).count("Preparing kernels for placing, kernels for recurrence.") == 1
    first.done.set_result(None)
    assert "Preparing kernels for recurrence." in texts(at.run())
    second.done.set_result(None)
    assert "Preparing" not in texts(at.run())


def test_libraries_that_are_being_imported_are_told(app, monkeypatch):
    work = Future()
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", lambda: work)
    at = opened(app, "train")
    assert "Preparing libraries that all runs need" in texts(at)
    work.set_result(None)
    assert "Preparing" not in texts(at.run())


def test_kernels_that_cannot_be_compiled_are_told_with_the_reason(app, monkeypatch):
    (kernel,) = kernels_at(monkeypatch, "placing")
    kernel.done.set_exception(OSError("<b>no compiler</b>"))
    said = texts(opened(app, "train"))
    assert "could not be prepared" in said
    assert "no compiler" in said
    assert "<b>" not in said


def test_libraries_that_cannot_be_imported_are_told_with_the_reason(app, monkeypatch):
    work = Future()
    work.set_exception(ImportError("no torch"))
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", lambda: work)
    assert "no torch" in texts(opened(app, "train"))


def test_kernels_of_the_recipe_go_before_those_of_other_presets(monkeypatch):
    own = Compiler()
    monkeypatch.setattr(background, "compiler", own)
    assert resources.kernels_of(preset("quick")) is None
    resources._imported().set()
    begun = []
    monkeypatch.setattr(own, "begin", lambda kernels, first: begun.append((kernels, first)))
    kernels = resources.kernels_of(preset("quick"))
    assert begun == [(kernels, True)]
    assert [kernel.name for kernel in kernels] == [
        "placing of labels",
        "pooled scores",
        "optimiser",
    ]
