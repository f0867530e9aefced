/**
 * The disk: a canvas on which labels live, mounted by Streamlit.
 *
 * Streamlit calls the default export again whenever data or theme change and the function it
 * returns when the element goes away; what must survive in between is kept per element.
 *
 * For tests and scripts the canvas carries `data-state` (JSON: motion a and b, zoom, frame,
 * frames, count, selected, …) and the handle `canvas.hyperlabel` (see `handle`).
 */

import { draw, viewed } from "./draw.js";
import { listen } from "./input.js";
import { Layers } from "./layers.js";
import { readLook } from "./look.js";
import { showCard, showLegend, showTable } from "./panels.js";
import { nameOf, pick } from "./pick.js";
import { Player } from "./player.js";
import { Scene } from "./scene.js";
import { View } from "./view.js";

const disks = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  if (!disks.has(parentElement)) disks.set(parentElement, new Disk(parentElement));
  const disk = disks.get(parentElement);
  disk.tell = setTriggerValue;
  disk.receive(data);
  // Streamlit also runs the cleanup of a call that a later one overtook: only the latest counts.
  const call = ++disk.calls;
  return () => {
    if (call !== disk.calls) return;
    disk.end();
    disks.delete(parentElement);
  };
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
    this.picked = this.hovered = null;
    this.asked = undefined; // the selection Python asked for last
    this.written = [];
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.stop = new AbortController();
    this.canvas.hyperlabel = handle(this);
    listen(this.canvas, this, this.stop.signal);
    this.controls();
    this.observer = new ResizeObserver(() => this.changed());
    this.observer.observe(this.canvas);
  }

  end() {
    this.stop.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.request);
  }

  /** New data, or the same data under a new theme. */
  receive(data) {
    this.look = readLook(this.canvas);
    if (data && data !== this.data) {
      this.data = data;
      const before = this.scene.series;
      const whole = this.scene.accept(data);
      if (!whole) return this.tell("missing", true);
      if (this.scene.series !== before) this.begin();
      this.player.resize(this.scene.stops);
      this.view.fit(this.scene.k, this.scene.extent());
      this.follow(this.scene.selected);
    }
    showLegend(this.find(".legend"), this.scene, this.look, this.layers, () => this.changed());
    this.changed();
  }

  /** A new picture: what was hovered or picked may not exist in it. */
  begin() {
    const { title, height, autoplay, names } = this.scene;
    this.canvas.setAttribute("aria-label", `${title}. ${names.length} labels.`);
    this.canvas.parentElement.style.setProperty("--height", `${height}px`);
    this.picked = this.hovered = null;
    this.asked = undefined;
    this.player.loop = autoplay;
    this.player.resize(this.scene.stops);
    this.player.scrub(this.player.last);
    if (autoplay && !this.still.matches) this.player.toggle();
  }

  /** Takes Python's selection over when Python changed its mind, not when it merely repeats it. */
  follow(selected) {
    if (selected === this.asked) return;
    this.asked = selected;
    this.picked = selected === null ? null : { kind: "label", index: selected };
  }

  controls() {
    const on = (selector, type, action) =>
      this.find(selector).addEventListener(type, action, { signal: this.stop.signal });
    const zoom = (factor) => () => {
      this.view.zoomAt(this.view.width / 2, this.view.height / 2, factor);
      this.changed();
    };
    on(".in", "click", zoom(1.4));
    on(".out", "click", zoom(1 / 1.4));
    on(".near", "click", () => this.near());
    on(".home", "click", () => this.home());
    on(".play", "click", () => this.toggle());
    on(".player input", "input", (event) => {
      this.player.scrub(Number(event.target.value));
      this.changed();
    });
    on("details", "toggle", () => this.changed());
  }

  home() {
    this.view.reset();
    this.view.fit(this.scene.k, this.scene.extent());
    this.changed();
  }

  near() {
    this.view.approach(Object.values(this.scene.points));
    this.changed();
  }

  toggle() {
    this.player.toggle();
    this.changed();
  }

  hover(x, y) {
    this.hovered = pick(this.scene, this.view, this.seen, this.layers, x, y);
    this.canvas.classList.toggle("over", this.hovered !== null);
    showCard(this.find(".card"), this.scene, this.hovered, y / this.view.height);
    this.changed();
  }

  leave() {
    this.hovered = null;
    showCard(this.find(".card"), this.scene, null);
    this.changed();
  }

  click(x, y) {
    this.select(pick(this.scene, this.view, this.seen, this.layers, x, y));
  }

  /** The next or previous label in order of importance. */
  next(by) {
    const { order } = this.scene;
    if (!order.length) return;
    const now = this.picked?.kind === "label" ? order.indexOf(this.picked.index) : by > 0 ? -1 : 0;
    this.select({ kind: "label", index: order[(now + by + order.length) % order.length] });
  }

  clear() {
    if (this.picked) this.select(null);
  }

  select(point) {
    if (!point && !this.picked) return;
    this.picked = point;
    this.find(".said").textContent = point ? `${nameOf(this.scene, point)} selected` : "";
    this.tell("select", point ?? { kind: null });
    this.changed();
  }

  changed() {
    this.request ??= requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    this.request = undefined;
    if (!this.scene.frames.length) return;
    const seconds = Math.min(0.1, (now - (this.painted ?? now)) / 1000);
    this.painted = this.player.moving ? now : undefined;
    this.player.advance(seconds);
    this.size();
    const stop = this.still.matches ? Math.floor(this.player.stop) : this.player.stop;
    this.scene.moveTo(stop);
    this.seen = viewed(this.scene, this.view);
    this.written = draw(this.context, this.scene, this.view, this.seen, this.look, this.layers,
      stop, this.picked, this.hovered);
    this.report(stop);
    if (this.player.moving) this.changed();
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
  report(stop) {
    const { player, scene, view } = this, play = this.find(".play");
    this.find(".player").hidden = scene.stops < 2;
    const slider = this.find(".player input"), caption = scene.caption(stop);
    slider.max = player.last;
    slider.value = stop;
    slider.setAttribute("aria-valuetext", caption);
    this.find("output").textContent = caption;
    play.classList.toggle("playing", player.playing);
    play.setAttribute("aria-label", player.playing ? "Pause" : "Play");
    if (this.find("details").open && !player.moving) showTable(this.find(".table"), scene);
    const [ar, ai, br, bi] = view.motion;
    this.canvas.dataset.state = JSON.stringify({
      a: [ar, ai], b: [br, bi], zoom: view.zoom, frame: stop, frames: scene.frames.length,
      count: scene.names.length, selected: this.picked, playing: player.playing,
      off: [...this.layers.off],
    });
  }
}

/** What tests and scripts may ask: plain numbers and texts, nothing to change. */
function handle(disk) {
  return {
    /** Positions in the data's own coordinates, [[x, y], …]. */
    model: (layer = "labels") => pairs(disk.scene.points[layer]),
    /** Positions after the motion. */
    seen: (layer = "labels") => pairs(disk.seen[layer]),
    /** Where a label stands on the canvas, in CSS pixels. */
    screen: (index) => disk.view.toScreen(...pairs(disk.seen.labels)[index]),
    /** The names written now. */
    written: () => disk.written,
  };
}

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
