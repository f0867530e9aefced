"""The experiment being set up: a preset, what differs from it, and a corpus, all in the URL.

The form shows a `Draft`; its changes come back through `change`, `adopt`, `start_from` and
`start_with`, and take effect when the page runs next. In the URL values are texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hmlc_core.data.offered import check_offered
from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS, ModelSettings
from hmlc_core.experiment.presets import PRESETS, default_preset, preset
from hmlc_core.experiment.value import parse_value
from hmlc_core.experiment.variants import variants
from hmlc_core.runs.store.tags import flat
from hmlc_core.wording import spelt_like
from pages.ui.shell import address, state
from pages.ui.shell.state import Key
from pages.ui.shell.text import escape

CORPUS = "corpus.name"
"""The one setting that is not in the recipe, because all pages share the choice of corpus."""

MODEL = "model"
"""What another method than the preset's is assigned to."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The settings as they stand.

    values: dotted path -> value, also while they do not fit together.
    experiment: what they make; None while `error` says why they make none.
    dropped: why parts of the address were left out.
    refused: why the experiment can be looked at, and not be trained from here.
    """

    preset: str
    values: Mapping[str, Any]
    experiment: Experiment | None
    error: SettingError | None = None
    dropped: tuple[SettingError, ...] = ()
    refused: SettingError | None = None


def read(corpus: str) -> Draft:
    """The draft that the URL describes, for a corpus of that name.

    Assignments that no field can take are dropped, from the URL too.
    """
    _known_preset()
    name = chosen_preset()
    start = _start().with_values({CORPUS: corpus})
    recipe = [part for part in state.get(state.RECIPE) or () if not part.startswith(f"{CORPUS}=")]
    error = _error(start, recipe)
    reasons = {part: _own_error(start, part) for part in recipe} if error else {}
    dropped = tuple(reason for reason in reasons.values() if reason)
    if dropped:
        recipe = [part for part in recipe if reasons[part] is None]
        state.put(state.RECIPE, tuple(recipe) or None)
        error = _error(start, recipe)
    experiment = None if error else start.assign(recipe)
    values = dict(flat((experiment or start).to_dict()))
    if experiment is None:  # each value can stand alone, so each can be shown
        values |= {
            path: parse_value(text, values[path], path)
            for path, text in _parts(recipe)
            if path in values  # a whole part, such as the model, is none
        }
    return Draft(
        preset=name,
        values=values,
        experiment=experiment,
        error=error,
        dropped=dropped,
        refused=None if experiment is None else _refusal(experiment),
    )


def base(draft: Draft) -> Experiment:
    """The preset that the draft starts from, with the draft's method."""
    return _with_method(preset(draft.preset), draft.values["model.name"])


def model(draft: Draft) -> ModelSettings:
    """The draft's method as it is set, even where the rest of the draft does not fit it yet; as its
    preset has it where its own settings do not fit together."""
    if draft.experiment is not None:
        return draft.experiment.model
    start = base(draft).model
    paths = {name: f"{MODEL}.{name}" for name, _ in flat(start.to_dict())}
    own = {name: draft.values[path] for name, path in paths.items() if path in draft.values}
    try:
        return start.with_values(own)
    except SettingError:
        return start


def preset_of(method: str) -> str | None:
    """The preset with which a method is begun; None where it has none."""
    known = MODELS[method].presets
    return default_preset() if default_preset() in known else next(iter(known), None)


def chosen_preset() -> str:
    """The preset in the URL, or the one to begin with."""
    name = state.get(state.PRESET)
    return name if name is not None and name in PRESETS else default_preset()


def _known_preset() -> None:
    """Say that the URL names no preset there is, if so, and take the one to begin with."""
    name = state.get(state.PRESET)
    if name is not None and name not in PRESETS:
        near = ", ".join(spelt_like(name, PRESETS, 3)) or default_preset()
        said = f"There is no preset “{escape(name, 60)}”; there is {near}, among others."
        address.keep(state.PRESET.name, said)
        state.put(state.PRESET, None)


def change(values: Mapping[str, Any]) -> None:
    """Set fields: dotted path -> value."""
    start = dict(flat(_start().to_dict()))
    recipe = dict(_parts(state.get(state.RECIPE) or ()))
    for path, value in values.items():
        if value == start.get(path):
            recipe.pop(path, None)
        else:
            recipe[path] = _text(value)
    state.put(state.RECIPE, tuple(f"{path}={text}" for path, text in recipe.items()) or None)


def start_from(name: str) -> None:
    """Choose a preset and forget the changes to the one before, except what is compared."""
    address.forget(state.PRESET.name)
    before, after = _start(), preset(name)
    kept = _compared(before.model) if before.model.name == after.model.name else {"seed"}
    recipe = [part for part in state.get(state.RECIPE) or () if part.partition("=")[0] in kept]
    if before.corpus.name != after.corpus.name:  # a benchmark that is for one corpus
        state.put(state.CORPUS, after.corpus.name)
    state.put(state.PRESET, name)
    state.put(state.RECIPE, tuple(recipe) or None)


def start_with(method: str) -> None:
    """Choose a method: by one of its presets, or with its defaults where it has none."""
    name = preset_of(method)
    start_from(name or default_preset())
    if name is None:
        state.put(state.RECIPE, (f"{MODEL}={method}", *(state.get(state.RECIPE) or ())))


def reset() -> None:
    """Back to the preset as it is."""
    state.put(state.RECIPE, None)


def adopt(experiment: Experiment, say: Callable[[Key[Any], Any], None] = state.put) -> None:
    """Take over an experiment made elsewhere, as changes to the nearest preset of its method.

    say: how the address is told: `state.put`, or `state.fill` where nobody chose.
    """
    say(state.CORPUS, experiment.corpus.name)
    known = experiment.model.presets or (default_preset(),)
    name = min(known, key=lambda name: len(differences(experiment, name)))
    say(state.PRESET, name)
    say(state.RECIPE, differences(experiment, name) or None)


def differences(experiment: Experiment, name: str) -> tuple[str, ...]:
    """What to assign to that preset to get the experiment, corpus aside."""
    start, method = preset(name), experiment.model.name
    other = () if method == start.model.name else (f"{MODEL}={method}",)
    before = dict(flat(_with_method(start, method).to_dict()))
    return other + tuple(
        f"{path}={_text(value)}"
        for path, value in flat(experiment.to_dict())
        if path != CORPUS and value != before.get(path)
    )


def _start() -> Experiment:
    """The preset in the URL, with the method that the recipe there names."""
    start = preset(chosen_preset())
    method = dict(_parts(state.get(state.RECIPE) or ())).get(MODEL)
    return _with_method(start, method) if method is not None and method in MODELS else start


def _with_method(experiment: Experiment, method: str) -> Experiment:
    """The experiment, with that method and its defaults if it has another."""
    if experiment.model.name == method:
        return experiment
    return replace(experiment, model=MODELS[method]())


def _compared(model: ModelSettings) -> set[str]:
    """The settings that say what is compared, not how: seed, and what makes a variant."""
    fields = {field for changes in variants(model).values() for field in changes}
    return {"seed", *(f"model.{field}" for field in fields)}


def _parts(recipe: Any) -> Iterator[tuple[str, str]]:
    for part in recipe:
        path, _, text = part.partition("=")
        yield path, text


def _text(value: Any) -> str:
    """A value as `parse_value` reads it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _error(start: Experiment, recipe: list[str]) -> SettingError | None:
    try:
        start.assign(recipe)
    except SettingError as error:
        return error
    return None


def _own_error(start: Experiment, part: str) -> SettingError | None:
    """Why no field can take it; None where it only asks for another setting beside it."""
    error, known = _error(start, [part]), dict(flat(start.to_dict()))
    other = error is not None and error.where in known and error.where != part.partition("=")[0]
    return None if other else error


def _refusal(experiment: Experiment) -> SettingError | None:
    try:
        check_offered(experiment, picked=(CORPUS,))
    except SettingError as error:
        return error
    return None
