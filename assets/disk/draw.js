/** One picture of the scene on a canvas. Reads scene, view and look; changes none of them. */

import { drawEdges, line } from "./edges.js";
import { applyAll } from "./geometry.js";
import { place } from "./labels.js";
import { SHAPES, styleOf } from "./look.js";

/** Positions after the motion, for drawing and for finding what is under the pointer. */
export function viewed(scene, view) {
  const seen = (points) => {
    const moved = new Float64Array(points.length);
    applyAll(view.motion, points, moved, view.k);
    return moved;
  };
  const { labels, words } = scene.points;
  return {
    labels: seen(labels),
    words: seen(words),
    trails: scene.trails.map((trail) => seen(trail.points)),
  };
}

/**
 * Draws and returns the names that were written.
 *
 * at: stop of the scrubber; picked, hovered: what `pick` gives.
 */
export function draw(context, scene, view, seen, look, layers, at, picked, hovered) {
  context.clearRect(0, 0, view.width, view.height);
  ground(context, view, look);
  const family = picked?.kind === "label" ? lineage(scene, picked.index) : new Set();
  drawEdges(context, scene, view, seen.labels, look, layers, family, [hovered, picked]);
  words(context, view, seen.words, look);
  labels(context, scene, view, seen.labels, look, family);
  const reached = scene.walks ? Math.round(at) : Infinity;
  seen.trails.forEach((points, n) => trail(context, view, points, n, look, reached));
  for (const point of [hovered, picked]) ring(context, scene, view, seen, look, point);
  return names(context, scene, view, seen, look, reached, picked, hovered);
}

/** The marks' radius at a point: things shrink towards the rim, as they do in the disk. */
export function markRadius(scene, view, index, x, y) {
  const shrink = view.k ? Math.max(0.62, Math.sqrt(Math.max(0, 1 - x * x - y * y))) : 1;
  return scene.radii[index] * shrink * Math.min(1.8, Math.max(0.8, Math.sqrt(view.zoom)));
}

function ground(context, view, look) {
  if (!view.k) return;
  const [x, y] = view.toScreen(0, 0);
  context.beginPath();
  context.arc(x, y, view.scale, 0, 2 * Math.PI);
  context.fillStyle = look.surface;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = look.muted;
  context.stroke();
}

/** The label, its ancestors, and nothing else. */
function lineage(scene, index) {
  const found = new Set(), open = [index];
  while (open.length) {
    const next = open.pop();
    if (!found.has(next)) open.push(...scene.parents[next]);
    found.add(next);
  }
  return found;
}

function words(context, view, points, look) {
  const path = new Path2D();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = view.toScreen(points[i], points[i + 1]);
    if (Number.isFinite(x + y)) path.rect(x - 1.5, y - 1.5, 3, 3);
  }
  context.globalAlpha = 0.6;
  context.fillStyle = look.muted;
  context.fill(path);
  context.globalAlpha = 1;
}

function labels(context, scene, view, points, look, family) {
  context.lineWidth = 1.25;
  context.strokeStyle = look.background;
  for (let n = scene.order.length - 1; n >= 0; n--) {
    const i = scene.order[n]; // the important last, so that they lie on top
    const [x, y] = view.toScreen(points[2 * i], points[2 * i + 1]);
    if (!Number.isFinite(x + y)) continue;
    const { colour, shape } = styleOf(scene.groups[i], look);
    const path = new Path2D();
    SHAPES[shape](path, x, y, markRadius(scene, view, i, points[2 * i], points[2 * i + 1]));
    context.globalAlpha = family.size && !family.has(i) ? 0.45 : 1;
    context.fillStyle = colour;
    context.fill(path);
    context.stroke(path);
  }
  context.globalAlpha = 1;
}

/** A polyline of geodesics up to the word reached: faint where it starts, full where it ends. */
function trail(context, view, points, n, look, reached) {
  const last = Math.min(points.length / 2 - 1, reached);
  context.strokeStyle = context.fillStyle = colourOfTrail(n, look);
  context.lineWidth = 2.25;
  for (let i = 0; i < last; i++) {
    const path = new Path2D();
    line(path, view, points[2 * i], points[2 * i + 1], points[2 * i + 2], points[2 * i + 3]);
    context.globalAlpha = 0.3 + 0.7 * ((i + 1) / last);
    context.stroke(path);
  }
  for (let i = 0; i <= last; i++) {
    const [x, y] = view.toScreen(points[2 * i], points[2 * i + 1]);
    if (!Number.isFinite(x + y)) continue;
    context.globalAlpha = 0.3 + 0.7 * ((i + 1) / (last + 1));
    context.beginPath();
    context.arc(x, y, i === last ? 5 : 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

export function colourOfTrail(n, look) {
  return n === 0 ? look.accent : look.palette[(n + 2) % look.palette.length];
}

function ring(context, scene, view, seen, look, point) {
  if (!point || point.kind === "edge") return;
  const points = point.kind === "trail" ? seen.trails[point.trail] : seen[`${point.kind}s`];
  const [vx, vy] = [points[2 * point.index], points[2 * point.index + 1]];
  const [x, y] = view.toScreen(vx, vy);
  if (!Number.isFinite(x + y)) return;
  const radius = point.kind === "label" ? markRadius(scene, view, point.index, vx, vy) : 4;
  context.beginPath();
  context.arc(x, y, radius + 3.5, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = look.text;
  context.stroke();
}

function names(context, scene, view, seen, look, reached, picked, hovered) {
  context.font = `12.5px ${look.font}`;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const at = (points, index, text, gap) => {
    const [vx, vy] = [points[2 * index], points[2 * index + 1]];
    const [x, y] = view.toScreen(vx, vy);
    return { text, x, y, gap, left: x < view.width / 2 - 1 };
  };
  const label = (i) => {
    const gap = markRadius(scene, view, i, seen.labels[2 * i], seen.labels[2 * i + 1]);
    return at(seen.labels, i, scene.names[i], gap);
  };
  const first = [picked, hovered].flatMap((point) => {
    if (point?.kind !== "edge") return point && point.kind !== "trail" ? [point] : [];
    return [point.parent, point.child].map((index) => ({ kind: "label", index }));
  });
  const candidates = first.map(({ kind, index }) =>
    kind === "label" ? label(index) : at(seen.words, index, scene.wordNames[index], 4));
  scene.trails.forEach(({ texts }, n) => {
    texts.slice(0, reached + 1).forEach((text, i) => candidates.push(at(seen.trails[n], i, text, 5)));
  });
  const done = new Set(first.filter(({ kind }) => kind === "label").map(({ index }) => index));
  for (const i of scene.order) if (!done.has(i)) candidates.push(label(i));
  const most = Math.round(60 * Math.min(6, Math.max(1, view.zoom)));
  const measure = (text) => {
    if (!look.widths.has(text)) look.widths.set(text, context.measureText(text).width);
    return look.widths.get(text);
  };
  const placed = place(candidates, measure, view.width, view.height, most);
  context.lineWidth = 3;
  context.strokeStyle = look.surface;
  context.fillStyle = look.text;
  for (const { text, x, y, align } of placed) {
    context.textAlign = align;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
  return placed.map(({ text }) => text);
}
