"""`settings`: what `--set` can set, what each takes, and what it means."""

from __future__ import annotations

from dataclasses import Field
from typing import Annotated, Any

import typer

from hmlc_core.cli.answer import Json, answering
from hmlc_core.experiment.presets import default_preset
from hmlc_core.experiment.value import interval


def settings(
    preset: Annotated[
        str | None,
        typer.Argument(
            help=f"Whose values are shown; {default_preset()} unless one is named.", metavar="NAME"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Every setting of a preset: its value there, what it takes, what it means; for `--set`."""
    with answering(as_json) as answer:
        from hmlc_core.experiment.presets import preset as named

        name = preset or default_preset()
        experiment = named(name)
        idle = experiment.model.idle()
        answer.values = {"preset": name, "settings": []}
        answer.say(f"Settings of {name} (--set PATH=VALUE):")
        for path, item, value in experiment.described():
            if path in idle or path.partition(".")[0] in idle:
                continue
            takes, means = _taken(item), item.metadata["help"]
            written = str(value).lower() if isinstance(value, bool) else str(value)
            answer.values["settings"].append(
                {
                    "path": path,
                    "value": value,
                    "type": type(value).__name__,
                    "takes": takes,
                    "help": means,
                }
            )
            answer.say(f"{path}={written}")
            answer.say(f"    {means} ({takes})")


def _taken(item: Field[Any]) -> str:
    """What a setting may be, in words."""
    rules, kind = item.metadata, type(item.default)
    if rules["choices"] is not None:
        return f"one of {', '.join(map(str, rules['choices']))}"
    if kind in (int, float):
        limits = interval(rules["low"], rules["high"])
        return f"{'whole number' if kind is int else 'number'}, {limits}"
    return "true or false" if kind is bool else "text"
