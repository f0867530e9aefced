"""An experiment is a value: validated, JSON round trip, named by its content."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.formats.names import CONTROLS
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment, Section, score_title
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.store.tags import flat
from tests.data.nastynames import LABELS


@pytest.mark.slow
@given(
    dim=st.integers(1, 1024),
    rate=st.floats(1e-7, 10, allow_nan=False),
    seed=st.integers(0, 2**31 - 1),
)
def test_key_depends_on_content_alone(dim: int, rate: float, seed: int) -> None:
    changes = [f"model.dim={dim}", f"training.point_rate={rate!r}", f"seed={seed}"]
    one, two = Experiment().assign(changes), Experiment().assign(reversed(changes))
    assert one == two
    assert one.key() == two.key()
    assert len(one.key()) == 12


@pytest.mark.slow
@given(name=LABELS.filter(lambda name: len(name) <= 4_096 and not CONTROLS.search(name)))
def test_a_recipe_keeps_any_name_of_a_corpus(name: str) -> None:
    experiment = Experiment().with_values({"corpus.name": name})
    assert experiment.corpus.name == name
    for content in (experiment.to_json(), experiment.to_json().encode()):
        assert Experiment.from_json(content) == experiment


def test_another_value_is_another_key() -> None:
    assert Experiment().key() != Experiment().assign(["seed=1"]).key()


def test_experiments_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Experiment().seed = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("model.dim=0", "model.dim: dim is out of range (expected between 1 and 1024; found 0)"),
        ("model.dim=ten", "model.dim: the value has the wrong type (expected int; found 'ten')"),
        ("model.dims=3", "model.dims: unknown setting (expected one of name, geometry, dim,"),
        ("model=bert", f"unknown kind (expected {', '.join(MODELS)}; found 'bert')"),
        ("corpus=newsroom", "corpus: a group of settings, not one value. Set corpus.<field>."),
        ("labels.virtual_root=yes", "(expected true or false; found 'yes')"),
        ("training.clip=nan", "training.clip: clip is out of range"),
        ("model.head=deep", "model.head: head is not one of its choices (expected position, "),
        ("epochs", "--set: not an assignment (expected field.path=value; found epochs)"),
        ("seed.x=1", "seed.x: unknown setting"),
        ("model.cell=vanilla", "model.cell: the vanilla GRU lives in flat space"),
    ],
)
def test_bad_assignments_say_what_is_wrong(assignment: str, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        Experiment().assign([assignment])
    assert message in str(caught.value)


def test_assignments_are_judged_together() -> None:
    changes = ["model.cell=vanilla", "model.geometry=euclidean"]
    assert Experiment().assign(changes).model.cell == "vanilla"


def test_product_needs_whole_balls() -> None:
    with pytest.raises(SettingError, match="multiple of ball_dim = 2"):
        Experiment().assign(["model.geometry=product", "model.dim=5"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"seed": 1,\n "corpus": }', "experiment, line 2: not valid JSON"),
        ('{"sead": 1}', "sead: unknown setting (expected one of seed, corpus,"),
        ('{"model": {"dim": "10"}}', "model.dim: dim has the wrong type (expected int; found"),
        ('{"model": {"dim": true}}', "model.dim: dim has the wrong type"),
        ('{"model": [1]}', "model"),
        ("[]", "experiment: not a group of settings"),
        ("", "experiment, line 1: not valid JSON"),
        (b"\xff\xfe{}", "experiment: the file is not text in UTF-8"),
        ("[" * 90_000, "experiment: nested too deeply"),
        ('{"seed":' * 90_000, "experiment: nested too deeply"),
        ('{"seed": %s}' % ("9" * 400), "seed: seed is out of range"),
        (
            '{"training": {"point_rate": %s}}' % ("9" * 400),
            "training.point_rate: point_rate is out",
        ),
        ('{"seed": %s}' % ("9" * 9_000), "experiment: a number has too many digits"),
        ('{"training": {"point_rate": NaN}}', "found nan"),
        ('{"training": {"point_rate": -Infinity}}', "found -inf"),
        ('{"corpus": {"name": "a\\nb"}}', "corpus.name: name is not a line of text"),
        ('{"corpus": {"name": "%s"}}' % ("a" * 5_000), "corpus.name: name is not a line of text"),
        ('{"corpus": {"name": "\\ud800"}}', "corpus.name: name is not a line of text"),
        ('{"\\ud800": 1}', "\\ud800: unknown setting"),
    ],
)
def test_bad_json_says_what_is_wrong(text: str | bytes, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        Experiment.from_json(text)
    assert message in str(caught.value)


def test_a_byte_order_mark_is_no_matter() -> None:
    content = b"\xef\xbb\xbf" + Experiment(seed=3).to_json().encode()
    assert Experiment.from_json(content) == Experiment(seed=3)


NUMBERS = st.one_of(
    st.integers(),
    st.integers(10**300, 10**310),
    st.integers(-(10**310), -(10**300)),
    st.floats(),  # also NaN and the infinities, which Python's reader takes
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)  # also half characters
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
PATHS = st.sampled_from([path for path, _ in flat(Experiment().to_dict())])


def answered(read: Callable[[], Experiment]) -> None:
    """What is read is an experiment that can be written, or refused in words that can be said."""
    try:
        read().to_json().encode()
    except SettingError as error:
        str(error).encode()


@given(VALUES)
def test_any_json_is_an_experiment_or_refused(values: object) -> None:
    answered(lambda: Experiment.from_json(json.dumps(values)))


@given(PATHS, VALUES)
def test_any_json_in_the_place_of_a_setting_is_taken_or_refused(path: str, value: object) -> None:
    for part in reversed(path.split(".")):
        value = {part: value}
    answered(lambda: Experiment.from_json(json.dumps(value)))


@pytest.mark.slow
@given(st.binary(max_size=200))
def test_any_file_is_an_experiment_or_refused(content: bytes) -> None:
    answered(lambda: Experiment.from_json(content))


@given(PATHS, st.one_of(TEXTS, NUMBERS.map(str)))
def test_any_text_can_be_assigned_or_is_refused(path: str, text: str) -> None:
    answered(lambda: Experiment().assign([f"{path}={text}"]))


def test_values_are_set_as_they_are_and_judged_together() -> None:
    values = {"model.cell": "vanilla", "model.geometry": "euclidean", "seed": 3, "model.dim": 7}
    found = Experiment().with_values(values)
    assert (found.model.cell, found.model.geometry, found.seed) == ("vanilla", "euclidean", 3)
    assert found == Experiment().assign([f"{path}={value}" for path, value in values.items()])
    assert Experiment().with_values({}) == Experiment()
    assert Experiment().with_values({"training.clip": 0}).training.clip == 0.0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"model.dim": "7"}, "model.dim: dim has the wrong type (expected int; found '7' (str))"),
        ({"model.dim": True}, "model.dim: dim has the wrong type"),
        ({"model.dim": 7.0}, "model.dim: dim has the wrong type"),
        ({"model.dim": 0}, "model.dim: dim is out of range"),
        ({"model.dims": 7}, "model.dims: unknown setting (expected one of name, geometry, dim,"),
        ({"modal.dim": 7}, "modal.dim: unknown setting (expected one of seed, corpus, model,"),
        ({"seed.x": 1}, "seed.x: unknown setting"),
        ({"model.cell": "vanilla"}, "model.cell: the vanilla GRU lives in flat space"),
    ],
)
def test_bad_values_say_what_is_wrong(values: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError) as caught:
        Experiment().with_values(values)
    assert message in str(caught.value)


def test_naming_a_method_takes_its_defaults() -> None:
    for name, kind in MODELS.items():
        assert Experiment().assign(["model.dim=7", f"model={name}"]).model == kind()


def _sections(kind: type[Section]) -> list[type[Section]]:
    nested = [
        type(item.default_factory())
        for item in dataclasses.fields(kind)
        if item.default is dataclasses.MISSING and item.default_factory is not dataclasses.MISSING
    ]
    return [kind, *(inner for section in nested for inner in _sections(section))]


def test_every_setting_explains_itself() -> None:
    kinds = [
        *_sections(Experiment),
        *(part for kind in MODELS.values() for part in _sections(kind)),
    ]
    for section in kinds:
        for item in dataclasses.fields(section):
            assert item.metadata["help"].rstrip().endswith(".")


def test_scores_are_written_as_people_write_them() -> None:
    assert score_title("micro_f1") == "micro-F1"
    assert score_title("recovery/edge_f1") == "recovery/edge-F1"
