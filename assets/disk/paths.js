/** The way that labels have come: their last frames as a fading line. */

import { line } from "./edges.js";
import { apply } from "./geometry.js";
import { outline, stroke } from "./pen.js";

const BACK = 8; // frames
const MOST = 300; // labels, the important first

export function drawPaths(context, scene, view, seen, look, at) {
  if (scene.walks || scene.frames.length < 2) return;
  const last = Math.ceil(at), first = Math.max(0, last - BACK), labels = scene.order.slice(0, MOST);
  for (let n = first; n < last; n++) {
    const path = outline(context), from = scene.frames[n].labels;
    const to = n + 1 < at ? scene.frames[n + 1].labels : null; // the newest piece ends at the mark
    for (const i of labels) {
      const p = apply(view.motion, from[2 * i], from[2 * i + 1], view.k);
      const q = to ? apply(view.motion, to[2 * i], to[2 * i + 1], view.k)
        : [seen.labels[2 * i], seen.labels[2 * i + 1]];
      line(path, view, ...p, ...q);
    }
    stroke(context, path, look.accent, 1.5, [], 0.1 + 0.6 * ((n + 1 - first) / (last - first)));
  }
}
