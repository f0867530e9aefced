/**
 * Trails: the way of a state through a text, the first thing to be seen.
 *
 * A trail grows wider from its first word to its last and has arrowheads along it; it begins in a
 * ring and ends in a star. A second trail has another colour, and a line of the ground's colour
 * along its middle, so that no eye needs the colour to tell them apart.
 */

import { halfway, line } from "./edges.js";
import { disc, fill, outline, stroke } from "./pen.js";

const WIDTH = [3, 6]; // pixels, at the first word and at the last; less,
const SLIM = 0.5; // down to this share of it,
const STEP = 14; // where half the steps are shorter than so many pixels, for lines must not run together,
const LONG = 24; // or where there are more words than that, whose steps cross each other
const HALO = 1.5; // pixels of ground on either side
const CORE = 0.4; // of its width that a second trail is hollow
const ARROWS = 56; // pixels of way between two arrowheads, at least,
const ROOM = 14; // and of the step that one stands on
const START = 6;
const HEAD = 6.5;
const END = 11;
const WORD = 4.5; // with some air

/** Whether trail number `n` is shown. */
export function shows(layers, n) {
  return layers.on("trails") && layers.on(`trail${n}`);
}

export function colourOf(n, look) {
  return look.trails[n % look.trails.length];
}

/** Draws the trail as far as the word `reached`. */
export function drawTrail(context, view, points, n, look, reached) {
  const count = points.length / 2, last = Math.min(count - 1, reached), colour = colourOf(n, look);
  const all = Array.from({ length: count }, (_, i) => view.toScreen(points[2 * i], points[2 * i + 1]));
  const slim = Math.min(1, Math.max(SLIM, Math.min(middleStep(all) / STEP, Math.sqrt(LONG / count))));
  const places = all.slice(0, last + 1);
  const width = (i) => slim * (WIDTH[0] + ((WIDTH[1] - WIDTH[0]) * (i + 1)) / count);
  const steps = places.slice(1).map((_, i) => {
    const path = outline(context);
    line(path, view, ...points.subarray(2 * i, 2 * i + 4));
    return path;
  });
  steps.forEach((path, i) => { // one by one, so that later steps pass over earlier ones
    stroke(context, path, look.surface, width(i + 1) + 2 * HALO);
    stroke(context, path, colour, width(i + 1));
    if (n % 2) stroke(context, path, look.surface, CORE * width(i + 1));
  });
  places.forEach(([x, y], i) => {
    if (Number.isFinite(x + y)) fill(context, disc(context, x, y, width(i) / 2 + 0.75), colour);
  });
  arrowheads(context, view, points, places, width, colour, look.surface);
  const known = places.filter(([x, y]) => Number.isFinite(x + y));
  if (!known.length) return;
  if (last > 0) drawStart(context, ...known[0], colour, look.surface);
  if (last === count - 1) drawEnd(context, ...known.at(-1), colour, look.surface);
  else fill(context, disc(context, ...known.at(-1), HEAD), colour);
}

/** Radius of what is drawn at a word of a trail of so many. */
export function wordRadius(index, count) {
  if (index === count - 1) return END;
  return index ? WORD : START + HALO;
}

/** What a trail takes of the canvas between its words, as [x, y, radius]; not its ends. */
export function wayOf(places) {
  return places.slice(1).flatMap(([qx, qy], i) => {
    const [px, py] = places[i], parts = Math.ceil(Math.hypot(qx - px, qy - py) / (2 * WIDTH[1]));
    return Array.from({ length: Number.isFinite(parts) ? Math.max(0, parts - 1) : 0 }, (_, n) => {
      const t = (n + 1) / parts;
      return [px + t * (qx - px), py + t * (qy - py), WIDTH[1] / 2];
    });
  });
}

/** Where it began: a ring. */
export function drawStart(context, x, y, colour, ground, size = 1) {
  fill(context, disc(context, x, y, size * (START + HALO)), ground);
  stroke(context, disc(context, x, y, size * (START - 1)), colour, size * 2.5);
}

/** Where it ends: a star. */
export function drawEnd(context, x, y, colour, ground, size = 1) {
  const path = outline(context);
  for (let n = 0; n < 10; n++) {
    const r = size * END * (n % 2 ? 0.45 : 1), angle = (Math.PI * n) / 5 - Math.PI / 2;
    path[n ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  path.closePath();
  stroke(context, path, ground, 2 * HALO);
  fill(context, path, colour);
}

/** A short piece of trail number `n` for the legend, from x = 0 to x = `length`. */
export function drawSample(context, length, y, n, look) {
  const path = outline(context);
  path.moveTo(0, y);
  path.lineTo(length, y);
  stroke(context, path, colourOf(n, look), 10);
  if (n % 2) stroke(context, path, look.background, 10 * CORE);
  fill(context, arrowhead(context, length / 2, y, 0, 20), colourOf(n, look));
}

/** The median length of the steps between places, in pixels. */
function middleStep(places) {
  const lengths = places.slice(1).map(([x, y], i) => Math.hypot(x - places[i][0], y - places[i][1]));
  const known = lengths.filter(Number.isFinite).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? STEP;
}

function arrowheads(context, view, points, places, width, colour, ground) {
  let way = ARROWS / 2;
  for (let i = 0; i + 1 < places.length; i++) {
    const [[px, py], [qx, qy]] = [places[i], places[i + 1]], step = Math.hypot(qx - px, qy - py);
    if (!Number.isFinite(step)) continue;
    way += step;
    if (way < ARROWS || step < ROOM) continue;
    way = 0;
    // Half way along an arc its direction is that of its chord.
    const at = halfway(view, ...points.subarray(2 * i, 2 * i + 4));
    const path = arrowhead(context, ...at, Math.atan2(qy - py, qx - px), 4 + 1.6 * width(i));
    stroke(context, path, ground, 2);
    fill(context, path, colour);
  }
}

function arrowhead(context, x, y, angle, size) {
  const path = outline(context), [c, s] = [Math.cos(angle), Math.sin(angle)];
  const corners = [[0.6, 0], [-0.5, 0.55], [-0.25, 0], [-0.5, -0.55]];
  corners.forEach(([along, across], n) => path[n ? "lineTo" : "moveTo"](
    x + size * (along * c - across * s), y + size * (along * s + across * c)));
  path.closePath();
  return path;
}
