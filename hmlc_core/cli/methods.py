"""`methods`: the systems that can be trained, and what each has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmlc_core.cli.answer import Json, answering

if TYPE_CHECKING:
    from hmlc_core.experiment.models import ModelSettings


def methods(as_json: Json = False) -> None:
    """Every method: its source, capabilities, sets of variants, presets."""
    with answering(as_json) as answer:
        from hmlc_core.experiment.models import MODELS
        from hmlc_core.methods import loadable

        usable, broken = loadable()
        listed = [_values(name, MODELS[name], method.kind) for name, method in usable.items()]
        answer.values = {"methods": listed, "broken": broken}
        for item in listed:
            answer.say(f"{item['title']} (model={item['name']}, {item['kind']})")
            answer.say(f"  {item['source']}")
            answer.say(f"  has: {', '.join(item['capabilities'])}")
            for set_, names in item["variants"].items():
                answer.say(f"  variants, set {set_}: {', '.join(names)}")
            answer.say(f"  presets: {', '.join(item['presets']) or 'none'}")
        for reason in broken:
            answer.say(f"! left out: {reason}")


def _values(name: str, settings: type[ModelSettings], kind: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": settings.title,
        "source": settings.source,
        "kind": kind,
        "capabilities": sorted(settings().capabilities),
        "variants": {set_: list(v.variants) for set_, v in settings.variants.items()},
        "presets": list(settings.presets),
    }
