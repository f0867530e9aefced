/** What is under the pointer, and what can be said about it. */

import { EDGES, edgeAt, edgeLayers } from "./edges.js";
import { distance } from "./geometry.js";
import { shows } from "./trails.js";

const REACH = 14; // pixels
const CLOSEST = 3; // labels named in the card

/** Where a point lies in `points` (scene.points, or what `viewed` gives): [x, y]; null if nowhere. */
export function coordinates(points, point) {
  if (!point || point.kind === "edge") return null;
  const { kind, index, trail } = point;
  const array = (kind === "trail" ? points.trails[trail] : points[`${kind}s`]) ?? [];
  const [x, y] = [array[2 * index], array[2 * index + 1]];
  return Number.isFinite(x + y) ? [x, y] : null;
}

/** Whether the scene has such a point or edge. */
export function exists(scene, point) {
  if (point?.kind !== "edge") return coordinates(scene.points, point) !== null;
  return Boolean(scene.edges[point.layer]?.some(
    ([parent, child]) => parent === point.parent && child === point.child));
}

/** The label or the edge [parent, child] that Python means; of an edge its last layer. */
export function pointOf(scene, selected) {
  if (!Array.isArray(selected)) return selected === null ? null : { kind: "label", index: selected };
  const [parent, child] = selected;
  const edges = edgeLayers(scene).map(([layer]) => ({ kind: "edge", layer, parent, child }));
  return edges.findLast((edge) => exists(scene, edge)) ?? null;
}

/** The `count` labels nearest to a point, as [label, distance], the nearest first. */
export function nearest(scene, point, count) {
  const [x, y] = coordinates(scene.points, point), { labels } = scene.points;
  const away = new Float64Array(labels.length / 2)
    .map((_, i) => distance(x, y, labels[2 * i], labels[2 * i + 1], scene.k));
  const others = [...away.keys()].filter(
    (i) => Number.isFinite(away[i]) && !(point.kind === "label" && point.index === i));
  const last = Float64Array.from(others, (i) => away[i]).sort()[count - 1] ?? Infinity;
  return others.filter((i) => away[i] <= last).sort((i, j) => away[i] - away[j]).slice(0, count)
    .map((i) => [i, away[i]]);
}

/**
 * The nearest mark within reach as { kind, index, trail }; labels win over words. Where there is
 * no mark, the nearest edge as { kind, layer, parent, child }.
 */
export function pick(scene, view, seen, layers, sx, sy) {
  let best = null, nearest = REACH;
  const look = (points, kind, handicap, trail, rows = Array(points.length / 2).keys()) => {
    for (const index of rows) {
      const [x, y] = view.toScreen(points[2 * index], points[2 * index + 1]);
      const away = Math.hypot(x - sx, y - sy) + handicap;
      if (away < nearest) [best, nearest] = [{ kind, index, trail }, away];
    }
  };
  if (layers.on("labels")) look(seen.labels, "label", 0, undefined, seen.detail.shown);
  seen.trails.forEach((points, n) => {
    if (shows(layers, n)) look(points, "trail", 2, n);
  });
  if (layers.on("documents")) look(seen.documents, "document", 3);
  if (layers.on("words")) look(seen.words, "word", 4);
  return best ?? edgeAt(scene, view, seen, layers, sx, sy);
}

export function nameOf(scene, { kind, index, trail, parent, child }) {
  if (kind === "edge") return `${scene.names[parent]} → ${scene.names[child]}`;
  if (kind === "trail") return scene.trails[trail].texts[index];
  return { label: scene.names, word: scene.wordNames, document: scene.documentNames }[kind][index];
}

/** Lines for the hover card: [what, value] pairs. */
export function describe(scene, point) {
  const { kind, index, trail } = point;
  if (kind === "edge") return describeEdge(scene, point);
  const rows = [], at = coordinates(scene.points, point);
  if (kind === "trail") rows.push(["word", `${index + 1} of ${scene.trails[trail].texts.length}`]);
  if (kind === "trail" && scene.trails.length > 1) rows.push(["in", scene.trails[trail].name]);
  if (kind === "label") {
    const parents = (which, what) => {
      const names = which.map((parent) => scene.names[parent]);
      if (names.length) rows.push([names.length > 1 ? `${what}s` : what, names.join(", ")]);
    };
    parents(scene.parents[index], "parent");
    parents(scene.recovered(index), "recovered parent");
    if (scene.levels) rows.push(["level", scene.levels[index]]);
    if (scene.sizes) rows.push(["documents", scene.sizes[index]]);
  }
  if (!at) return rows;
  if (scene.k) rows.push(["norm", Math.hypot(...at).toPrecision(3)]);
  const away = distance(0, 0, ...at, scene.k);
  rows.push([scene.k ? "from the centre" : "from the origin", away.toFixed(2)]);
  const near = nearest(scene, point, CLOSEST).map(([i, d]) => `${scene.names[i]} (${d.toFixed(2)})`);
  if (near.length) rows.push(["nearest labels", near.join(", ")]);
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
