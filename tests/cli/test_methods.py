"""`methods`: what can be trained, what each has, and what is left out."""

from __future__ import annotations

from hmlc_core.experiment.models import CAPABILITIES, GROUP, MODELS
from tests.experiment.test_models import Toy
from tests.plugins.entries import Entry, brought


def test_every_method_is_listed_with_what_it_has(call) -> None:
    with brought():
        said = call("methods", "--json")
    assert said.code == 0
    assert said.json["broken"] == []
    found = {method["name"]: method for method in said.json["methods"]}
    assert list(found) == list(MODELS)
    assert {name: method["kind"] for name, method in found.items()} == {
        "hyperim": "gradient",
        "dxml": "gradient",
        "exam": "gradient",
        "harnn": "gradient",
        "hidden": "gradient",
        "hmcn-f": "gradient",
        "hr-dgcnn": "gradient",
        "linear": "fitted",
        "sleec": "fitted",
        "word-vectors": "other",
    }
    assert found["linear"]["capabilities"] == ["probabilities", "scores", "variants"]
    assert found["linear"]["variants"] == {"costs": ["C=0.1", "C=1", "C=10", "C=auto"]}
    assert found["hyperim"]["presets"] == ["tuned", "quick", "disk", "held", "paper-small", "paper"]
    assert set(found["hyperim"]["capabilities"]) <= CAPABILITIES.keys()


def test_people_read_the_same(call) -> None:
    with brought():
        said = call("methods")
    assert "TF-IDF + linear (model=linear, fitted)" in said.out
    assert "variants, set ablations: E-rand, E-hier, H-rand, H-hier" in said.out
    assert "left out" not in said.out


def test_plugins_that_cannot_be_used_are_named_and_the_others_listed(call) -> None:
    """One that cannot be found, and one whose settings are there but not its method."""
    lost = Entry("lost", ModuleNotFoundError("No module named 'jax'"), GROUP)
    with brought():
        ours = list(MODELS)
    with brought(lost, Entry("toy", Toy, GROUP)):
        said = call("methods", "--json")
        people = call("methods")
    assert said.code == 0
    assert [method["name"] for method in said.json["methods"]] == ours
    first, second = said.json["broken"]
    assert first == "lost of toys 1.0: ModuleNotFoundError: No module named 'jax'"
    assert "the method Toy cannot be loaded" in second
    assert people.out.count("! left out: ") == 2
