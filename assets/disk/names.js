/** Writes as many names as find room, the important first. */

import { place } from "./labels.js";
import { outline, stroke, write } from "./pen.js";
import { coordinates, nameOf } from "./pick.js";
import { colourOf, shows, wayOf } from "./trails.js";

const LONGEST = 36; // characters on the canvas; the card and the table have the whole name
const MOST = 160; // names at zoom 1
const SIZE = 12.5, LEAF = 11; // pixels of type; of labels without children, which are many
const FEW = 80; // as many words are named like labels; of more, those that stand out or are pointed at
const DOTS = [1.5, 2]; // of a line that leads from a mark to its name
const INNER = 0.92; // labels that the reader has moved inside this radius go before those at the rim

/**
 * Draws and returns the names that were written, as `place` gives them.
 *
 * chosen: points whose names go first; gap: pixels that a point takes, and a chosen one;
 * reached: how far trails go; sides, covered: see `place`.
 */
export function drawNames(context, scene, view, seen, look, layers, reached, chosen, gap, sides, covered) {
  const candidates = [], done = new Set(), [ox, oy] = view.toScreen(0, 0), reach = view.scale * view.unit;
  const add = (point, first = false) => {
    const at = coordinates(seen, point);
    if (!at || (point.kind === "label" && done.has(point.index))) return;
    if (point.kind === "label") done.add(point.index);
    const [x, y] = view.toScreen(...at), { kind, index, trail = "" } = point;
    candidates.push({
      kind, index, key: `${kind} ${trail} ${index}`, text: shorten(nameOf(scene, point)),
      size: kind === "label" && scene.leaves.has(index) ? LEAF : SIZE,
      x, y, gap: gap(point, first), away: [(x - ox) / reach, (y - oy) / reach],
      colour: colour(scene, point, look, first),
    });
  };
  for (const point of chosen) {
    if (point?.kind === "edge") {
      for (const index of [point.parent, point.child]) add({ kind: "label", index });
    } else if (point && point.kind !== "trail") add(point, true);
  }
  if (layers.on("names") && layers.on("labels")) {
    for (const index of scene.strong ?? []) add({ kind: "label", index });
  }
  for (const point of scene.along(reached)) if (shows(layers, point.trail)) add(point);
  if (layers.on("words")) {
    const named = scene.wordNames.length <= FEW ? scene.wordNames.keys() : scene.wordNamed;
    for (const index of named) add({ kind: "word", index });
  }
  if (layers.on("names") && layers.on("labels")) {
    const inner = (i) => !view.k || Math.hypot(seen.labels[2 * i], seen.labels[2 * i + 1]) < INNER;
    for (const index of seen.detail.named) if (inner(index)) add({ kind: "label", index });
    for (const index of seen.detail.named) add({ kind: "label", index });
  }
  const measure = (text, size) => {
    const key = `${size} ${text}`;
    if (!look.widths.has(key)) {
      context.font = `${size}px ${look.font}`;
      look.widths.set(key, context.measureText(text).width);
    }
    return look.widths.get(key);
  };
  const most = Math.round(MOST * Math.min(6, Math.max(1, view.zoom)));
  const marks = candidates.map(({ x, y, gap: r }) => [x, y, r]);
  if (layers.on("labels")) marks.push(...marksOf(scene, view, seen, gap));
  seen.trails.forEach((points, trail) => {
    if (shows(layers, trail)) marks.push(...wayOf(placesOf(points, reached, view)));
  });
  const around = { width: view.width, height: view.height, marks, covered };
  const placed = place(candidates, around, measure, sides, most), lines = outline(context);
  for (const { line } of placed) {
    if (!line) continue;
    lines.moveTo(...line[0]);
    lines.lineTo(...line[1]);
  }
  stroke(context, lines, look.text, 1, DOTS, 0.7);
  for (const { text, x, y, align, colour, size } of placed) {
    write(context, look, text, x, y, align, colour, size);
  }
  return placed;
}

/** The marks of labels on which no name may lie, all unless there are very many, as [x, y, radius] in pixels. */
export function marksOf(scene, view, seen, gap, labels = seen.detail.named) {
  return labels.flatMap((index) => {
    const point = { kind: "label", index }, at = coordinates(seen, point);
    return at ? [[...view.toScreen(...at), gap(point)]] : [];
  });
}

/** Where the words of a trail stand on the canvas, as far as `reached`. */
function placesOf(points, reached, view) {
  const count = Math.min(points.length / 2, reached + 1);
  return Array.from({ length: count }, (_, i) => view.toScreen(points[2 * i], points[2 * i + 1]));
}

/** Words have their trail's colour; labels stand back where others stand out. */
function colour(scene, { kind, index, trail }, look, first) {
  if (kind === "trail") return colourOf(trail, look);
  return kind === "label" && !first && scene.strong && !scene.strong.has(index) ? look.muted : look.text;
}

function shorten(text) {
  if (text.length <= LONGEST) return text;
  const letters = [...text]; // so that no emoji is cut in two
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : text;
}
