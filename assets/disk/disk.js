/**
 * The disk: a canvas on which labels live, mounted by Streamlit, or by element.js.
 *
 * The default export is called again whenever data or theme change, and the function it returns
 * when the element goes away; what must survive in between is kept per element.
 *
 * For tests and scripts the canvas carries `data-state` (JSON: motion a and b, zoom, frame,
 * frames, count, selected, …) and the handle `canvas.hyperlabel` (see handle.js).
 */

import { readView } from "./address.js";
import { showCrumbs, wire } from "./controls.js";
import { draw, viewed } from "./draw.js";
import { Flight } from "./flight.js";
import { apply } from "./geometry.js";
import { handle } from "./handle.js";
import { listen } from "./input.js";
import { Layers } from "./layers.js";
import * as links from "./link.js";
import { readLook } from "./look.js";
import { measured } from "./measure.js";
import { covered, showCard, showEdges, showLayers, showLegend, showNote, showSentences, showTable } from "./panels.js";
import { coordinates, exists, nameOf, pick, pointOf } from "./pick.js";
import { Player } from "./player.js";
import { Scene } from "./scene.js";
import { showTrails } from "./trail_legend.js";
import { View } from "./view.js";

const REST = 150; // milliseconds without a change after which all that can be seen is drawn

const disks = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue, sources, view }) {
  if (!disks.has(parentElement)) disks.set(parentElement, new Disk(parentElement));
  const disk = disks.get(parentElement);
  disk.tell = setTriggerValue;
  disk.sources = sources;
  disk.receive(data);
  if (view) disk.restore(view);
  disk.find(".copy").hidden = view !== undefined; // outside of the app no address links to a view
  // Streamlit also runs the cleanup of a call that a later one overtook: only the latest counts.
  const call = ++disk.calls;
  return () => {
    if (call !== disk.calls) return;
    disk.end();
    disks.delete(parentElement);
  };
}

/** Selects what Python chose, a point as `pick` gives it or null, in the disk that is mounted there. */
export function choose(parentElement, point) {
  const disk = disks.get(parentElement);
  if (disk) disk.pickUp(exists(disk.scene, point) ? point : null);
}

class Disk {
  constructor(root) {
    this.find = (selector) => root.querySelector(selector);
    this.canvas = this.find("canvas");
    this.context = this.canvas.getContext("2d");
    this.scene = new Scene();
    this.view = new View();
    this.layers = new Layers();
    this.player = new Player();
    this.seen = viewed(this.scene, this.view);
    this.calls = 0;
    this.shown = 0; // stop of the scrubber that is drawn
    this.picked = this.before = this.hovered = this.flight = null;
    this.asked = this.viewAsked = undefined; // what Python asked for last
    this.written = []; // the names, as `place` gives them
    this.sides = new Map(); // where names stand
    this.covered = []; // boxes of the canvas that something else lies on
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.stop = new AbortController();
    this.canvas.hyperlabel = handle(this);
    listen(this.canvas, this, this.stop.signal);
    wire(this, this.stop.signal);
    links.follow(this, this.stop.signal);
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.canvas);
  }

  end() {
    this.stop.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.request);
    clearTimeout(this.rest);
  }

  /** New data, or the same data under a new theme. */
  receive(data) {
    this.look = readLook(this.canvas);
    if (data !== this.data) {
      this.data = data;
      const { series, names, stops, trails, wordNamed } = this.scene;
      const at = Math.floor(this.player.stop), held = this.scene.frames[at]?.step;
      if (!this.scene.accept(data)) return this.tell("missing", true);
      const fresh = this.scene.series !== series;
      // Frames may come in between, too.
      if (!fresh && !this.scene.walks) this.player.renumber(this.scene.stopOf(held) - at);
      const words = (some) => String(some.map(({ texts }) => texts));
      const similar = stops === this.scene.stops && String(names) === String(this.scene.names)
        && words(trails) === words(this.scene.trails) // another text is another picture
        && String(wordNamed) === String(this.scene.wordNamed); // and so is another word
      if (fresh) this.begin(similar);
      this.player.resize(this.scene.stops);
      this.size();
      this.view.fit(this.scene.k, this.scene.extent());
      if (fresh && !similar && this.scene.zoomed) this.near(false);
      this.follow(this.scene);
      this.find(".made").textContent = this.scene.about;
      if (fresh) links.join(this);
    }
    this.redress();
  }

  /** A new picture; `similar` to the last one, it keeps the reader's time and selection. */
  begin(similar) {
    const { title, height, autoplay, names } = this.scene;
    this.scene.moveTo(this.scene.stops - 1);
    this.canvas.setAttribute("aria-label", `${title}. ${names.length} labels.`);
    const frame = this.find(".disk"), fills = height === null;
    frame.classList.toggle("fill", fills);
    if (!fills) frame.style.setProperty("--disk-room", `${height}px`);
    for (const which of ["picked", "before", "hovered"]) {
      if (!similar || !exists(this.scene, this[which])) this[which] = null;
    }
    if (similar) return;
    this.sides.clear();
    this.asked = undefined;
    this.player.loop = autoplay;
    this.player.resize(this.scene.stops);
    this.player.scrub(this.player.last);
    if (autoplay && !this.still.matches) this.player.toggle();
  }

  /** Takes over what Python wants when Python changed its mind, not when it merely repeats it. */
  follow({ selected, viewAsked }) {
    if (viewAsked !== this.viewAsked && viewAsked) this.restore(viewAsked);
    this.viewAsked = viewAsked;
    if (String(selected) === String(this.asked)) return;
    const first = this.asked === undefined;
    this.asked = selected;
    const { kind, parent, child } = this.picked ?? {};
    if (kind === "edge" && String([parent, child]) === String(selected)) return; // the layer clicked
    const point = pointOf(this.scene, selected);
    if (point || !first) this.pickUp(point);
  }

  /** Brings back a view written by `writeView`. */
  restore(text) {
    const { pose, step, picked, toggled } = readView(text);
    this.view.pose = pose;
    this.layers.toggled = toggled;
    if (step !== undefined) this.player.scrub(this.scene.stopOf(step));
    this.pickUp(exists(this.scene, picked) ? picked : null);
    this.redress();
  }

  /** Takes over view and selection of a linked disk. */
  take(pose, picked) {
    this.flight = null;
    this.view.pose = pose;
    if (exists(this.scene, picked)) this.pickUp(picked);
  }

  /** Draws all that does not change from picture to picture anew, and then the picture. */
  redress() {
    const changed = () => this.changed();
    showLegend(this.find(".legend"), this.scene, this.look, this.layers);
    for (const show of [showEdges, showTrails]) {
      show(this.find(".edges"), this.scene, this.look, this.layers, changed);
    }
    showLayers(this.find(".layers"), this.scene, this.layers, () => this.redress());
    showCrumbs(this);
    this.resized();
  }

  /** Sees which parts of the canvas are covered now, and draws. */
  resized() {
    this.covered = covered(this.canvas, [".legend", ".edges", ".tools"].map(this.find));
    this.changed();
  }

  zoom(factor) {
    this.view.zoomAt(this.view.width / 2, this.view.height / 2, factor);
    this.changed();
  }

  home() {
    this.flight = null;
    this.view.reset();
    this.changed();
  }

  /** Zooms to the points, or to the word that stands out; once more, unless not `closer`, to the trails. */
  near(closer = true) {
    const { focus, strong, wordNamed, points: { trails } } = this.scene, before = String(this.view.pose);
    this.flight = null;
    if (wordNamed.length) this.view.surround(...focus);
    else if (strong) this.view.frame(focus);
    else this.view.approach(focus);
    if (closer && trails.length && String(this.view.pose) === before) this.view.frame(trails);
    this.changed();
  }

  /** Brings a point to the middle, by default the selected one. */
  fly(point = this.picked) {
    const at = coordinates(this.scene.points, point);
    if (!at) return;
    this.flight = new Flight(this.view, ...apply(this.view.motion, ...at, this.view.k));
    if (this.still.matches) this.flight.advance(Infinity);
    this.changed();
  }

  root() {
    this.fly(this.scene.root);
  }

  toggle() {
    this.player.toggle();
    this.changed();
  }

  hover(x, y) {
    const hovered = pick(this.scene, this.view, this.seen, this.layers, x, y);
    const same = JSON.stringify(hovered) === JSON.stringify(this.hovered);
    if (same && (hovered || this.find(".card").hidden)) return;
    this.hovered = hovered;
    this.canvas.classList.toggle("over", this.hovered !== null);
    showCard(this.find(".card"), this.scene, this.hovered, y / this.view.height);
    this.changed();
  }

  leave() {
    this.hovered = null;
    showCard(this.find(".card"), this.scene, null);
    this.changed();
  }

  click(x, y, touch) {
    this.select(pick(this.scene, this.view, this.seen, this.layers, x, y));
    if (touch) showCard(this.find(".card"), this.scene, this.picked, y / this.view.height);
  }

  /** A double click: selected by its first half, the point comes to the middle. */
  bring(x, y) {
    this.fly(pick(this.scene, this.view, this.seen, this.layers, x, y));
  }

  /** The next or previous label in order of importance. */
  next(by) {
    const { order } = this.scene;
    if (!order.length) return;
    const now = this.picked?.kind === "label" ? order.indexOf(this.picked.index) : by > 0 ? -1 : 0;
    this.select({ kind: "label", index: order[(now + by + order.length) % order.length] });
    showCard(this.find(".card"), this.scene, this.picked, 0);
  }

  clear() {
    showCard(this.find(".card"), this.scene, null);
    if (this.picked) this.select(null);
  }

  /** The reader's choice, which Python hears of. */
  select(point) {
    if (!point && !this.picked) return;
    this.pickUp(point);
    this.find(".said").textContent = point ? `${nameOf(this.scene, point)} selected` : "";
    this.tell("select", point ?? { kind: null });
  }

  pickUp(point) {
    if (JSON.stringify(point) !== JSON.stringify(this.picked)) this.before = this.picked;
    this.picked = point;
    showCrumbs(this);
    this.changed();
  }

  changed() {
    this.request ??= requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    this.request = undefined;
    const { player, scene, view } = this;
    if (!scene.frames.length || !this.canvas.clientWidth) return; // nothing, or in a closed tab
    const seconds = Math.min(0.1, (now - (this.painted ?? now)) / 1000);
    this.painted = player.moving || this.flight ? now : undefined;
    player.advance(seconds);
    if (this.flight && !this.flight.advance(seconds)) this.flight = null;
    this.size();
    this.shown = this.still.matches ? Math.floor(player.stop) : player.stop;
    scene.moveTo(this.shown);
    const moving = this.moves(), begun = performance.now();
    this.seen = viewed(scene, view, [this.picked, this.before, this.hovered], moving);
    this.written = draw(this.context, this, this.shown);
    this.cost = performance.now() - begun;
    links.share(this);
    const { labels, words, documents, trails } = this.seen, all = [labels, words, documents, ...trails];
    this.find(".lost").hidden = all.some((points) => view.shows(points));
    this.report();
    if (player.moving || this.flight) this.changed();
    else if (moving && this.seen.detail.hidden) this.rest = setTimeout(() => this.changed(), REST);
  }

  /** Whether the view or the points are not where they were drawn last. */
  moves() {
    clearTimeout(this.rest);
    const { motion, zoom, shift } = this.view, stands = String([motion, zoom, shift, this.shown]);
    const moves = this.stands !== undefined && this.stands !== stands;
    this.stands = stands;
    return moves;
  }

  /** Fits the canvas' pixels to its size and the screen's resolution. */
  size() {
    const { clientWidth, clientHeight } = this.canvas, ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.view.width = clientWidth;
    this.view.height = clientHeight;
  }

  /** Brings the controls, the table and `data-state` up to date. */
  report() {
    const { player, scene, view, layers, picked, before, shown } = this, play = this.find(".play");
    this.find(".player").hidden = scene.stops < 2;
    const slider = this.find(".player input"), caption = scene.caption(shown);
    slider.max = player.last;
    slider.value = shown;
    slider.setAttribute("aria-valuetext", caption);
    this.find("output").textContent = caption;
    play.classList.toggle("playing", player.playing);
    play.setAttribute("aria-label", player.playing ? "Pause" : "Play");
    showNote(this.find(".note"), scene, view, this.seen.detail);
    showSentences(this.find(".measured"), measured(scene, view, this.seen, layers, before, picked));
    if (this.find(".points").open && !player.moving) showTable(this.find(".table"), scene);
    const [ar, ai, br, bi] = view.motion;
    this.canvas.dataset.state = JSON.stringify({
      a: [ar, ai], b: [br, bi], zoom: view.zoom, frame: shown, frames: scene.frames.length,
      count: scene.names.length, selected: picked, playing: player.playing,
      hidden: this.seen.detail.hidden, flying: Boolean(this.flight), toggled: layers.toggled,
    });
  }
}
