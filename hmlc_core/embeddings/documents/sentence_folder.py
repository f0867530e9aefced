"""What a folder of sentence-transformers says of itself, read without that package."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_MODULES, _POOLING, _LENGTH = "modules.json", "1_Pooling/config.json", "sentence_bert_config.json"
_SWITCH = re.compile(r"pooling_mode_(.+?)(?:_tokens?)?")
_OWN = "sentence_transformers."
_SAFE, _PICKLED = "model.safetensors", "pytorch_model.bin"


def is_sentence_folder(path: Path) -> bool:
    """Whether sentence-transformers has written this folder."""
    return (path / _MODULES).is_file()


def check_modules(path: Path) -> None:
    """Raise `ValueError` where a part of the model is a program of its own, or has pickled weights.

    The package would run the one, up to its version 5, and read the other.
    """
    for module in json.loads((path / _MODULES).read_text(encoding="utf-8")):
        kind, folder = str(module["type"]), path / str(module.get("path", ""))
        if not kind.startswith(_OWN):
            raise ValueError(f"its part {kind} is a program that is not run")
        if (folder / _PICKLED).is_file() and not (folder / _SAFE).is_file():
            raise ValueError(f"the weights of its part {kind} are pickled, and are not read")


def own_pooling(path: Path) -> str:
    """How states of pieces become a vector: `mean` where nothing is said, or several names with
    `+` between them, as the package calls them."""
    said = _read(path / _POOLING)
    modes = said.get("pooling_mode")
    if modes is None:  # before version 6 each had a switch
        switches = {_SWITCH.fullmatch(name): value for name, value in said.items()}
        modes = [name[1] for name, value in switches.items() if name and value is True]
    modes = [modes] if isinstance(modes, str) else modes
    return "+".join(map(str, modes)) or "mean"


def most_pieces(path: Path) -> int | None:
    """Pieces that are read of a text; None where the folder leaves that to the model."""
    said = _read(path / _LENGTH).get("max_seq_length")
    return said if isinstance(said, int) and said > 0 else None


def _read(path: Path) -> Mapping[str, Any]:
    """A JSON object of settings; empty where there is none."""
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}
