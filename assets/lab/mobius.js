/**
 * Möbius operations of the Poincaré disk on points and tangent vectors [x, y].
 *
 * In the plane they are short formulas of complex numbers. hmlc_core/geometry/mobius.py has them
 * for every dimension; the tests compare the two.
 */

import { apply } from "../disk/geometry.js";

/** 1 - |p|^2, which is 2/λ. */
export function gap([x, y]) {
  return 1 - x * x - y * y;
}

/** u ⊕ v = (u + v) / (1 + conj(u) v) */
export function add(u, v) {
  return apply([1, 0, ...u], ...v, 1);
}

/** The angle by which gyr[u, v] turns: that of (1 + u conj(v)) / (1 + conj(u) v). */
export function gyration([ux, uy], [vx, vy]) {
  return 2 * Math.atan2(uy * vx - ux * vy, 1 + ux * vx + uy * vy);
}

/** r ⊗ x */
export function scale(r, p) {
  const n = Math.hypot(...p);
  return times(n ? Math.tanh(r * Math.atanh(n)) / n : r, p);
}

/** Where the tangent vector t at p leads. */
export function exp(p, t) {
  const n = Math.hypot(...t);
  return n ? add(p, times(Math.tanh(n / gap(p)) / n, t)) : p;
}

/** The tangent vector at p that leads to q. */
export function log(p, q) {
  const m = add(times(-1, p), q), n = Math.hypot(...m);
  return n ? times((gap(p) * Math.atanh(n)) / n, m) : m;
}

/** The tangent vector t at p, carried in parallel along the geodesic to q. */
export function transport(p, q, t) {
  return turned(gyration(q, times(-1, p)), times(gap(q) / gap(p), t));
}

/** The angle at p between the geodesics to q and r, 0 to π. */
export function angle(p, q, r) {
  const [ax, ay] = add(times(-1, p), q), [bx, by] = add(times(-1, p), r);
  return Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
}

/** Area of a triangle: π less its angles. */
export function area(p, q, r) {
  const [ax, ay] = add(times(-1, p), q), [bx, by] = add(times(-1, p), r);
  return 2 * Math.atan2(Math.abs(ax * by - ay * bx), 1 - ax * bx - ay * by);
}

/** Length of a circle of hyperbolic radius r. */
export function circumference(r) {
  return 2 * Math.PI * Math.sinh(r);
}

/** Area inside of that circle. */
export function diskArea(r) {
  return 4 * Math.PI * Math.sinh(r / 2) ** 2;
}

export function times(s, [x, y]) {
  return [s * x, s * y];
}

/** The vector turned counter-clockwise by an angle. */
export function turned(by, [x, y]) {
  const c = Math.cos(by), s = Math.sin(by);
  return [c * x - s * y, s * x + c * y];
}
