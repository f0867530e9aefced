/** One picture of the scene on a canvas. Reads scene, view and look; changes none of them. */

import { detail } from "./detail.js";
import { drawDots } from "./dots.js";
import { drawEdges } from "./edges.js";
import { applyAll } from "./geometry.js";
import { drawGrid, drawRings } from "./grid.js";
import { SHAPES, styleOf, styleOfLevel } from "./look.js";
import { drawMarks, marked, ringChosen } from "./marks.js";
import { drawNearest, drawRuler } from "./measure.js";
import { drawNames } from "./names.js";
import { drawPaths } from "./paths.js";
import { disc, fill, outline, stroke } from "./pen.js";
import { coordinates } from "./pick.js";
import { drawTrail, shows, wordRadius } from "./trails.js";

const MANY_LABELS = 2000; // as many, or more, are drawn without outlines
const MANY_WORDS = 5000; // more are drawn pixel by pixel
const OTHER = 4.5; // pixels a word or document takes
const RING = 3.5; // pixels between a mark and the ring around it
const DIM = 0.4; // opacity of labels that stand back

/**
 * Positions after the motion, for drawing and for finding what is under the pointer, and the
 * `detail` of the labels.
 *
 * noticed: what `pick` gives, drawn whatever else is; moving: whether the view moves just now.
 */
export function viewed(scene, view, noticed = [], moving = false) {
  const seen = (points) => {
    const moved = new Float64Array(points.length);
    applyAll(view.motion, points, moved, view.k);
    return moved;
  };
  const { labels, words, documents, trails } = scene.points;
  const places = seen(labels);
  return {
    labels: places, words: seen(words), documents: seen(documents), trails: trails.map(seen),
    detail: detail(scene, view, places, standing(scene, noticed), moving),
  };
}

/** The labels that a reader looks for: those noticed, what lies above them, and what stands out. */
function standing(scene, noticed) {
  const marked = scene.marks.flatMap(({ truth, predicted }) => [...truth, ...predicted]);
  return [...(scene.strong ?? []), ...marked, ...noticed.flatMap((point) => {
    if (point?.kind === "edge") return [point.parent, point.child];
    return point?.kind === "label" ? [...scene.lineage(point.index)] : [];
  })];
}

/**
 * Draws and returns the names that were written, see `drawNames`.
 *
 * at: stop of the scrubber; picked, before, hovered: what `pick` gives, now, last and now;
 * sides, covered: see `place`.
 */
export function draw(context, disk, at) {
  const { scene, view, seen, look, layers, player, picked, before, hovered, sides, covered } = disk;
  context.clearRect(0, 0, view.width, view.height);
  ground(context, view, look);
  if (layers.on("grid")) drawGrid(context, view, look);
  if (layers.on("rings")) drawRings(context, view, look);
  const family = picked?.kind === "label" ? scene.lineage(picked.index) : new Set();
  drawEdges(context, scene, view, seen, look, layers, family, [hovered, picked]);
  if (layers.on("words")) drawWords(context, view, seen.words, look, scene.wordNamed);
  if (layers.on("documents")) documents(context, view, seen.documents, look);
  if (layers.on("paths") && player.playing) drawPaths(context, scene, view, seen, look, at);
  if (layers.on("labels")) labels(context, scene, view, seen, look, layers, family);
  const reached = scene.walks ? Math.round(at) : Infinity;
  seen.trails.forEach((points, n) => {
    if (shows(layers, n)) drawTrail(context, view, points, n, look, reached);
  });
  if (layers.on("near")) drawNearest(context, scene, view, seen, look, layers, picked);
  if (layers.on("ruler")) drawRuler(context, scene, view, seen, look, before, picked);
  const bare = (point) => sizeOf(scene, view, seen, point);
  const radius = (point) => takenBy(scene, view, seen, point);
  if (layers.on("labels")) drawMarks(context, scene, view, seen, look, layers, bare);
  for (const point of [hovered, picked]) {
    const place = coordinates(seen, point);
    if (place) ringChosen(context, ...view.toScreen(...place), radius(point) + RING, look);
  }
  return drawNames(context, scene, view, seen, look, layers, reached, [picked, hovered],
    (point, chosen) => radius(point) + (chosen ? RING : 0), sides, covered);
}

/** Pixels around a point that its mark takes, with what is drawn around it. */
export function takenBy(scene, view, seen, point) {
  return sizeOf(scene, view, seen, point) + (point.kind === "label" ? marked(scene, point.index) : 0);
}

function sizeOf(scene, view, seen, { kind, index, trail }) {
  if (kind === "label") return markRadius(scene, view, seen, index);
  return kind === "trail" ? wordRadius(index, scene.trails[trail].texts.length) : OTHER;
}

/** A mark's radius in pixels: things shrink towards the rim, as they do in the disk. */
function markRadius(scene, view, seen, i) {
  const [x, y] = [seen.labels[2 * i], seen.labels[2 * i + 1]];
  const shrink = view.k ? Math.max(0.62, Math.sqrt(Math.max(0, 1 - x * x - y * y))) : 1;
  return scene.radii[i] * shrink * Math.min(1.8, Math.max(0.8, Math.sqrt(view.zoom)));
}

function ground(context, view, look) {
  if (!view.k) return;
  const path = disc(context, ...view.toScreen(0, 0), view.scale);
  fill(context, path, look.surface);
  stroke(context, path, look.muted, 1.5);
}

export function drawWords(context, view, points, look, named) {
  if (context.canvas && points.length > 2 * MANY_WORDS) {
    drawDots(context, view, points, look.muted, 0.6);
  } else {
    fill(context, squares(context, view, points, [...Array(points.length / 2).keys()], 1.5), look.muted, 0.6);
  }
  fill(context, squares(context, view, points, named, 2.5), look.text);
  // The word that the picture is about: a square in a square, for every colour may be a label's.
  const first = named.slice(0, 1);
  fill(context, squares(context, view, points, first, OTHER), look.text);
  stroke(context, squares(context, view, points, first, OTHER + 3), look.text, 1.5);
}

/** Squares about some of the points, as an outline; half: of a side, in pixels. */
function squares(context, view, points, rows, half) {
  const path = outline(context);
  for (const i of rows) {
    const [x, y] = view.toScreen(points[2 * i], points[2 * i + 1]);
    if (Number.isFinite(x + y)) path.rect(x - half, y - half, 2 * half, 2 * half);
  }
  return path;
}

/** Sheets: upright, hollow rectangles. */
function documents(context, view, points, look) {
  const path = outline(context);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = view.toScreen(points[i], points[i + 1]);
    if (Number.isFinite(x + y)) path.rect(x - 2.5, y - 3.5, 5, 7);
  }
  fill(context, path, look.background, 0.8);
  stroke(context, path, look.text, 1, [], 0.7);
}

function labels(context, scene, view, seen, look, layers, family) {
  const { labels: points, detail: { shown } } = seen;
  for (let n = shown.length - 1; n >= 0; n--) {
    const i = shown[n]; // the important last, so that they lie on top
    const [x, y] = view.toScreen(points[2 * i], points[2 * i + 1]);
    if (!Number.isFinite(x + y)) continue;
    const { colour, shape } = layers.on("depth") && scene.levels
      ? styleOfLevel(scene.levels[i] - scene.topmost, scene.deepest - scene.topmost) : styleOf(scene.groups[i], look);
    const path = outline(context);
    SHAPES[shape](path, x, y, markRadius(scene, view, seen, i));
    const stands = family.has(i) || (scene.strong ? scene.strong.has(i) : !family.size);
    const alpha = stands ? 1 : DIM;
    fill(context, path, colour, alpha);
    if (scene.order.length < MANY_LABELS) stroke(context, path, look.background, 1.25, [], alpha);
  }
}
