"""Runs the disk's modules under node, so that tests of them are written in Python."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from hmlc_core.disk.code import ASSETS

Node = Callable[..., Any]


@pytest.fixture(scope="session")
def node() -> Node:
    """`node("geometry.js", body, **values)`: what `body` returns, as JSON.

    All exports of the module and all values are in scope of `body`.
    """
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed: the disk's JavaScript is not tested here")

    def run(module: str, body: str, **values: Any) -> Any:
        code = f"""
            import * as module from {json.dumps((ASSETS / module).as_uri())};
            import {{ readFileSync }} from "node:fs";
            const values = JSON.parse(readFileSync(0, "utf8"));
            const scope = {{ ...module, ...values }};
            const run = new Function(...Object.keys(scope), {json.dumps(body)});
            process.stdout.write(JSON.stringify(run(...Object.values(scope))));
        """
        done = subprocess.run(
            [program, "--input-type=module", "-e", code],
            input=json.dumps(values),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
