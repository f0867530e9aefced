/**
 * The hyperbolic plane in other models than the Poincaré disk, point by point.
 *
 * hmlc_core/geometry/models_of_space.py holds the same formulas; the tests compare the two.
 */

/** 2x / (1 + |x|^2): geodesics become straight lines. */
export function toKlein(x, y) {
  const s = 2 / (1 + x * x + y * y);
  return [s * x, s * y];
}

export function fromKlein(x, y) {
  const s = 1 / (1 + Math.sqrt(Math.max(0, 1 - x * x - y * y)));
  return [s * x, s * y];
}

/** (z + i) / (1 + i z): the centre becomes i, the top of the disk lies at infinity. */
export function toHalfPlane(x, y) {
  return quotient(x, y + 1, 1 - y, x);
}

/** (w - i) / (1 - i w) */
export function fromHalfPlane(x, y) {
  return quotient(x, y - 1, 1 + y, -x);
}

/** (1 + |x|^2, 2x) / (1 - |x|^2): [t, x, y] with t^2 - x^2 - y^2 = 1. */
export function toHyperboloid(x, y) {
  const sq = x * x + y * y, s = 1 / (1 - sq);
  return [(1 + sq) * s, 2 * x * s, 2 * y * s];
}

export function fromHyperboloid(t, x, y) {
  return [x / (1 + t), y / (1 + t)];
}

function quotient(ar, ai, br, bi) {
  const d = br * br + bi * bi;
  return [(ar * br + ai * bi) / d, (ai * br - ar * bi) / d];
}
