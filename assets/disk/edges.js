/** Edges as geodesics: one layer for the true hierarchy, further ones for a recovered one. */

import { orthogonalCircle } from "./geometry.js";
import { outline, stroke } from "./pen.js";

const REACH = 6; // pixels

/**
 * The layers in the order they are drawn. Recovered edges are dashed, each kind in its own way,
 * so that colour (Okabe and Ito's) is never all that tells them apart.
 */
export const EDGES = {
  true: { title: "true edges", dash: [], width: 1 },
  missing: { title: "missing", colour: "#8a6bbe", dash: [2, 4], width: 2.5 },
  right: { title: "recovered right", colour: "#009e73", dash: [14, 3], width: 2 },
  wrong_parent: { title: "wrong parent", colour: "#d55e00", dash: [6, 6], width: 2 },
  reversed: { title: "reversed", colour: "#cc79a7", dash: [9, 3, 2, 3], width: 2 },
  recovered: { title: "recovered edges", colour: "#56b4e9", dash: [7, 4], width: 2 },
};

/** The layers that the scene has, as [layer, pairs]. */
export function edgeLayers(scene) {
  return Object.keys(EDGES).filter((layer) => scene.edges[layer]?.length)
    .map((layer) => [layer, scene.edges[layer]]);
}

/**
 * The edges of [parent, child] pairs that can be made out, see `detail`: to labels whose lines are
 * drawn, and those that cross the canvas to labels outside.
 */
function visible(pairs, view, { labels: points, detail: { outside, lined, hidden } }) {
  if (!hidden) return pairs;
  return pairs.filter(([parent, child]) => {
    if (!outside[child]) return lined[child];
    if (!outside[parent]) return lined[parent];
    const [px, py] = view.toScreen(points[2 * parent], points[2 * parent + 1]);
    const [qx, qy] = view.toScreen(points[2 * child], points[2 * child + 1]);
    return Math.max(px, qx) > 0 && Math.min(px, qx) < view.width
      && Math.max(py, qy) > 0 && Math.min(py, qy) < view.height;
  });
}

/**
 * Draws all layers that are on; lines within `family` (a set of labels) stand out.
 *
 * seen: see `viewed`.
 */
export function drawEdges(context, scene, view, seen, look, layers, family, chosen) {
  const { labels: points } = seen;
  for (const [layer, pairs] of edgeLayers(scene)) {
    if (!layers.on(layer)) continue;
    const plain = outline(context), strong = outline(context);
    for (const [parent, child] of visible(pairs, view, seen)) {
      const stands = layer === "true" && family.has(child) && family.has(parent);
      geodesic(stands ? strong : plain, view, points, parent, child);
    }
    const truth = layer === "true", { colour, dash, width } = EDGES[layer];
    const ink = Math.max(0.12, Math.min(0.5, 150 / pairs.length)); // many lines, thin ink
    const faint = scene.strong ? ink / 2 : ink;
    stroke(context, plain, colour ?? look.muted, width, dash, truth ? faint : 0.9);
    if (truth) stroke(context, strong, look.accent, 2, dash, 1);
  }
  for (const point of chosen) {
    if (point?.kind !== "edge") continue;
    const path = outline(context);
    geodesic(path, view, points, point.parent, point.child);
    stroke(context, path, look.text, 3, EDGES[point.layer].dash, 1);
  }
}

function geodesic(path, view, points, i, j) {
  line(path, view, points[2 * i], points[2 * i + 1], points[2 * j], points[2 * j + 1]);
}

/** Adds the geodesic between two view points to a path. */
export function line(path, view, px, py, qx, qy) {
  if (!Number.isFinite(px + py + qx + qy)) return;
  path.moveTo(...view.toScreen(px, py));
  const arc = arcOnScreen(view, px, py, qx, qy);
  if (arc) path.arc(...arc);
  else path.lineTo(...view.toScreen(qx, qy));
}

/** The middle of what `line` draws, in pixels. */
export function halfway(view, px, py, qx, qy) {
  const arc = arcOnScreen(view, px, py, qx, qy);
  if (!arc) {
    const [[ax, ay], [bx, by]] = [view.toScreen(px, py), view.toScreen(qx, qy)];
    return [(ax + bx) / 2, (ay + by) / 2];
  }
  const [x, y, radius, start, end, back] = arc;
  const angle = back ? start - turn(end, start) / 2 : start + turn(start, end) / 2;
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}

/** The geodesic as [x, y, radius, start, end, counter-clockwise] in pixels; null if straight. */
function arcOnScreen(view, px, py, qx, qy) {
  const circle = view.k ? orthogonalCircle(px, py, qx, qy) : null;
  if (!circle || circle[2] > 1e4) return null;
  const [cx, cy] = view.toScreen(circle[0], circle[1]);
  const angle = (x, y) => Math.atan2(circle[1] - y, x - circle[0]); // the screen's y points down
  const start = angle(px, py), end = angle(qx, qy);
  return [cx, cy, circle[2] * view.scale, start, end, turn(start, end) > Math.PI];
}

/** Angle from one direction to another, in [0, 2π). */
function turn(start, end) {
  return (end - start + 4 * Math.PI) % (2 * Math.PI);
}

/** The edge nearest to a screen point, within reach: { kind, layer, parent, child } or null. */
export function edgeAt(scene, view, seen, layers, sx, sy) {
  const { labels: points } = seen;
  let best = null, nearest = REACH;
  for (const [layer, pairs] of edgeLayers(scene)) {
    if (!layers.on(layer)) continue;
    for (const [parent, child] of visible(pairs, view, seen)) {
      const ends = [parent, child].flatMap((i) => [points[2 * i], points[2 * i + 1]]);
      const away = distanceToEdge(view, ends, sx, sy);
      if (away > nearest) continue; // of equals the layer on top wins
      [best, nearest] = [{ kind: "edge", layer, parent, child }, away];
    }
  }
  return best;
}

/** Pixels from a screen point to a geodesic; not a number if it has no place. */
function distanceToEdge(view, [px, py, qx, qy], sx, sy) {
  const arc = arcOnScreen(view, px, py, qx, qy);
  if (!arc) {
    const [ax, ay] = view.toScreen(px, py), [bx, by] = view.toScreen(qx, qy);
    const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
    const t = Math.min(1, Math.max(0, ((sx - ax) * (bx - ax) + (sy - ay) * (by - ay)) / length));
    return Math.hypot(ax + t * (bx - ax) - sx, ay + t * (by - ay) - sy) || Infinity;
  }
  const [cx, cy, radius, start, end, back] = arc, angle = Math.atan2(sy - cy, sx - cx);
  const [from, to] = back ? [end, start] : [start, end];
  if (turn(from, angle) > turn(from, to)) return Infinity;
  return Math.abs(Math.hypot(sx - cx, sy - cy) - radius);
}
