/**
 * What each panel shows of a scene { u, v, w, factor }: shapes in coordinates of the disk, points
 * that can be dragged, and numbers that follow them.
 *
 * A shape has `points` (a polyline), `arrow` (a tangent vector at a point) or `mark` (a point
 * with a `name`), and its style: colour, width, dash, alpha, fill. Shapes with `flat` are
 * Euclidean constructions that only the Poincaré disk shows. A handle's `move` tells what a
 * drag to a point of the disk changes in the scene. One that may come to lie on another has a
 * direction `along` which it moves, and is held by a knob beside it; of others that coincide the
 * later one lies on top.
 */

import { circle, distance, orthogonalCircle } from "../disk/geometry.js";
import {
  add, angle, area, circumference, diskArea, exp, gap, gyration, log, scale, times, transport,
} from "./mobius.js";
import {
  arcAboutOrigin, crossing, flatCircle, line, ray, ring, segment, square,
} from "./shapes.js";

const FAN = 24; // lines through w
const STOPS = 5; // arrows on the way of a transported vector
const SIDE = 0.35; // hyperbolic distance of a square's corner from its middle
const ORIGIN = [0, 0];
const STEP = 0.01; // on the paper, of the disk's radius
export const MOST = 8; // hyperbolic distance from the centre that a handle can be dragged to

const THIN = { colour: "muted", width: 1, alpha: 0.7 };
const DASHED = { colour: "muted", width: 1.25, dash: [4, 4] };

const between = (p, q) => distance(...p, ...q, 1);
const minus = (text) => text.replace("-", "−");
const degrees = (radians) => minus(`${((180 * radians) / Math.PI).toFixed(1)}°`);
const round = (x) => minus(x.toFixed(3));
const heading = (u) => (Math.hypot(...u) > 1e-9 ? times(1 / Math.hypot(...u), u) : [1, 0]);
/** How long a step inwards from u is that is drawn STEP long. */
const inwards = (u) => between(u, times(Math.hypot(...u) - STEP, heading(u)));
const free = (scene, ...names) => names.map((name) => (
  { name, at: scene[name], move: (to) => ({ [name]: to }) }));

export const PANELS = {
  geodesic(scene) {
    const { u, v } = scene, [found, centre] = support(u, v);
    return {
      shapes: [
        ...found,
        { points: line(u, v), ...THIN },
        { points: [u, v], ...DASHED, dash: [1, 3], flat: true },
        { points: segment(u, v), colour: "a", width: 3 },
      ],
      handles: free(scene, "u", "v"),
      numbers: [
        ["d(u, v)", round(between(u, v))],
        ["Euclidean", round(distance(...u, ...v, 0))],
        ["circle about", centre ? point(centre) : "none: a diameter"],
      ],
    };
  },

  sum(scene) {
    const { u, v } = scene, uv = add(u, v), vu = add(v, u), turn = gyration(u, v);
    return {
      shapes: [
        { points: [ORIGIN, u], colour: "a", width: 1.25, alpha: 0.7 },
        { points: [ORIGIN, v], colour: "b", width: 1.25, alpha: 0.7 },
        { points: segment(u, uv), colour: "b", width: 2.5 },
        { points: segment(v, vu), colour: "a", width: 2.5 },
        { points: arcAboutOrigin(vu, uv), colour: "c", width: 2.5, dash: [5, 4] },
        { mark: ORIGIN, name: "0" },
        { mark: uv, name: "u⊕v", colour: "text" },
        { mark: vu, name: "v⊕u", colour: "text" },
      ],
      handles: free(scene, "u", "v"),
      numbers: [["u⊕v", point(uv)], ["v⊕u", point(vu)], ["gyration", degrees(turn)]],
    };
  },

  tangent(scene) {
    const { u, v } = scene, t = log(u, v), tip = [u[0] + t[0], u[1] + t[1]];
    return {
      shapes: [
        { points: line(u, v), ...THIN },
        { points: segment(u, v), colour: "a", width: 3, alpha: 0.6 },
        { arrow: u, vector: t, colour: "c", name: "log" },
      ],
      handles: [
        {
          name: "tip", at: tip, flat: true,
          move: ([x, y]) => ({ v: exp(u, [x - u[0], y - u[1]]) }),
        },
        ...free(scene, "u", "v"), // the tip comes close to u when u is near the rim
      ],
      numbers: [
        ["log", point(t)],
        ["its length", round((2 / gap(u)) * Math.hypot(...t))],
        ["d(u, v)", round(between(u, v))],
      ],
    };
  },

  transport(scene) {
    const { u, v, w } = scene, t = log(u, w), carried = transport(u, v, t);
    const way = segment(u, v), stops = Array.from({ length: STOPS }, (_, n) => (
      way[Math.round(((n + 1) / (STOPS + 1)) * (way.length - 1))]));
    return {
      shapes: [
        { points: line(u, v), ...THIN },
        { points: way, colour: "muted", width: 2 },
        { points: segment(u, w), ...DASHED },
        ...stops.map((p) => ({ arrow: p, vector: transport(u, p, t), colour: "c", alpha: 0.45 })),
        { arrow: u, vector: t, colour: "c" },
        { arrow: v, vector: carried, colour: "c" },
      ],
      handles: free(scene, "u", "v", "w"),
      numbers: [
        ["at u", point(t)],
        ["at v", point(carried)],
        ["length of both", round((2 / gap(u)) * Math.hypot(...t))],
      ],
    };
  },

  multiples(scene) {
    const { u, factor } = scene, end = scale(factor, u), n = Math.hypot(...u);
    const along = heading(u), unit = 2 * Math.atanh(n);
    const reach = Math.floor(MOST / Math.max(unit, 0.4));
    const whole = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach);
    return {
      shapes: [
        { points: ray(ORIGIN, along, -12, 12), ...THIN },
        { points: segment(ORIGIN, end), colour: "b", width: 2.5 },
        ...whole.filter((k) => k !== 1).map((k) => {
          const named = Math.abs(k) < 4 && Math.abs(k - factor) > 0.3;
          return { mark: scale(k, u), name: named ? minus(String(k)) : "", small: true };
        }),
        { mark: end, colour: "c", around: true },
      ],
      handles: [
        ...free(scene, "u"),
        {
          name: "r⊗u", at: end, along,
          move: ([x, y]) => {
            const r = Math.min(0.9999, Math.abs(x * along[0] + y * along[1]));
            const side = x * along[0] + y * along[1] < 0 ? -1 : 1;
            return unit > 1e-9 ? { factor: (side * 2 * Math.atanh(r)) / unit } : {};
          },
        },
      ],
      numbers: [
        ["r", round(factor)],
        ["‖u‖", round(n)],
        ["d(0, u)", round(unit)],
        ["d(0, r⊗u)", round(between(ORIGIN, end))],
      ],
    };
  },

  circle(scene) {
    const { u, v } = scene, d = between(u, v), [x, y, r] = circle(...u, d, 1);
    return {
      shapes: [
        { points: ring(u, d), colour: "a", width: 2.5, fill: 0.1 },
        ...[0.25, 0.5, 0.75].map((part) => ({ points: ring(u, part * d), ...THIN })),
        { points: segment(u, v), colour: "b", width: 2 },
        { points: [[x, y], [x + r, y]], ...DASHED, flat: true },
        { mark: [x, y], name: "centre as drawn", cross: true, flat: true },
      ],
      handles: free(scene, "u", "v"),
      numbers: [
        ["radius", round(d)],
        ["length", round(circumference(d))],
        ["area", round(diskArea(d))],
        ["radius as drawn", round(r)],
        ["centre as drawn", point([x, y])],
      ],
    };
  },

  triangle(scene) {
    const { u, v, w } = scene, corners = [angle(u, v, w), angle(v, w, u), angle(w, u, v)];
    const names = ["α", "β", "γ"];
    return {
      shapes: [
        {
          points: [...segment(u, v), ...segment(v, w), ...segment(w, u)],
          colour: "a", width: 2.5, fill: 0.12,
        },
        { points: [u, v, w, u], ...DASHED, dash: [1, 3], flat: true },
      ],
      handles: free(scene, "u", "v", "w"),
      numbers: [
        ...corners.map((at, n) => [names[n], degrees(at)]),
        ["sum", degrees(corners[0] + corners[1] + corners[2])],
        ["area", round(area(u, v, w))],
      ],
    };
  },

  squares(scene) {
    const { u } = scene, others = [ORIGIN];
    for (let d = 1; d <= 5; d++) {
      for (let n = 0; n < 8; n++) {
        const turn = (2 * Math.PI * (n + (d % 2) / 2)) / 8, r = Math.tanh(d / 2);
        others.push([r * Math.cos(turn), r * Math.sin(turn)]);
      }
    }
    return {
      shapes: [
        ...others.map((p) => ({ points: square(p, SIDE), colour: "muted", width: 1, fill: 0.12 })),
        { points: square(u, SIDE), colour: "a", width: 2, fill: 0.25 },
      ],
      handles: free(scene, "u"),
      numbers: [
        ["‖u‖", round(Math.hypot(...u))],
        ["λ at u", round(2 / gap(u))],
        ["λ at the centre", "2.000"],
        ["a drawn step of .01 from u inwards", round(inwards(u))],
      ],
    };
  },

  rim(scene) {
    const { u } = scene, n = Math.hypot(...u), along = heading(u);
    const single = u.map(Math.fround), exact = between(ORIGIN, u);
    const error = Math.abs(between(ORIGIN, single) - exact);
    return {
      shapes: [
        { points: ray(ORIGIN, along, 0, 12), ...THIN },
        ...Array.from({ length: 12 }, (_, k) => (
          { mark: times(Math.tanh((k + 1) / 2), along), name: k < 4 ? String(k + 1) : "", small: true })),
        { points: segment(ORIGIN, u), colour: "a", width: 2.5 },
        { mark: ORIGIN, name: "0" },
      ],
      handles: free(scene, "u"),
      numbers: [
        ["d(0, u)", exact.toFixed(6)],
        ["1 − ‖u‖", (1 - n).toExponential(2)],
        ["error once u is float32", error.toExponential(1)],
      ],
    };
  },

  parallels(scene) {
    const { u, v, w } = scene, given = support(u, v)[1], meets = crossing(u, v);
    let missed = 0;
    const fan = Array.from({ length: FAN }, (_, n) => {
      const turn = (Math.PI * n) / FAN, points = ray(w, [Math.cos(turn), Math.sin(turn)], -12, 12);
      const hit = meets(points);
      missed += !hit;
      return { points, colour: hit ? "muted" : "b", width: hit ? 1 : 1.75, alpha: hit ? 0.5 : 0.85 };
    });
    return {
      shapes: [...fan, { points: line(u, v), colour: "a", width: 3 }],
      handles: free(scene, "u", "v", "w"),
      numbers: [
        [`of ${FAN} lines through w`, `${missed} never meet the line u v`],
        ["circle about", given ? point(given) : "none: a diameter"],
      ],
    };
  },

  labels(scene) {
    const { u, v, w } = scene, d = between(u, w);
    return {
      shapes: [
        { points: ring(u, d), colour: "a", width: 2, fill: 0.08 },
        { points: ring(v, d), colour: "b", width: 2, fill: 0.08 },
        { points: segment(u, w), ...DASHED, colour: "a", width: 2 },
        { points: segment(v, w), ...DASHED, colour: "b", width: 2 },
      ],
      handles: [
        ...free(scene, "u", "v").map((handle, n) => ({ ...handle, text: `label ${n + 1}` })),
        ...free(scene, "w").map((handle) => ({ ...handle, text: "word" })),
      ],
      numbers: [
        ["score of label 1", round(-between(u, w))],
        ["score of label 2", round(-between(v, w))],
      ],
    };
  },
};

export function point([x, y]) {
  return `(${round(x)}, ${round(y)})`;
}

/** The circle that a geodesic is part of, as shapes, and its centre; nothing for a diameter. */
function support(p, q) {
  const found = orthogonalCircle(...p, ...q);
  if (!found) return [[], null];
  const [x, y, r] = found;
  return [[
    { points: flatCircle([x, y], r), ...DASHED, flat: true },
    { mark: [x, y], name: "centre", cross: true, flat: true },
  ], [x, y]];
}
