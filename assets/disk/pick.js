/** What is under the pointer, and what can be said about it. */

import { EDGES, edgeAt } from "./edges.js";
import { distance } from "./geometry.js";

const REACH = 14; // pixels

/**
 * The nearest mark within reach as { kind, index, trail }; labels win over words. Where there is
 * no mark, the nearest edge as { kind, layer, parent, child }.
 */
export function pick(scene, view, seen, layers, sx, sy) {
  let best = null, nearest = REACH;
  const look = (points, kind, handicap, trail) => {
    for (let index = 0; 2 * index < points.length; index++) {
      const [x, y] = view.toScreen(points[2 * index], points[2 * index + 1]);
      const away = Math.hypot(x - sx, y - sy) + handicap;
      if (away < nearest) [best, nearest] = [{ kind, index, trail }, away];
    }
  };
  look(seen.labels, "label", 0);
  seen.trails.forEach((points, n) => look(points, "trail", 2, n));
  look(seen.words, "word", 4);
  return best ?? edgeAt(scene, view, seen.labels, layers, sx, sy);
}

export function nameOf(scene, { kind, index, trail, parent, child }) {
  if (kind === "edge") return `${scene.names[parent]} → ${scene.names[child]}`;
  if (kind === "trail") return scene.trails[trail].texts[index];
  return kind === "word" ? scene.wordNames[index] : scene.names[index];
}

/** Lines for the hover card: [what, value] pairs. */
export function describe(scene, point) {
  const { kind, index, trail } = point;
  if (kind === "edge") return describeEdge(scene, point);
  const points = kind === "trail" ? scene.trails[trail].points : scene.points[`${kind}s`];
  const [x, y] = [points[2 * index], points[2 * index + 1]];
  const rows = [];
  if (kind === "trail") rows.push(["word", `${index + 1} of ${scene.trails[trail].texts.length}`]);
  if (kind === "trail" && scene.trails.length > 1) rows.push(["in", scene.trails[trail].name]);
  if (kind === "label") {
    const parents = scene.parents[index].map((parent) => scene.names[parent]);
    if (parents.length) rows.push([parents.length > 1 ? "parents" : "parent", parents.join(", ")]);
    if (scene.depths) rows.push(["depth", scene.depths[index]]);
    if (scene.sizes) rows.push(["documents", scene.sizes[index]]);
  }
  const away = distance(0, 0, x, y, scene.k);
  if (scene.k) rows.push(["norm", Math.hypot(x, y).toPrecision(3)]);
  rows.push([scene.k ? "distance from the centre" : "distance from the origin", away.toFixed(2)]);
  return rows;
}

function describeEdge({ names, points: { labels }, k }, { layer, parent, child }) {
  const ends = [parent, child].flatMap((i) => [labels[2 * i], labels[2 * i + 1]]);
  return [
    ["kind", EDGES[layer].title],
    ["parent", names[parent]],
    ["child", names[child]],
    ["length", distance(...ends, k).toFixed(2)],
  ];
}
