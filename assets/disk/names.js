/** Writes as many names as find room, the important first. */

import { place } from "./labels.js";
import { write } from "./pen.js";
import { coordinates, nameOf } from "./pick.js";
import { colourOf, shows } from "./trails.js";

const LONGEST = 36; // characters on the canvas; the card and the table have the whole name
const MOST = 60; // names at zoom 1
const INNER = 0.92; // labels that the reader has moved inside this radius go before those at the rim

/**
 * Draws and returns the names that were written.
 *
 * chosen: points whose names go first; gap: pixels that a point takes, and a chosen one;
 * reached: how far trails go.
 */
export function drawNames(context, scene, view, seen, look, layers, reached, chosen, gap) {
  const candidates = [], done = new Set();
  const add = (point, first = false) => {
    const at = coordinates(seen, point);
    if (!at || (point.kind === "label" && done.has(point.index))) return;
    if (point.kind === "label") done.add(point.index);
    const [x, y] = view.toScreen(...at);
    candidates.push({
      text: shorten(nameOf(scene, point)), x, y, gap: gap(point, first), left: x < view.width / 2 - 1,
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
  if (layers.on("names") && layers.on("labels")) {
    const inner = (i) => !view.k || Math.hypot(seen.labels[2 * i], seen.labels[2 * i + 1]) < INNER;
    for (const index of scene.order) if (inner(index)) add({ kind: "label", index });
    for (const index of scene.order) add({ kind: "label", index });
  }
  context.font = `12.5px ${look.font}`;
  const measure = (text) => {
    if (!look.widths.has(text)) look.widths.set(text, context.measureText(text).width);
    return look.widths.get(text);
  };
  const most = Math.round(MOST * Math.min(6, Math.max(1, view.zoom)));
  const placed = place(candidates, measure, view.width, view.height, most);
  for (const { text, x, y, align, colour } of placed) write(context, look, text, x, y, align, colour);
  return placed.map(({ text }) => text);
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
