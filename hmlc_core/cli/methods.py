"""`methods`: the systems that can be trained, and what each has."""

from __future__ import annotations

from typing import Any

from hmlc_core.cli.answer import Json, answering


def methods(as_json: Json = False) -> None:
    """Every method: its source, capabilities, sets of variants, presets."""
    with answering(as_json) as answer:
        from hmlc_core.errors import SettingError
        from hmlc_core.experiment.models import MODELS, problems
        from hmlc_core.methods import method_of

        listed: list[dict[str, Any]] = []
        broken = [str(problem) for problem in problems()]
        for name, kind in MODELS.items():
            settings = kind()
            try:
                how = method_of(settings).kind
            except SettingError as error:
                broken.append(str(error))
                continue
            listed.append(
                {
                    "name": name,
                    "title": kind.title,
                    "source": kind.source,
                    "kind": how,
                    "capabilities": sorted(settings.capabilities),
                    "variants": {set_: list(v.variants) for set_, v in kind.variants.items()},
                    "presets": list(kind.presets),
                }
            )
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
