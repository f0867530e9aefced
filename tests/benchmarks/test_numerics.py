"""Every kernel's distances and gradients against arithmetic with 60 digits."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks.__main__ import app
from benchmarks.exact import measured
from benchmarks.numerics import BOUND, KERNELS, RADII

pytestmark = pytest.mark.slow  # compiles in both precisions


@pytest.fixture(scope="module")
def table() -> dict:
    done = CliRunner().invoke(app, ["numerics", "--pairs", "1", "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize("kernel", [kernel.name for kernel in KERNELS])
def test_near_pairs_keep_their_digits_from_the_origin_to_radius_99(table: dict, kernel: str):
    for dtype, radii in table[kernel].items():
        assert list(radii) == [f"{radius:g}" for radius in RADII]
        for radius, errors in radii.items():
            assert max(errors.values()) < BOUND[dtype], (dtype, radius, errors)


def test_the_table_for_people_has_a_line_for_each_kernel_and_type():
    done = CliRunner().invoke(app, ["numerics", "--pairs", "1"])
    assert len(done.output.splitlines()) == 1 + sum(len(kernel.types) for kernel in KERNELS)


def test_the_reference_on_a_ray():
    """From ½ to 0 the distance is log 3, and moving outwards it grows by 2/(1 − ¼)."""
    value, gradient = measured(np.array([0.5, 0.0]), np.zeros(2), ball=2)
    assert value == pytest.approx(math.log(3), rel=1e-15)
    assert gradient == pytest.approx([8 / 3, 0], rel=1e-15)
    both, _ = measured(np.array([0.5, 0, 0, 0.5]), np.zeros(4), ball=2, aggregate="l2")
    assert both == pytest.approx(math.log(3) * math.sqrt(2), rel=1e-15)
