/**
 * What there is to draw: points with names, edges, words, trails, and the frames over time.
 *
 * A packet with `scene` starts a new picture; one without adds frames to the picture that is
 * there. Frames are kept by step, so that a repeated or lost packet does no harm.
 */

import { readPacket } from "./packet.js";

export class Scene {
  constructor() {
    this.series = null; // names the picture that frames belong to
    this.k = 1;
    this.names = this.order = this.groupNames = this.trails = [];
    this.edges = {}; // layer of edges.js -> [[parent, child], …]
    this.frames = []; // { step, caption, labels, words }, by step; points as x0, y0, x1, y1, …
    this.points = { labels: new Float32Array(0), words: new Float32Array(0) }; // drawn now
  }

  /** Takes a packet in; false when frames it builds on are missing here. */
  accept(bytes) {
    const packet = readPacket(bytes);
    if (packet.scene) this.start(packet);
    if (packet.series !== this.series || this.frames.length < packet.base) return false;
    const { frames, words } = packet;
    packet.stops.forEach(([step, caption], n) =>
      this.keep({ step, caption, labels: slice(frames, n), words: slice(words, n) }));
    this.selected = packet.selected;
    return true;
  }

  start(packet) {
    // title, height, autoplay, names, edges, groups, groupNames, sizes, depths, wordNames, …
    Object.assign(this, packet.scene, { series: packet.series, frames: [] });
    const { names, edges, sizes, depths, trails } = packet.scene;
    this.k = packet.scene.mode === "poincare" ? 1 : 0;
    let start = 0;
    this.trails = trails.map(({ name, texts }) => {
      const points = packet.trails.values.subarray(2 * start, 2 * (start += texts.length));
      return { name, texts, points };
    });
    this.parents = names.map(() => []);
    for (const [parent, child] of edges.true) this.parents[child].push(parent);
    this.radii = radii(sizes, names.length);
    // Who gets its name written first where there is no room for all: the general, then the big.
    this.order = [...names.keys()].sort(
      (i, j) => (depths?.[i] ?? 0) - (depths?.[j] ?? 0) || (sizes?.[j] ?? 0) - (sizes?.[i] ?? 0),
    );
  }

  keep(frame) {
    let at = this.frames.length;
    while (at > 0 && this.frames[at - 1].step > frame.step) at--;
    const replaces = at > 0 && this.frames[at - 1].step === frame.step;
    frame.words ??= this.frames[at - 1]?.words;
    this.frames.splice(replaces ? at - 1 : at, replaces ? 1 : 0, frame);
  }

  /** All points there are, as arrays. */
  extent() {
    const frames = this.frames.flatMap(({ labels, words }) => (words ? [labels, words] : [labels]));
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
    this.points = { labels: mix(from.labels, to.labels, t), words: mix(from.words, to.words, t) };
  }
}

function slice(array, n) {
  if (!array) return undefined;
  const [count, points] = array.shape;
  if (n >= count) return undefined; // words that do not move are sent with the first frame only
  return array.values.subarray(2 * n * points, 2 * (n + 1) * points);
}

function mix(from, to, t) {
  if (!from) return new Float32Array(0);
  if (t === 0 || from === to) return from;
  return from.map((value, i) => value + t * (to[i] - value));
}

/** Radius of each mark in pixels; its area grows with the label's size. */
function radii(sizes, count) {
  if (!sizes) return new Float32Array(count).fill(5);
  const largest = Math.max(1e-9, ...sizes);
  return Float32Array.from(sizes, (size) => 3.5 + 6 * Math.sqrt(size / largest));
}
