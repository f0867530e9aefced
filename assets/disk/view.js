/**
 * How a person looks at the scene: a motion, a magnifier, and the size of the canvas.
 *
 * Three coordinates: model (as the data has it), view (after the motion), screen (CSS pixels
 * from the canvas' top left corner). Dragging changes the motion; zooming only magnifies the
 * view about the pointer, as on a map.
 */

import { IDENTITY, apply, applyAll, carry, compose, inverse, rotation } from "./geometry.js";

const MARGIN = 16; // pixels between the rim and the canvas' edge
const REACH = 0.9995; // a pointer outside the disk pulls from here
const INNER = 1 - 1e-12; // a view cannot be centred further out
const ZOOM = [0.5, 60];
const WORTH = 1.2; // less of it would only cut off the rim
const CLOSE = 8; // nearer than this a few points lose their surroundings
const GONE = 0.998; // what a drag has taken further out than this is a crowd on the rim

export class View {
  constructor() {
    this.k = 1;
    this.unit = 1; // view length that fills the canvas at zoom 1
    this.home = IDENTITY;
    this.width = this.height = 1;
    this.reset();
  }

  reset() {
    this.motion = this.home;
    this.zoom = 1;
    this.shift = [0, 0]; // of the view's origin from the middle of the canvas, in pixels
    this.touched = false;
  }

  /** Fits the home view to arrays of points; the disk needs no fitting. A view in use is kept. */
  fit(k, arrays) {
    const [x, y, reach] = k ? [0, 0, 1] : middle(arrays);
    const fresh = !this.touched || k !== this.k;
    this.k = k;
    this.home = [1, 0, -x, -y];
    if (!fresh) return;
    this.unit = reach;
    this.reset();
  }

  /** Magnifies the home view so that the points fill it, for points that crowd the centre. */
  approach(arrays) {
    this.reset();
    this.fill(reachOf(arrays, this.home[2], this.home[3]));
  }

  /** Magnifies until what reaches so far from the middle fills the view; never makes it smaller. */
  fill(reach) {
    this.zoom = Math.min(ZOOM[1], Math.max(1, (0.9 * this.unit) / Math.max(reach, 1e-9)));
    this.touched = true;
  }

  /** Magnifies the home view about the middle of the points, so that they fill it. */
  frame(arrays) {
    this.reset();
    const [x, y, reach] = middle(arrays);
    const zoom = (0.9 * this.unit) / reach;
    this.zoom = zoom < WORTH ? 1 : Math.min(CLOSE, zoom);
    this.slide(-this.scale * (x + this.home[2]), this.scale * (y + this.home[3]));
    this.touched = true;
  }

  /** Moves the first of the points to the middle, and magnifies until the others fill the view. */
  surround(points) {
    this.reset();
    const moved = new Float64Array(points.length), [x, y] = apply(this.home, points[0], points[1], this.k);
    if (!Number.isFinite(x + y)) return;
    this.motion = compose(carry(x, y, 0, 0, this.k), this.home, this.k);
    applyAll(this.motion, points, moved, this.k);
    this.fill(reachOf([moved], 0, 0));
  }

  /** Shifts the view's origin; zoomed out again, the picture is back in the middle. */
  slide(x, y) {
    const most = this.radius * Math.max(0, this.zoom - 1), length = Math.hypot(x, y);
    this.shift = length > most ? [(x * most) / length, (y * most) / length] : [x, y];
  }

  /** Pixels from the middle to the canvas' nearest edge. */
  get radius() {
    return Math.max(10, Math.min(this.width, this.height) / 2 - MARGIN);
  }

  /** Pixels per unit of view length. */
  get scale() {
    return (this.radius * this.zoom) / this.unit;
  }

  toScreen(x, y) {
    const [dx, dy] = this.shift;
    return [this.width / 2 + dx + this.scale * x, this.height / 2 + dy - this.scale * y];
  }

  toView(sx, sy) {
    const [ox, oy] = this.toScreen(0, 0);
    const x = (sx - ox) / this.scale, y = (oy - sy) / this.scale;
    const r = this.k ? Math.hypot(x, y) : 0;
    return r > REACH ? [(x * REACH) / r, (y * REACH) / r] : [x, y];
  }

  /** Starts a drag at a screen point; the returned function takes that point to another. */
  grab(sx, sy) {
    const start = this.motion, from = this.toView(sx, sy);
    return (tx, ty) => {
      this.motion = compose(carry(...from, ...this.toView(tx, ty), this.k), start, this.k);
      this.touched = true;
    };
  }

  /** Starts a turn at a screen point, about the view's origin; to be used as `grab`. */
  twist(sx, sy) {
    const start = this.motion, [ox, oy] = this.toScreen(0, 0);
    const angle = (x, y) => Math.atan2(oy - y, x - ox);
    return (tx, ty) => {
      this.motion = start;
      this.turn(angle(tx, ty) - angle(sx, sy));
    };
  }

  /** Turns by `angle` (radians, counter-clockwise) about a point of the view. */
  turn(angle, x = 0, y = 0) {
    for (const part of [carry(x, y, 0, 0, this.k), rotation(angle), carry(0, 0, x, y, this.k)]) {
      this.motion = compose(part, this.motion, this.k);
    }
    this.touched = true;
  }

  /**
   * The view in numbers that mean the same on a disk of another size, and in the other geometry:
   * the point at the view's origin from home in home's units, the turn, zoom, and shift in radii.
   */
  get pose() {
    const [x, y] = apply(inverse(this.motion), 0, 0, this.k), [dx, dy] = this.shift;
    return [
      (x + this.home[2]) / this.unit, (y + this.home[3]) / this.unit,
      2 * Math.atan2(this.motion[1], this.motion[0]),
      this.zoom, dx / this.radius, dy / this.radius,
    ];
  }

  set pose([x, y, turn, zoom, dx, dy]) {
    const r = Math.hypot(x, y), inside = this.k && r > INNER ? INNER / r : 1;
    const [cx, cy] = [x, y].map((v, axis) => v * inside * this.unit - this.home[2 + axis]);
    this.motion = compose(rotation(turn), carry(cx, cy, 0, 0, this.k), this.k);
    this.zoom = Math.min(ZOOM[1], Math.max(ZOOM[0], zoom));
    this.shift = [dx * this.radius, dy * this.radius];
    this.touched = true;
  }

  /** Whether any of the points can be made out. The home view is as good as the data are. */
  shows(points) {
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = this.toScreen(points[i], points[i + 1]);
      const there = x >= 0 && y >= 0 && x <= this.width && y <= this.height;
      const apart = !this.k || this.zoom > 1.5 || Math.hypot(points[i], points[i + 1]) < GONE;
      if (there && (apart || !this.touched)) return true;
    }
    return false;
  }

  /** Magnifies about a screen point. */
  zoomAt(sx, sy, factor) {
    const zoom = Math.min(ZOOM[1], Math.max(ZOOM[0], this.zoom * factor));
    const [ox, oy] = this.toScreen(0, 0), ratio = zoom / this.zoom;
    const x = sx + (ox - sx) * ratio - this.width / 2;
    const y = sy + (oy - sy) * ratio - this.height / 2;
    this.zoom = zoom;
    this.slide(x, y);
    this.touched = true;
  }
}

/** How far points reach from the middle once they are shifted by (dx, dy). */
function reachOf(arrays, dx, dy) {
  let reach = 0;
  for (const points of arrays) {
    for (let i = 0; i < points.length; i += 2) {
      const r = Math.hypot(points[i] + dx, points[i + 1] + dy);
      if (Number.isFinite(r)) reach = Math.max(reach, r);
    }
  }
  return reach;
}

/** Middle of the points' box, and half its longer side with some air. */
function middle(arrays) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const points of arrays) {
    for (let i = 0; i < points.length; i += 2) {
      const x = points[i], y = points[i + 1];
      if (!Number.isFinite(x + y)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  }
  if (left > right) return [0, 0, 1];
  const reach = Math.max(right - left, high - low, 1e-6) / 2;
  return [(left + right) / 2, (low + high) / 2, 1.1 * reach];
}
