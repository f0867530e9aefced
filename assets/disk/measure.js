/** Measuring: the length between two picks, and the labels nearest to a pick. */

import { line } from "./edges.js";
import { circle, distance } from "./geometry.js";
import { disc, outline, stroke, write } from "./pen.js";
import { coordinates, nameOf, nearest } from "./pick.js";

/** What the layers that are on have to say about the picks, in sentences. */
export function measured(scene, view, seen, layers, before, picked) {
  const said = [];
  if (layers.on("ruler")) {
    const length = lengths(scene, view, seen, before, picked);
    said.push(length
      ? `From ${nameOf(scene, before)} to ${nameOf(scene, picked)}: ${length}.`
      : "Select two points, one after the other, to measure between them.");
  }
  if (layers.on("near")) {
    const around = circleAround(scene, layers, picked);
    said.push(around
      ? `Nearest to ${nameOf(scene, picked)}: ${around.labels.map(([i, d]) => `${scene.names[i]} (${d.toFixed(2)})`).join(", ")}.`
      : "Select a point to see the labels nearest to it.");
  }
  return said;
}

export function drawRuler(context, scene, view, seen, look, before, picked) {
  const length = lengths(scene, view, seen, before, picked);
  if (!length) return;
  const [p, q] = [before, picked].map((point) => coordinates(seen, point));
  const geodesic = outline(context), chord = outline(context);
  line(geodesic, view, ...p, ...q);
  stroke(context, geodesic, look.text, 2.5);
  const [from, to] = [view.toScreen(...p), view.toScreen(...q)];
  chord.moveTo(...from);
  chord.lineTo(...to);
  if (view.k) stroke(context, chord, look.text, 1.25, [2, 4]);
  write(context, look, length, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2 - 12);
}

/** The circle about the pick through the last of its nearest labels, and a ring on each. */
export function drawNearest(context, scene, view, seen, look, layers, picked) {
  const around = circleAround(scene, layers, picked);
  if (!around) return;
  const [x, y, r] = circle(...coordinates(seen, picked), around.radius, view.k);
  stroke(context, disc(context, ...view.toScreen(x, y), r * view.scale), look.accent, 1.75, [6, 3]);
  for (const [index] of around.labels) {
    const at = view.toScreen(...coordinates(seen, { kind: "label", index }));
    stroke(context, disc(context, ...at, 9), look.accent, 1.75);
  }
}

/** The lengths between two points; the Euclidean one changes as the disk is moved. */
function lengths(scene, view, seen, before, picked) {
  const p = coordinates(seen, before), q = coordinates(seen, picked);
  if (!p || !q) return null;
  const flat = distance(...p, ...q, 0).toPrecision(3);
  return view.k ? `hyperbolic ${distance(...p, ...q, 1).toFixed(2)}, Euclidean ${flat}` : `distance ${flat}`;
}

function circleAround(scene, layers, picked) {
  if (!coordinates(scene.points, picked)) return null;
  const labels = nearest(scene, picked, layers.nearest);
  return labels.length ? { labels, radius: labels.at(-1)[1] } : null;
}
