/**
 * Curves of the Poincaré disk as polylines, so that any model of the plane can draw them: each is
 * an array of points [x, y] of the disk.
 */

import { apply, between, carry, circle, inverse } from "../disk/geometry.js";
import { times } from "./mobius.js";

const FINE = 64; // pieces of a curve
const FAR = 12; // hyperbolic length to which lines are followed: 6e-6 from the rim

/** The geodesic between two points. */
export function segment(p, q) {
  return steps(FINE, (t) => between(...p, ...q, t, 1));
}

/** The geodesic through two points, from rim to rim; empty where they coincide. */
export function line(p, q) {
  const there = carry(...p, 0, 0, 1), direction = apply(there, ...q, 1), n = Math.hypot(...direction);
  if (n < 1e-9) return [];
  return ray(p, times(1 / n, direction), -FAR, FAR);
}

/** The geodesic through p that leaves in a unit direction, between two signed distances from p. */
export function ray(p, direction, from, to) {
  const back = carry(0, 0, ...p, 1);
  return steps(2 * FINE, (t) => {
    const distance = from + t * (to - from);
    return apply(back, ...times(Math.tanh(distance / 2), direction), 1);
  });
}

/** The circle of hyperbolic radius d about p. */
export function ring(p, d) {
  const [x, y, r] = circle(...p, d, 1);
  return flatCircle([x, y], r);
}

/** A circle as it is drawn, which may leave the disk. */
export function flatCircle([x, y], r) {
  return steps(2 * FINE, (t) => {
    const angle = 2 * Math.PI * t;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}

/** Four geodesics of equal length at equal angles about p; `reach` is the distance of a corner. */
export function square(p, reach) {
  const back = inverse(carry(...p, 0, 0, 1)), r = Math.tanh(reach / 2) * Math.SQRT1_2;
  const corners = [[r, r], [-r, r], [-r, -r], [r, -r]].map(([x, y]) => apply(back, x, y, 1));
  return corners.flatMap((corner, n) => segment(corner, corners[(n + 1) % 4]));
}

/** The part of a circle about the origin from a to b, the shorter way round. */
export function arcAboutOrigin([ax, ay], [bx, by]) {
  const turn = Math.atan2(ax * by - ay * bx, ax * bx + ay * by), start = Math.atan2(ay, ax);
  const r = Math.hypot(ax, ay);
  return steps(FINE, (t) => [r * Math.cos(start + t * turn), r * Math.sin(start + t * turn)]);
}

/** A test whether a line meets that through p and q: its ends then lie on different sides. */
export function crossing(p, q) {
  const side = ([x, y]) => {
    // Straight in Klein's model, where sides are told by a sign.
    const [a, b, c] = [p, q, [x, y]].map(([s, t]) => times(2 / (1 + s * s + t * t), [s, t]));
    return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  };
  return (points) => side(points[0]) !== side(points.at(-1));
}

function steps(count, at) {
  return Array.from({ length: count + 1 }, (_, n) => at(n / count));
}
