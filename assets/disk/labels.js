/**
 * Which names are written where: greedy, the important first, none over another name or a mark.
 *
 * A name stands beside its mark, to one of eight sides, those first that look away from the
 * picture's middle, where the edges come from; a name without room there, at the end of a line.
 */

import { Room } from "./room.js";

export const LINE = 1.12; // height of a line of text, in sizes of the type
const AIR = 3; // pixels between a mark and its name
const LINES = [10, 18, 28, 40, 54, 72, 96]; // further pixels, with a line that leads to the name
const AREA = 2200; // square pixels of canvas a candidate; with less, lines would be all there is
const STEP = 6; // pixels between the places where a line is looked at
const TURNS = 16; // directions in which a name can stand; beside its mark only every second

/** Directions [x, y] from the right on, counter-clockwise; the screen's y points down. */
const SIDES = Array.from({ length: TURNS }, (_, n) => {
  const angle = (2 * Math.PI * n) / TURNS;
  return [Math.cos(angle), -Math.sin(angle)].map((value) => (Math.abs(value) < 1e-9 ? 0 : value));
});

/** What it costs to read a name that stands there: beside is better than above, and that than askew. */
const COST = SIDES.map(([x, y]) => (!y ? 0 : !x ? 0.5 : 0.35) + (x < 0 ? 0.1 : 0));

/** The sides in the order they are tried, for each direction of the picture's outside. */
const ORDERS = SIDES.map(inOrder), CENTRAL = inOrder([0, 0]);
const NEAR = new Map([...ORDERS, CENTRAL].map((order) => [order, order.filter((side) => side % 2 === 0)]));

function inOrder([ax, ay]) {
  const cost = SIDES.map(([x, y], n) => COST[n] - x * ax - y * ay);
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
  const room = new Room(width, height), placed = [];
  for (const [x, y, r] of marks) room.take([x - r, y - r, x + r, y + r]);
  for (const box of covered) room.take(box);
  const put = (candidate, off, order) => order.some((side) => {
    const box = boxAt(candidate, measure(candidate.text, candidate.size), off, side);
    if (!room.free(box)) return false;
    const way = off ? wayTo(candidate, off, side) : [];
    if (!way.every((step) => room.free(step))) return false;
    for (const taken of [box, ...way]) room.take(taken);
    placed.push({ ...candidate, ...written(candidate, box, off, side), off, side });
    return true;
  });
  // Where x or y is no number the mark lies nowhere.
  let waiting = candidates.filter(({ x, y }) => x > 0 && x < width && y > 0 && y < height);
  const round = (tries) => {
    waiting = waiting.filter((candidate) => placed.length >= most || !tries(candidate));
  };
  round((candidate) => {
    const last = sides.get(candidate.key);
    return (last && put(candidate, ...last)) || put(candidate, 0, NEAR.get(orderOf(candidate.away)));
  });
  for (const off of candidates.length * AREA > width * height ? [] : LINES) {
    round((candidate) => put(candidate, off, orderOf(candidate.away)));
  }
  sides.clear();
  for (const { key, off, side } of placed) sides.set(key, [off, [side]]);
  return placed;
}

function orderOf([ax, ay]) {
  if (Math.hypot(ax, ay) < 0.1) return CENTRAL;
  return ORDERS[(Math.round((Math.atan2(-ay, ax) / (2 * Math.PI)) * TURNS) + TURNS) % TURNS];
}

/** The box of a name `off` pixels away from its place beside the mark. */
function boxAt({ size, x, y, gap }, width, off, side) {
  const [ux, uy] = SIDES[side], height = LINE * size, reach = gap + AIR + off;
  const left = x + ux * reach + (Math.sign(ux) - 1) * width / 2;
  const top = y + uy * reach + (Math.sign(uy) - 1) * height / 2;
  return [left, top, left + width, top + height];
}

/** Small boxes along the line that leads to a name. */
function wayTo({ x, y, gap }, off, side) {
  const [ux, uy] = SIDES[side], way = [];
  for (let r = gap + STEP; r < gap + AIR + off - 1; r += STEP) {
    way.push([x + ux * r - 1, y + uy * r - 1, x + ux * r + 1, y + uy * r + 1]);
  }
  return way;
}

/** What is drawn of a name in its box. */
function written({ x, y, gap }, box, off, side) {
  const [ux, uy] = SIDES[side], reach = gap + AIR + off;
  return {
    box, x: x + ux * reach, y: (box[1] + box[3]) / 2,
    align: ux > 0 ? "left" : ux < 0 ? "right" : "center",
    line: off ? [gap, reach - 1].map((r) => [x + ux * r, y + uy * r]) : null,
  };
}
