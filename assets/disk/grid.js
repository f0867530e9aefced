/** Paper under the points: a regular tiling and rings of equal distance, moving with the view. */

import { line } from "./edges.js";
import { apply, carry, circle, compose, inverse, rotation } from "./geometry.js";
import { disc, outline, stroke, write } from "./pen.js";

const [SIDES, MEETING, LAYERS] = [5, 4, 5]; // pentagons, four at a corner: their sides form lines
const RINGS = 12;
const APART = 8; // pixels

/** Half-turns about the middles of the central cell's sides: each takes it to a neighbour. */
const TURNS = Array.from({ length: SIDES }, (_, n) => {
  const cosh = Math.cos(Math.PI / MEETING) / Math.sin(Math.PI / SIDES);
  const r = Math.tanh(Math.acosh(cosh) / 2), angle = (2 * Math.PI * n) / SIDES;
  const out = carry(0, 0, r * Math.cos(angle), r * Math.sin(angle), 1);
  return compose(out, compose(rotation(Math.PI), inverse(out), 1), 1);
});
const CORNERS = Array.from({ length: SIDES }, (_, n) => {
  const cosh = 1 / (Math.tan(Math.PI / SIDES) * Math.tan(Math.PI / MEETING));
  const r = Math.tanh(Math.acosh(cosh) / 2), angle = (2 * Math.PI * (n + 0.5)) / SIDES;
  return [r * Math.cos(angle), r * Math.sin(angle)];
});

let sides = null; // [x, y, x, y] of each, once computed

/** Every side of the cells around the origin. */
export function tiling() {
  if (sides) return sides;
  const cells = new Map([["0,0", [1, 0, 0, 0]]]), found = new Map();
  let rim = [...cells.values()];
  const name = (x, y) => [x, y].map((v) => Math.round(v * 1e5) + 0).join();
  for (let layer = 0; layer < LAYERS; layer++) {
    const next = [];
    for (const cell of rim) {
      for (const half of TURNS) {
        const beyond = compose(cell, half, 1), key = name(...apply(beyond, 0, 0, 1));
        if (!cells.has(key)) cells.set(key, next[next.push(beyond) - 1]);
      }
    }
    rim = next;
  }
  for (const cell of cells.values()) {
    CORNERS.forEach((corner, n) => {
      const ends = [corner, CORNERS[(n + 1) % SIDES]].map(([x, y]) => apply(cell, x, y, 1));
      const [[px, py], [qx, qy]] = ends;
      found.set(name((px + qx) / 2, (py + qy) / 2), [px, py, qx, qy]);
    });
  }
  return (sides = [...found.values()]);
}

/** The motion followed by what keeps the tiling and brings the view back over the central cell. */
export function recentred(motion) {
  let [x, y] = apply(inverse(motion), 0, 0, 1), kept = motion;
  for (;;) {
    const nearer = TURNS.find((half) => Math.hypot(...apply(half, x, y, 1)) < Math.hypot(x, y) - 1e-9);
    if (!nearer) return kept;
    [x, y] = apply(nearer, x, y, 1);
    kept = compose(kept, nearer, 1); // a half-turn undoes itself
  }
}

export function drawGrid(context, view, look) {
  const path = outline(context);
  if (view.k) {
    const motion = recentred(view.motion);
    for (const [px, py, qx, qy] of tiling()) {
      const p = apply(motion, px, py, 1), q = apply(motion, qx, qy, 1);
      if (Math.hypot(p[0] - q[0], p[1] - q[1]) * view.scale > 2) line(path, view, ...p, ...q);
    }
  } else {
    const step = flatStep(view), [cx, cy] = apply(inverse(view.motion), 0, 0, 0);
    const reach = Math.hypot(view.width, view.height) / view.scale / step;
    const [i0, j0] = [cx, cy].map((v) => Math.round(v / step));
    for (let n = -Math.ceil(reach); n <= reach; n++) {
      const across = (x, y, u, v) => line(path, view, ...apply(view.motion, x * step, y * step, 0),
        ...apply(view.motion, u * step, v * step, 0));
      across(i0 + n, j0 - reach, i0 + n, j0 + reach);
      across(i0 - reach, j0 + n, i0 + reach, j0 + n);
    }
  }
  stroke(context, path, look.muted, 1, [], 0.3);
}

/** Circles about the data's origin, each with its distance. */
export function drawRings(context, view, look) {
  const [x, y] = apply(view.motion, 0, 0, view.k), step = view.k ? 1 : flatStep(view);
  let last = 0;
  for (let n = 1; n <= RINGS; n++) {
    const [cx, cy, r] = circle(x, y, n * step, view.k), [sx, sy] = view.toScreen(cx, cy);
    if ((r - last) * view.scale < APART) continue; // too close to the ring before
    last = r;
    stroke(context, disc(context, sx, sy, r * view.scale), look.muted, 1, [1, 3], 0.8);
    write(context, look, String(Number((n * step).toPrecision(6))), sx, sy - r * view.scale);
  }
}

/** A round number of data units, a few of which fill the canvas. */
function flatStep(view) {
  const rough = view.unit / view.zoom / 3, power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
}
