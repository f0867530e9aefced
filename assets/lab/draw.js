/** Draws a panel's shapes in one model of the plane. */

import { disc, fill, outline, stroke, write } from "../disk/pen.js";

const HEAD = 9; // pixels of an arrow's head
const CROSS = 4;
const AROUND = 12; // radius of a ring that leaves a handle to be seen

/** Where plane coordinates of a view lie on a canvas of width × height CSS pixels. */
export class Frame {
  constructor(view, extent, width, height) {
    const [cx, cy, halfWidth, halfHeight] = view.window(extent);
    Object.assign(this, { view, extent, width, height, middle: [cx, cy] });
    this.scale = Math.max(1, Math.min(width / halfWidth, height / halfHeight) / 2);
  }

  toScreen(x, y) {
    const [cx, cy] = this.middle;
    return [this.width / 2 + this.scale * (x - cx), this.height / 2 - this.scale * (y - cy)];
  }

  /** A point of the disk on the screen. */
  place([x, y]) {
    return this.toScreen(...this.view.project(x, y));
  }

  /** The point of the disk under a screen point; of several, that nearest to `near`. */
  find(sx, sy, near) {
    const [cx, cy] = this.middle;
    const x = (sx - this.width / 2) / this.scale + cx, y = (this.height / 2 - sy) / this.scale + cy;
    return this.view.unproject(x, y, near);
  }

  visible(point) {
    return this.view.visible?.(point, this.extent) ?? true;
  }
}

/** Everything but the handles themselves. */
export function draw(context, frame, { shapes, handles }, look, colours) {
  context.clearRect(0, 0, frame.width, frame.height);
  frame.view.backdrop(context, frame, look);
  for (const shape of shapes) {
    if (shape.flat && !frame.view.flat) continue;
    const colour = colours[shape.colour] ?? look.muted;
    if (shape.points) drawCurve(context, frame, shape, colour);
    else if (shape.arrow) drawArrow(context, frame, shape, colour, look);
    else drawMark(context, frame, shape, colour, look);
  }
  for (const { at, flat } of handles) if (!flat) drawShadow(context, frame, at, look);
}

function drawCurve(context, frame, shape, colour) {
  const path = outline(context);
  let drawing = false;
  for (const point of shape.points) {
    const inside = frame.visible(point), [x, y] = frame.place(point);
    if (inside && Number.isFinite(x + y)) path[drawing ? "lineTo" : "moveTo"](x, y);
    drawing = inside;
  }
  if (shape.fill) fill(context, path, colour, shape.fill);
  stroke(context, path, colour, shape.width, shape.dash, shape.alpha);
}

/** A tangent vector as the view's own map bends it: by the differential at its foot. */
function drawArrow(context, frame, { arrow, vector, alpha = 1 }, colour) {
  const [vx, vy] = vector, size = Math.hypot(vx, vy);
  if (size < 1e-9 || !frame.visible(arrow)) return;
  const h = (1e-4 * (1 - arrow[0] ** 2 - arrow[1] ** 2)) / size;
  const [ahead, behind] = [h, -h].map((s) => frame.place([arrow[0] + s * vx, arrow[1] + s * vy]));
  const [x, y] = frame.place(arrow);
  const [dx, dy] = [(ahead[0] - behind[0]) / (2 * h), (ahead[1] - behind[1]) / (2 * h)];
  const length = Math.hypot(dx, dy), [ex, ey] = [x + dx, y + dy];
  const [ux, uy] = [dx / length, dy / length], head = Math.min(HEAD, 0.6 * length);
  const shaft = outline(context), tip = outline(context);
  shaft.moveTo(x, y);
  shaft.lineTo(ex - 0.7 * head * ux, ey - 0.7 * head * uy);
  tip.moveTo(ex, ey);
  tip.lineTo(ex - head * (ux + 0.45 * uy), ey - head * (uy - 0.45 * ux));
  tip.lineTo(ex - head * (ux - 0.45 * uy), ey - head * (uy + 0.45 * ux));
  tip.closePath();
  stroke(context, shaft, colour, 2.25, [], alpha);
  fill(context, tip, colour, alpha);
}

function drawMark(context, frame, { mark, name, small, cross, around }, colour, look) {
  if (!frame.visible(mark)) return;
  const [x, y] = frame.place(mark);
  if (cross) {
    const path = outline(context);
    for (const side of [-1, 1]) {
      path.moveTo(x - CROSS, y - side * CROSS);
      path.lineTo(x + CROSS, y + side * CROSS);
    }
    stroke(context, path, colour, 1.5);
  } else if (around) {
    stroke(context, disc(context, x, y, AROUND), colour, 2.5);
  } else {
    fill(context, disc(context, x, y, small ? 2.5 : 4), colour);
  }
  if (name) write(context, look, name, x, mark[1] > 0.05 ? y - 14 : y + 14); // away from the centre
}

/** On the hyperboloid: how a point hangs together with the disk below. */
function drawShadow(context, frame, [x, y], look) {
  if (!frame.view.shadow || !frame.visible([x, y])) return;
  const [sx, sy] = frame.toScreen(...frame.view.shadow(x, y)), path = outline(context);
  path.moveTo(...frame.place([x, y]));
  path.lineTo(sx, sy);
  stroke(context, path, look.muted, 1, [2, 3], 0.8);
  fill(context, disc(context, sx, sy, 3), look.muted);
}
