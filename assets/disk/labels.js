/**
 * Which names are written where: greedy, the important first, none over another name or a mark.
 *
 * A name stands beside its mark, to one of eight sides, those first that look away from the
 * picture's middle, where the edges come from; a name without room there, at the end of a line.
 */

import { Room } from "./room.js";

export const LINE = 1.12; // height of a line of text, in sizes of the type
const AIR = 3; // pixels between a mark and its name
const RINGS = [0, 10, 22, 36, 52]; // further pixels; beyond the first, a line leads to the name
const CROWD = 250; // candidates; of more, no name gets a line, for lines would be all there is
const STEP = 6; // pixels between the places where a line is looked at

/** Right, and so on counter-clockwise; the screen's y points down. */
const SIDES = Array.from({ length: 8 }, (_, n) => [Math.cos(n * Math.PI / 4), -Math.sin(n * Math.PI / 4)]
  .map((value) => (Math.abs(value) < 1e-9 ? 0 : value)));
const COST = [0, 0.35, 0.5, 0.4, 0.15, 0.4, 0.5, 0.35]; // of reading a name that stands there

/** The sides in the order they are tried, for each of 16 directions of the picture's outside. */
const ORDERS = Array.from({ length: 16 }, (_, n) => inOrder(Math.cos(n * Math.PI / 8), -Math.sin(n * Math.PI / 8)));
const CENTRAL = inOrder(0, 0);

function inOrder(ax, ay) {
  const cost = SIDES.map(([ux, uy], n) => COST[n] - ux * ax - uy * ay);
  return [...SIDES.keys()].sort((m, n) => cost[m] - cost[n]);
}

/**
 * The candidates that find room, as { …candidate, box, x, y, align, line } with (x, y) where text
 * of that alignment is written, y the middle of its line, and the ends of the line that leads
 * there, or null.
 *
 * candidates: { key, text, size, x, y, gap, away } in order of importance; (x, y) is the mark,
 *     `gap` its radius, `size` that of the type, `away` the direction [x, y] of the picture's
 *     outside, [0, 0] in the middle.
 * around: { width, height, marks, covered }: the canvas, all marks as [x, y, radius], and boxes
 *     [left, top, right, bottom] that something else lies on.
 * measure: gives a text's width in a size. sides: Map of key -> where the name stood last; what
 *     can stay there does, so that nothing jumps from frame to frame. It is brought up to date.
 */
export function place(candidates, { width, height, marks, covered }, measure, sides, most) {
  const room = new Room(width, height), placed = new Array(candidates.length), waiting = [];
  for (const [x, y, r] of marks) room.take([x - r, y - r, x + r, y + r]);
  for (const box of covered) room.take(box);
  let count = 0;
  const put = (n, ring, order) => {
    for (const side of order) {
      const found = standing(candidates[n], measure, ring, side);
      if (!room.free(found.box) || !found.way.every((box) => room.free(box))) continue;
      room.take(found.box);
      found.way.forEach((box) => room.take(box));
      sides.set(candidates[n].key, [ring, side]);
      placed[n] = found;
      count += 1;
      return true;
    }
    return false;
  };
  for (let n = 0; n < candidates.length && count < most; n++) {
    const { key, x, y, away } = candidates[n], last = sides.get(key);
    if (!(x > 0 && x < width && y > 0 && y < height)) continue; // also drops what is not a number
    if (last && put(n, last[0], [last[1]])) continue;
    if (!put(n, 0, orderOf(away))) waiting.push(n);
  }
  if (candidates.length > CROWD) waiting.length = 0;
  for (const n of waiting) {
    for (let ring = 1; ring < RINGS.length && count < most; ring++) {
      if (put(n, ring, orderOf(candidates[n].away))) break;
    }
  }
  candidates.forEach(({ key }, n) => placed[n] ?? sides.delete(key));
  return placed.filter(Boolean);
}

function orderOf([ax, ay]) {
  if (Math.hypot(ax, ay) < 0.1) return CENTRAL;
  return ORDERS[(Math.round(Math.atan2(-ay, ax) / (Math.PI / 8)) + 16) % 16];
}

/** A candidate as it would stand there; `way`: boxes along its line. */
function standing(candidate, measure, ring, side) {
  const { text, size, x, y, gap } = candidate, [ux, uy] = SIDES[side];
  const width = measure(text, size), height = LINE * size, off = gap + AIR + RINGS[ring];
  const left = x + ux * off + (Math.sign(ux) - 1) * width / 2;
  const top = y + uy * off + (Math.sign(uy) - 1) * height / 2;
  const box = [left, top, left + width, top + height], way = [];
  const align = ux > 0 ? "left" : ux < 0 ? "right" : "center";
  const at = { left: box[0], right: box[2], center: left + width / 2 }[align];
  const from = [x + ux * gap, y + uy * gap], to = [x + ux * (off - 1), y + uy * (off - 1)];
  if (ring) {
    for (let r = gap + STEP; r < off - STEP / 2; r += STEP) {
      way.push([x + ux * r - 1, y + uy * r - 1, x + ux * r + 1, y + uy * r + 1]);
    }
  }
  const line = ring ? [from, to] : null;
  return { ...candidate, box, x: at, y: top + height / 2, align, line, way };
}
