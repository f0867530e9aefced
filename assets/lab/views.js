/**
 * The models of the plane as pictures: each takes points of the disk to plane coordinates and
 * back, says what part of these fits into the frame, and draws what stands behind the scene.
 */

import { disc, outline, stroke, write } from "../disk/pen.js";
import {
  fromHalfPlane, fromKlein, toHalfPlane, toHyperboloid, toKlein,
} from "./models.js";

const TILT = (24 * Math.PI) / 180; // from how high the hyperboloid is looked at
const [S, C] = [Math.sin(TILT), Math.cos(TILT)];
const ROOM = 1.18; // around a disk, for names at the rim

const within = (value, [low, high]) => Math.min(high, Math.max(low, value));

/** The hyperboloid [t, x, y] seen from afar. */
const seen = ([t, x, y]) => [x, C * t + S * y];

const roundFrame = { extent: () => ROOM, window: (reach) => [0, 0, reach, reach] };

export const VIEWS = {
  poincare: {
    title: "Poincaré disk",
    flat: true, // shows Euclidean constructions
    project: (x, y) => [x, y],
    unproject: (x, y) => [x, y],
    ...roundFrame,
    backdrop: rim,
  },

  klein: {
    title: "Klein disk",
    project: toKlein,
    unproject(x, y) {
      const r = Math.hypot(x, y), inside = Math.min(1, (1 - 1e-9) / Math.max(r, 1e-9));
      return fromKlein(x * inside, y * inside);
    },
    ...roundFrame,
    backdrop: rim,
  },

  halfplane: {
    title: "Half-plane",
    project: toHalfPlane,
    unproject: (x, y) => fromHalfPlane(x, Math.max(y, 1e-6)),
    extent: (points) => within(1.25 * Math.max(0, ...points.map(([x, y]) => {
      const [px, py] = toHalfPlane(x, y);
      return Math.max(Math.abs(px), py / 1.3);
    })), [1.6, 12]),
    window: (reach) => [0, 0.7 * reach, reach, 0.78 * reach],
    backdrop(context, frame, look) {
      const axis = outline(context), [, y] = frame.toScreen(0, 0);
      axis.moveTo(0, y);
      axis.lineTo(frame.width, y);
      context.globalAlpha = 1;
      context.fillStyle = look.surface;
      context.fillRect(0, 0, frame.width, y);
      stroke(context, axis, look.muted, 1.5);
    },
  },

  hyperboloid: {
    title: "Hyperboloid",
    project: (x, y) => seen(toHyperboloid(x, y)),
    /** A line of sight meets the bowl twice: of the two points, the one nearer to `near`. */
    unproject(X, Y, near) {
      const k = C * C - S * S, a = 1 + X * X, root = C * Math.sqrt(Math.max(0, Y * Y - k * a));
      const ends = [root, -root].map((r) => (r - S * Y) / k).map((y) => {
        const t = Math.sqrt(a + y * y);
        return [X / (1 + t), y / (1 + t)];
      });
      const away = ([x, y]) => Math.hypot(x - near[0], y - near[1]);
      return away(ends[0]) <= away(ends[1]) ? ends[0] : ends[1];
    },
    extent: (points) => within(1.2 * Math.max(1, ...points.map((p) => toHyperboloid(...p)[0])), [3, 14]),
    window(height) {
      const wide = Math.sqrt(height * height - 1), top = C * height + S * wide;
      const low = -S - 0.12 * top; // room for the name of the disk below
      return [0, (top + low) / 2, 1.06 * wide, (1.04 * (top - low)) / 2];
    },
    visible: ([x, y], height) => toHyperboloid(x, y)[0] <= height,
    backdrop: bowl,
    /** A point's shadow on the disk below, thrown by a lamp at (−1, 0, 0). */
    shadow: (x, y) => seen([0, x, y]),
  },
};

function rim(context, frame, look) {
  const [x, y] = frame.toScreen(0, 0), edge = disc(context, x, y, frame.scale);
  context.globalAlpha = 1;
  context.fillStyle = look.surface;
  context.fill(edge);
  stroke(context, edge, look.muted, 1.5);
}

/** Meridians and parallels of the bowl, and the disk that is its shadow. */
function bowl(context, frame, look) {
  const path = (points) => {
    const found = outline(context);
    points.forEach((p, n) => found[n ? "lineTo" : "moveTo"](...frame.toScreen(...seen(p))));
    return found;
  };
  const around = (t, r) => Array.from({ length: 97 }, (_, n) => {
    const angle = (2 * Math.PI * n) / 96;
    return [t, r * Math.cos(angle), r * Math.sin(angle)];
  });
  const edge = Math.acosh(frame.extent);
  const floor = path(around(0, 1));
  context.globalAlpha = 1;
  context.fillStyle = look.surface;
  context.fill(floor);
  stroke(context, floor, look.muted, 1.25);
  for (let d = 0.5; d < edge; d += 0.5) {
    stroke(context, path(around(Math.cosh(d), Math.sinh(d))), look.muted, 1, [], 0.25);
  }
  for (let n = 0; n < 12; n++) {
    const angle = (Math.PI * n) / 6, meridian = Array.from({ length: 33 }, (_, k) => {
      const d = (edge * k) / 32, r = Math.sinh(d);
      return [Math.cosh(d), r * Math.cos(angle), r * Math.sin(angle)];
    });
    stroke(context, path(meridian), look.muted, 1, [], 0.25);
  }
  stroke(context, path(around(frame.extent, Math.sinh(edge))), look.muted, 1.5, [], 0.9);
  const [x, y] = frame.toScreen(...seen([0, 0, -1]));
  write(context, look, "Poincaré disk", x, y + 12);
}
