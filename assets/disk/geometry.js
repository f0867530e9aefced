/**
 * Motions of the Poincaré disk and of the flat plane, as one family.
 *
 * A motion is four numbers [ar, ai, br, bi] that stand for
 *
 *     z  ->  (a z + b) / (k conj(b) z + conj(a)),      |a|^2 - k |b|^2 = 1,
 *
 * where k = 1 is the disk (curvature -1) and k = 0 the plane, whose motions are then the
 * rotations and translations. Points are pairs of coordinates. Pure functions only: no canvas,
 * no state. hmlc_core.geometry holds the same formulas; the tests compare the two.
 */

export const IDENTITY = [1, 0, 0, 0];

/** The image [x, y] of a point under a motion. */
export function apply([ar, ai, br, bi], x, y, k) {
  const nx = ar * x - ai * y + br;
  const ny = ar * y + ai * x + bi;
  const dx = k * (br * x + bi * y) + ar;
  const dy = k * (br * y - bi * x) - ai;
  const d = dx * dx + dy * dy;
  return [(nx * dx + ny * dy) / d, (ny * dx - nx * dy) / d];
}

/** Images of all points of `from` (x0, y0, x1, y1, …), written to `to`. */
export function applyAll([ar, ai, br, bi], from, to, k) {
  for (let i = 0; i < from.length; i += 2) {
    const x = from[i], y = from[i + 1];
    const nx = ar * x - ai * y + br;
    const ny = ar * y + ai * x + bi;
    const dx = k * (br * x + bi * y) + ar;
    const dy = k * (br * y - bi * x) - ai;
    const d = dx * dx + dy * dy;
    to[i] = (nx * dx + ny * dy) / d;
    to[i + 1] = (ny * dx - nx * dy) / d;
  }
}

/** The motion scaled back to |a|^2 - k |b|^2 = 1, which rounding erodes. */
export function normalise([ar, ai, br, bi], k) {
  const s = 1 / Math.sqrt(ar * ar + ai * ai - k * (br * br + bi * bi));
  return [ar * s, ai * s, br * s, bi * s];
}

/** First `n`, then `m`. */
export function compose(m, n, k) {
  const [ar, ai, br, bi] = m;
  const [cr, ci, dr, di] = n;
  return normalise([
    ar * cr - ai * ci + k * (br * dr + bi * di),
    ar * ci + ai * cr + k * (bi * dr - br * di),
    ar * dr - ai * di + br * cr + bi * ci,
    ar * di + ai * dr + bi * cr - br * ci,
  ], k);
}

/** The motion that undoes this one. */
export function inverse([ar, ai, br, bi]) {
  return [ar, -ai, -br, -bi];
}

/**
 * The translation along a line through the origin that takes (px, py) to (qx, qy).
 *
 * Solves c - k q p conj(c) = q - p. Among all motions from p to q this is the one that does
 * not turn the picture about the centre, so a drag feels like pulling a sheet.
 */
export function carry(px, py, qx, qy, k) {
  const dx = qx - px, dy = qy - py;
  const wx = k * (qx * px - qy * py), wy = k * (qx * py + qy * px);
  const s = 1 / (1 - wx * wx - wy * wy);
  const cx = (dx + wx * dx + wy * dy) * s;
  const cy = (dy + wy * dx - wx * dy) * s;
  const a = 1 / Math.sqrt(1 - k * (cx * cx + cy * cy));
  return [a, 0, cx * a, cy * a];
}

/** The turn by `angle` (radians, counter-clockwise) about the origin. */
export function rotation(angle) {
  return [Math.cos(angle / 2), Math.sin(angle / 2), 0, 0];
}

/** The point [x, y] at share `t` of the geodesic from (px, py) to (qx, qy). */
export function between(px, py, qx, qy, t, k) {
  if (!k) return [px + t * (qx - px), py + t * (qy - py)];
  const there = carry(px, py, 0, 0, 1), [x, y] = apply(there, qx, qy, 1);
  const r = Math.hypot(x, y);
  if (r < 1e-15) return [px, py];
  const s = Math.tanh(t * Math.atanh(Math.min(r, 1 - 1e-16))) / r;
  return apply(inverse(there), s * x, s * y, 1);
}

/** Centre and radius [x, y, r], as drawn, of the circle of radius `d` about (px, py). */
export function circle(px, py, d, k) {
  if (!k) return [px, py, d];
  const t = Math.tanh(d / 2), sq = px * px + py * py, shrink = 1 - t * t * sq;
  return [(px * (1 - t * t)) / shrink, (py * (1 - t * t)) / shrink, (t * (1 - sq)) / shrink];
}

/** Hyperbolic (k = 1) or Euclidean (k = 0) distance. */
export function distance(px, py, qx, qy, k) {
  const dx = px - qx, dy = py - qy;
  if (!k) return Math.hypot(dx, dy);
  const room = (1 - px * px - py * py) * (1 - qx * qx - qy * qy);
  return 2 * Math.asinh(Math.sqrt((dx * dx + dy * dy) / room));
}

/**
 * The circle orthogonal to the unit circle through two points, as [centre x, centre y, radius];
 * null where the geodesic is (nearly) a diameter and a straight line is the better drawing.
 */
export function orthogonalCircle(px, py, qx, qy) {
  const det = px * qy - py * qx;
  if (Math.abs(det) < 1e-7) return null;
  const p = (px * px + py * py + 1) / 2;
  const q = (qx * qx + qy * qy + 1) / 2;
  const cx = (p * qy - q * py) / det;
  const cy = (q * px - p * qx) / det;
  return [cx, cy, Math.hypot(cx - px, cy - py)];
}
