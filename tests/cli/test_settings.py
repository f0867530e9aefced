"""`settings`: the settings of a preset with the texts that the forms have."""

from __future__ import annotations

from hmlc_core.experiment.presets import preset


def test_each_setting_has_its_value_what_it_takes_and_what_it_means(call) -> None:
    found = {item["path"]: item for item in call("settings", "quick", "--json").json["settings"]}
    quick = preset("quick")
    assert found["model.dim"]["value"] == quick.model.size()
    assert found["model.dim"]["type"] == "int"
    assert found["model.dim"]["takes"].startswith("whole number, between 1 and ")
    assert found["model.geometry"]["takes"].startswith("one of ")
    assert found["training.epochs"]["help"]
    assert all(item["help"] and item["takes"] for item in found.values())
    said = call("settings", "quick").out
    assert f"training.epochs={quick.training.epochs}\n" in said
    assert found["training.epochs"]["help"] in said


def test_what_is_listed_can_be_set(call) -> None:
    quick = preset("quick")
    for item in call("settings", "quick", "--json").json["settings"]:
        if item["path"] != "model.name":
            text = str(item["value"]).lower() if item["type"] == "bool" else str(item["value"])
            assert quick.assign([f"{item['path']}={text}"]) == quick


def test_a_part_that_does_not_matter_is_left_out(call) -> None:
    paths = [item["path"] for item in call("settings", "linear", "--json").json["settings"]]
    unused = preset("linear").model.idle()
    assert unused
    assert not [path for path in paths if path in unused or path.split(".")[0] in unused]


def test_an_unknown_preset_is_told(call) -> None:
    assert "unknown preset" in call("settings", "nosuch").err
