/**
 * What there is to draw: points with names, edges, words, trails, and the frames over time.
 *
 * A packet with `scene` starts a new picture; one without adds frames to the picture that is
 * there. Frames are kept by step, so that a repeated or lost packet does no harm.
 */

import { distance } from "./geometry.js";
import { readPacket } from "./packet.js";

const NONE = new Float32Array(0);
const CROWD = 800; // labels, above which marks get smaller
const MOVING = ["labels", "words", "documents"];

export class Scene {
  constructor() {
    this.series = null; // names the picture that frames belong to
    this.packets = []; // all that it was made of, for a saved page
    this.k = 1;
    this.names = this.order = this.groupNames = this.trails = this.marks = this.steps = [];
    this.topmost = this.deepest = 0; // of the labels' levels
    this.strong = null; // the labels that stand out, where some do
    this.wordNamed = []; // the words that stand out, the one that the picture is about first
    this.leaves = new Set(); // labels at the ends of the tree
    this.edges = {}; // layer of edges.js -> [[parent, child], …]
    // { step, caption, labels, words, documents }, by step; points as x0, y0, x1, y1, …
    this.frames = [];
    this.points = { labels: NONE, words: NONE, documents: NONE, trails: [] }; // drawn now
  }

  /** Takes a packet in; false when frames it builds on are missing here. */
  accept(bytes) {
    const packet = readPacket(bytes);
    if (packet.scene) this.start(packet);
    if (packet.series !== this.series || this.frames.length < packet.base) return false;
    this.packets = packet.scene ? [bytes] : [...this.packets, bytes];
    packet.stops.forEach(([step, caption], n) => {
      const frame = { step, caption };
      for (const layer of MOVING) frame[layer] = slice(packet[layer === "labels" ? "frames" : layer], n);
      this.keep(frame);
    });
    this.selected = packet.selected;
    this.about = packet.about;
    this.note = packet.note;
    this.viewAsked = packet.view;
    return true;
  }

  start(packet) {
    // title, height, autoplay, link, names, edges, groups, groupNames, sizes, levels, …
    Object.assign(this, packet.scene, { series: packet.series, frames: [] });
    const { names, edges, sizes, levels, trails, strong, marks = [] } = packet.scene;
    this.strong = strong ? new Set(strong) : null;
    this.marks = marks;
    this.k = packet.scene.mode === "poincare" ? 1 : 0;
    let start = 0;
    this.trails = trails.map(({ name, texts, named = null }) => {
      const points = packet.trails.values.subarray(2 * start, 2 * (start += texts.length));
      return { name, texts, points, named };
    });
    this.steps = bySize(this.trails, this.k);
    this.parents = names.map(() => []);
    for (const [parent, child] of edges.true) this.parents[child].push(parent);
    const above = new Set(edges.true.map(([parent]) => parent));
    this.leaves = new Set(edges.true.map(([, child]) => child).filter((child) => !above.has(child)));
    this.deepest = (levels ?? []).reduce((most, level) => Math.max(most, level), 0);
    this.topmost = (levels ?? []).reduce((least, level) => Math.min(least, level), this.deepest);
    this.radii = radii(sizes, names.length);
    // Who gets its name written first where there is no room for all: the general, then the big.
    this.order = [...names.keys()].sort(
      (i, j) => (levels?.[i] ?? 0) - (levels?.[j] ?? 0) || (sizes?.[j] ?? 0) - (sizes?.[i] ?? 0),
    );
  }

  keep(frame) {
    let at = this.frames.length;
    while (at > 0 && this.frames[at - 1].step > frame.step) at--;
    const replaces = at > 0 && this.frames[at - 1].step === frame.step;
    for (const layer of MOVING) frame[layer] ??= this.frames[at - 1]?.[layer];
    this.frames.splice(replaces ? at - 1 : at, replaces ? 1 : 0, frame);
  }

  /** The label at the top: the most important one without parents. */
  get root() {
    const index = this.order.find((label) => !this.parents[label].length) ?? this.order[0];
    return index === undefined ? null : { kind: "label", index };
  }

  /** Labels whose name has `text` in it: those that begin with it first, then the important. */
  find(text, most) {
    const sought = text.trim().toLowerCase(), first = [], later = [];
    if (!sought) return first;
    for (const label of this.order) {
      const at = this.names[label].toLowerCase().indexOf(sought);
      if (at >= 0) (at ? later : first).push(label);
    }
    return [...first, ...later].slice(0, most);
  }

  /** The stop that a training step, or a place on a trail, is at or just before. */
  stopOf(step) {
    if (this.walks) return Math.round(step);
    return Math.max(0, this.frames.findLastIndex((frame) => frame.step <= step));
  }

  /** The recovered parents of a label, as far as a recovered hierarchy was given. */
  recovered(label) {
    return Object.entries(this.edges).flatMap(([layer, pairs]) =>
      layer === "true" || layer === "missing" ? []
        : pairs.filter(([, child]) => child === label).map(([parent]) => parent));
  }

  /** The label, its first parent, and so on up to a root. */
  ancestors(label) {
    const line = [label];
    let [next] = this.parents[label];
    while (next !== undefined && !line.includes(next)) {
      line.push(next);
      [next] = this.parents[next];
    }
    return line;
  }

  /** The label and all above it, by all their parents. */
  lineage(label) {
    const found = new Set(), open = [label];
    while (open.length) {
      const next = open.pop();
      if (!found.has(next)) open.push(...this.parents[next]);
      found.add(next);
    }
    return found;
  }

  /** Words of trails, as far as `reached`, in the order of importance: the ends, then what is named, or else big steps. */
  along(reached) {
    const last = this.trails.map(({ texts }) => Math.min(reached, texts.length - 1));
    const ends = last.flatMap((index, trail) =>
      [index, ...(index ? [0] : [])].map((end) => ({ kind: "trail", trail, index: end })));
    const named = this.trails.flatMap(({ named }, trail) =>
      (named ?? []).map((index) => ({ kind: "trail", trail, index })));
    const others = [...named, ...this.steps.filter(({ trail }) => !this.trails[trail].named)];
    return [...ends, ...others.filter(({ trail, index }) => index && index < last[trail])];
  }

  /** What a reader came to see, as arrays: what stands out, words and trails. */
  get focus() {
    const { labels, words, documents, trails } = this.points;
    if (this.wordNamed.length) return [some(words, this.wordNamed)];
    if (!this.strong) return [labels, words, documents, ...trails];
    return [some(labels, this.strong), words, ...trails];
  }

  /** All points there are, as arrays. */
  extent() {
    const frames = this.frames.flatMap((frame) => MOVING.map((layer) => frame[layer] ?? NONE));
    return [...frames, ...this.trails.map((trail) => trail.points)];
  }

  /** Number of places the scrubber can stand at. */
  get stops() {
    if (this.frames.length > 1) return this.frames.length;
    return Math.max(1, ...this.trails.map((trail) => trail.texts.length));
  }

  /** True when the scrubber walks along the trails rather than through training. */
  get walks() {
    return this.frames.length <= 1 && this.stops > 1;
  }

  /** What the stop is called. */
  caption(at) {
    const n = Math.round(at);
    if (!this.walks) return this.frames[n].caption;
    const longest = this.trails.find((trail) => trail.texts.length === this.stops);
    return `word ${n + 1} of ${this.stops}: ${longest.texts[n]}`;
  }

  /**
   * Moves `points` to a (fractional) stop. Between two frames points run straight: the disk is
   * convex, so they stay inside, and consecutive frames are close.
   */
  moveTo(at) {
    const n = this.walks ? 0 : Math.min(Math.floor(at), this.frames.length - 1);
    const from = this.frames[n], to = this.frames[n + 1] ?? from, t = this.walks ? 0 : at - n;
    for (const layer of MOVING) this.points[layer] = mix(from[layer], to[layer], t);
    this.points.trails = this.trails.map((trail) => trail.points);
  }
}

/** The words of all trails as points, those first that are furthest from the word before. */
function bySize(trails, k) {
  const all = trails.flatMap(({ texts, points }, trail) => texts.map((_, index) => {
    const step = index ? distance(...points.subarray(2 * index - 2, 2 * index + 2), k) : 0;
    return { point: { kind: "trail", trail, index }, step: Number.isFinite(step) ? step : 0 };
  }));
  return all.sort((one, other) => other.step - one.step).map(({ point }) => point);
}

function slice(array, n) {
  if (!array) return undefined;
  const [count, points] = array.shape;
  if (n >= count) return undefined; // words that do not move are sent with the first frame only
  return array.values.subarray(2 * n * points, 2 * (n + 1) * points);
}

function some(points, rows) {
  return Float32Array.from([...rows].flatMap((i) => [points[2 * i], points[2 * i + 1]]));
}

function mix(from, to, t) {
  if (!from) return NONE;
  if (t === 0 || from === to) return from;
  return from.map((value, i) => value + t * (to[i] - value));
}

/** Radius of each mark in pixels; its area grows with the label's size. Many make room. */
function radii(sizes, count) {
  const crowd = Math.max(0.35, Math.min(1, Math.sqrt(CROWD / count)));
  if (!sizes) return new Float32Array(count).fill(5 * crowd);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 1e-9);
  return Float32Array.from(sizes, (size) => crowd * (3.5 + 6 * Math.sqrt(size / largest)));
}
