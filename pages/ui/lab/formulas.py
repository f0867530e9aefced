"""What a panel of the geometry lab computes: its formula with the scene's numbers in it.

Every number comes from a call of hmlc_core.geometry through `Calls`. Importing this is light;
the functions below import torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pages.ui.lab.calls import Calls
from pages.ui.lab.scene import Point, Scene

if TYPE_CHECKING:
    from torch import Tensor

    from hmlc_core.geometry.curves import Arc

RADII = (1, 2, 4, 6, 8, 10, 12, 14, 16, 18)
"""Distances from the centre at which both precisions are compared."""


def formula(scene: Scene, calls: Calls) -> str:
    """LaTeX that says what the panel shows, narrow enough for half a page."""
    rows = r" \\[0.7em] ".join(_FORMULAS[scene.panel](scene, calls))
    return rf"\small\begin{{aligned}} {rows} \end{{aligned}}"


def precision(scene: Scene, calls: Calls) -> dict[str, list[str]]:
    """Columns of a table: points ever further out on the ray of u, in float32 and in float64."""
    import torch

    from hmlc_core.geometry import mobius

    x, y = scene.u
    angle = math.atan2(y, x)
    columns: dict[str, list[str]] = {"distance": [], "1 − ‖x‖": []}
    for radius in RADII:
        exact = math.tanh(radius / 2)
        columns["distance"].append(str(radius))
        columns["1 − ‖x‖"].append(f"{2 / (1 + math.exp(radius)):.1e}")
        for dtype in (torch.float32, torch.float64):
            place = torch.tensor([exact * math.cos(angle), exact * math.sin(angle)], dtype=dtype)
            found = calls(mobius.distance, torch.zeros(2, dtype=dtype), place).item()
            name = str(dtype).removeprefix("torch.")
            columns.setdefault(name, []).append(f"{found:.6f}")
            columns.setdefault(f"error in {name}", []).append(
                f"{abs(found - radius):.0e}" if found != radius else "0"
            )
    return columns


def _tensor(point: Point) -> Tensor:
    import torch

    return torch.tensor(point, dtype=torch.float64)


def _number(x: float) -> str:
    return f"{x:.4f}"


def _vector(x: Any) -> str:
    return "(" + r",\ ".join(f"{value:.3f}" for value in x) + ")"


def _geodesic(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import curves, lengths, mobius

    u, v = _tensor(scene.u), _tensor(scene.v)
    gaps = [float(calls(mobius.gap, x)) for x in (u, v)]
    chord = float(calls(lengths.length, u - v))
    d = float(calls(mobius.distance, u, v))
    return [
        r"d(u,v) &= 2\,\operatorname{arsinh}\frac{\|u-v\|}{\sqrt{g_u\, g_v}}",
        r"g_x &= 1-\|x\|^2",
        rf"d(u,v) &= 2\,\operatorname{{arsinh}}\frac{{{_number(chord)}}}"
        rf"{{\sqrt{{{_number(gaps[0])}\cdot {_number(gaps[1])}}}}}",
        rf"&= {_number(d)}",
        *_circle_of(calls(curves.geodesic_arc, scene.u, scene.v)),
    ]


def _circle_of(arc: Arc | None) -> list[str]:
    """Of a geodesic: its circle meets the rim at right angles."""
    if arc is None:
        return [r"& \text{a diameter: the geodesic is straight}"]
    square = arc.centre[0] ** 2 + arc.centre[1] ** 2
    return [
        rf"\text{{circle about }} c &= {_vector(arc.centre)}",
        rf"\|c\|^2 - r^2 &= {_number(square)} - {_number(arc.radius**2)} = 1",
    ]


def _sum(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import mobius, rim

    u, v = _tensor(scene.u), _tensor(scene.v)
    uv, vu = (calls(mobius.add, *pair, rim.radial_clip) for pair in ((u, v), (v, u)))
    turned = calls(mobius.gyrate, u, v, vu)
    east = calls(mobius.gyrate, u, v, _tensor((1, 0)))
    return [
        r"u \oplus v &= \frac{g_u\,s + \|s\|^2\,u}{\|s\|^2 + g_u\,g_v}",
        r"s &= u + v,\ \ g_x = 1-\|x\|^2",
        rf"u \oplus v &= {_vector(uv)}",
        rf"v \oplus u &= {_vector(vu)}",
        rf"\operatorname{{gyr}}[u,v]\,(v \oplus u) &= {_vector(turned)}",
        rf"& \text{{a turn by }} {math.degrees(math.atan2(east[1], east[0])):.1f}^\circ",
    ]


def _tangent(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import mobius, rim

    u, v = _tensor(scene.u), _tensor(scene.v)
    t = calls(mobius.log, u, v)
    back = calls(mobius.exp, u, t, rim.radial_clip)
    size = float(calls(mobius.sq_norm, u, t)) ** 0.5
    return [
        r"m &= (-u)\oplus v",
        r"\log_u v &= \tfrac{2}{\lambda_u}\operatorname{artanh}(\|m\|)\,\tfrac{m}{\|m\|}",
        rf"&= {_vector(t)} = t",
        r"\exp_u t &= u \oplus \bigl(\tanh\tfrac{\lambda_u\|t\|}{2}\,\tfrac{t}{\|t\|}\bigr)",
        rf"&= {_vector(back)} = v",
        rf"\lambda_u\|t\| &= {_number(size)} = d(u,v)",
    ]


def _transport(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import mobius

    u, v, w = map(_tensor, (scene.u, scene.v, scene.w))
    t = calls(mobius.log, u, w)
    carried = calls(mobius.transport, u, v, t)
    sizes = [float(calls(mobius.sq_norm, *pair)) ** 0.5 for pair in ((u, t), (v, carried))]
    return [
        rf"t = \log_u w &= {_vector(t)}",
        r"P(t) &= \tfrac{\lambda_u}{\lambda_v}\operatorname{gyr}[v,-u]\,t",
        rf"&= {_vector(carried)}",
        rf"\lambda_u\|t\| &= {_number(sizes[0])}",
        rf"\lambda_v\|P(t)\| &= {_number(sizes[1])}",
    ]


def _multiples(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import PoincareBall, mobius

    ball, u, r = PoincareBall(2), _tensor(scene.u), scene.factor
    end = calls(ball.scale, r, u)
    unit, reached = (float(calls(mobius.radius, x)) for x in (u, end))
    return [
        r"r \otimes u &= \tanh(r\,\operatorname{artanh}\|u\|)\,\tfrac{u}{\|u\|}",
        rf"{r:.3f} \otimes u &= {_vector(end)}",
        rf"d(0, u) &= {_number(unit)}",
        rf"d(0, r\otimes u) &= {_number(reached)}",
        rf"|r|\,d(0, u) &= {_number(abs(r) * unit)}",
    ]


def _circle(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import curves, mobius

    d = float(calls(mobius.distance, _tensor(scene.u), _tensor(scene.v)))
    centre, radius = calls(curves.circle, scene.u, d)
    return [
        rf"d = d(u,v) &= {_number(d)}",
        rf"\text{{length}} = 2\pi\sinh d &= {_number(calls(curves.circumference, d))}",
        rf"\text{{area}} = 4\pi\sinh^2\tfrac d2 &= {_number(calls(curves.disk_area, d))}",
        rf"t = \tanh\tfrac d2 &= {_number(math.tanh(d / 2))}",
        rf"c = \frac{{1-t^2}}{{1-t^2\|u\|^2}}\,u &= {_vector(centre)}",
        rf"\rho = \frac{{t\,(1-\|u\|^2)}}{{1-t^2\|u\|^2}} &= {_number(float(radius))}",
    ]


def _triangle(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import triangles

    corners = scene.u, scene.v, scene.w
    found = [math.degrees(x) for x in calls(triangles.angles, *corners)]
    size = float(calls(triangles.area, *corners))
    return [
        *(rf"\{name} &= {x:.2f}^\circ" for name, x in zip(("alpha", "beta", "gamma"), found)),
        rf"\alpha+\beta+\gamma &= {sum(found):.2f}^\circ < 180^\circ",
        r"A &= \pi - (\alpha+\beta+\gamma)",
        rf"&= {_number(size)}",
    ]


def _squares(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import mobius

    gap = float(calls(mobius.gap, _tensor(scene.u)))
    return [
        r"\lambda_u &= \frac{2}{1-\|u\|^2}",
        rf"&= \frac{{2}}{{{_number(gap)}}} = {_number(2 / gap)}",
        rf"\lambda_0 / \lambda_u &= {_number(gap)}",
    ]


def _rim(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import mobius

    u = _tensor(scene.u)
    double, single = (float(calls(mobius.radius, x)) for x in (u, u.float()))
    return [
        r"d(0,x) &= 2\operatorname{artanh}\|x\|",
        r"\frac{\partial d}{\partial\|x\|} &= \frac{2}{1-\|x\|^2}",
        rf"\text{{float64: }} d(0,u) &= {double:.7f}",
        rf"\text{{float32: }} d(0,u) &= {single:.7f}",
    ]


def _parallels(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import curves

    return _circle_of(calls(curves.geodesic_arc, scene.u, scene.v))


def _labels(scene: Scene, calls: Calls) -> list[str]:
    from hmlc_core.geometry import mobius

    word = _tensor(scene.w)
    scores = [-float(calls(mobius.distance, word, _tensor(x))) for x in (scene.u, scene.v)]
    return [
        r"\text{score} &= -d(\text{word}, \text{label})",
        rf"\text{{label 1}} &: {_number(scores[0])}",
        rf"\text{{label 2}} &: {_number(scores[1])}",
    ]


_FORMULAS: dict[str, Callable[[Scene, Calls], list[str]]] = {
    "geodesic": _geodesic,
    "sum": _sum,
    "tangent": _tangent,
    "transport": _transport,
    "multiples": _multiples,
    "circle": _circle,
    "triangle": _triangle,
    "squares": _squares,
    "rim": _rim,
    "parallels": _parallels,
    "labels": _labels,
}
