/**
 * The geometry lab: a scene of three points, seen in one or two models of the plane at once.
 *
 * Streamlit calls the default export again whenever data or theme change and the function it
 * returns when the element goes away. Points move here; Python hears of them when they are let
 * go of. For tests the element carries `data-state` (JSON: panel, views, u, v, w, factor).
 */

import { readLook } from "../disk/look.js";
import { readPacket } from "../disk/packet.js";
import { Frame, draw } from "./draw.js";
import { showHandles } from "./handles.js";
import { MOST, PANELS, point } from "./panels.js";
import { VIEWS } from "./views.js";

const FURTHEST = Math.tanh(MOST / 2);
const STEEPEST = 99; // factor of a multiple
const ALIKE = 1e-4; // Python's address rounds
const ASIDE = 40; // pixels between a point and its knob: both are targets for a finger

const labs = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  if (!labs.has(parentElement)) labs.set(parentElement, new Lab(parentElement));
  const lab = labs.get(parentElement);
  lab.tell = setTriggerValue;
  lab.receive(data);
  // Streamlit also runs the cleanup of a call that a later one overtook: only the latest counts.
  const call = ++lab.calls;
  return () => {
    if (call !== lab.calls) return;
    lab.end();
    labs.delete(parentElement);
  };
}

class Lab {
  constructor(root) {
    this.find = (selector) => root.querySelector(selector);
    this.calls = 0;
    this.scene = null;
    this.told = []; // scenes that Python has not answered yet
    this.boxes = []; // one a view
    this.observer = new ResizeObserver(() => this.changed());
  }

  end() {
    this.observer.disconnect();
    cancelAnimationFrame(this.request);
    clearTimeout(this.waiting);
  }

  receive(data) {
    const { scene, title } = readPacket(data);
    this.look = readLook(this.find(".lab"));
    const [a, b, c] = this.look.palette;
    this.colours = { a, b, c, text: this.look.text, muted: this.look.muted };
    this.panel = scene.panel;
    this.title = title;
    this.follow({ u: scene.u, v: scene.v, w: scene.w, factor: scene.factor });
    if (String(scene.views) !== String(this.views)) this.arrange(scene.views);
    this.fit();
    this.changed();
  }

  /** Takes over Python's points when Python changed its mind, not when it repeats what it heard. */
  follow(asked) {
    const heard = this.told.findIndex((scene) => alike(scene, asked));
    if (heard >= 0) this.told.splice(0, heard + 1);
    else if (!this.asked || !alike(asked, this.asked)) this.scene = asked;
    this.asked = asked;
  }

  arrange(views) {
    this.views = views;
    this.observer.disconnect();
    this.boxes = views.map((name) => {
      const box = document.createElement("figure"), canvas = document.createElement("canvas");
      const caption = document.createElement("figcaption"), stage = document.createElement("div");
      canvas.setAttribute("role", "img");
      stage.className = "stage";
      stage.append(canvas);
      caption.textContent = VIEWS[name].title;
      box.append(stage, caption);
      this.observer.observe(canvas);
      return { box, stage, canvas, view: VIEWS[name] };
    });
    this.find(".views").replaceChildren(...this.boxes.map(({ box }) => box));
  }

  /** What each view has to hold; settled between drags, or the picture would run from the hand. */
  fit() {
    const points = this.picture().handles.filter(({ flat }) => !flat).map(({ at }) => at);
    for (const box of this.boxes) box.extent = box.view.extent(points);
  }

  picture() {
    return PANELS[this.panel](this.scene);
  }

  drag(box, name, x, y) {
    clearTimeout(this.waiting);
    const handle = this.picture().handles.find((other) => other.name === name);
    if (!handle) return;
    const found = box.frame.find(x, y, handle.at);
    const next = { ...this.scene, ...handle.move(handle.flat ? found : inside(found)) };
    for (const point of ["u", "v", "w"]) next[point] = inside(next[point]);
    next.factor = Math.max(-STEEPEST, Math.min(STEEPEST, next.factor));
    if ([...next.u, ...next.v, ...next.w, next.factor].every(Number.isFinite)) this.scene = next;
    this.moved = true;
    this.changed();
  }

  /** Tells Python, unless the point is moved again within so many milliseconds. */
  drop(pause) {
    clearTimeout(this.waiting);
    if (!this.moved) return;
    this.waiting = setTimeout(() => {
      this.moved = false;
      this.fit();
      this.changed();
      this.told.push(this.scene);
      this.tell("moved", this.scene);
      this.find(".said").textContent = this.sentence(this.picture());
    }, pause);
  }

  changed() {
    this.request ??= requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.request = undefined;
    const picture = this.picture(), said = this.sentence(picture);
    for (const box of this.boxes) {
      const { canvas, view } = box, { clientWidth: width, clientHeight: height } = canvas;
      if (!width) continue;
      const context = canvas.getContext("2d"), ratio = window.devicePixelRatio || 1;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      box.frame = new Frame(view, box.extent, width, height);
      draw(context, box.frame, picture, this.look, this.colours);
      canvas.setAttribute("aria-label", `${this.title}, ${view.title}. ${said}`);
      showHandles(box.stage, picture.handles.map((handle) => this.place(box.frame, handle)),
        (name, x, y) => this.drag(box, name, x, y), (pause) => this.drop(pause));
    }
    this.find(".numbers").replaceChildren(...picture.numbers.map(([name, value]) => {
      const pair = document.createElement("div"), term = document.createElement("dt");
      const text = document.createElement("dd");
      term.textContent = name;
      text.textContent = value;
      pair.append(term, text);
      return pair;
    }));
    this.find(".lab").dataset.state = JSON.stringify(
      { panel: this.panel, views: this.views, ...this.scene });
  }

  place(frame, { name, text = name, at, flat, along }) {
    const shown = flat ? frame.view.flat : frame.visible(at), [x, y] = frame.place(at);
    return {
      name, text: flat ? "" : text, x: shown ? x : null, y: shown ? y : null,
      says: `${text} at ${point(at)}`, unit: frame.scale, knob: along && knob(frame, at, along),
      colour: { u: this.colours.a, v: this.colours.b, w: this.colours.c }[name] ?? this.colours.c,
    };
  }

  /** The scene in words. */
  sentence({ handles, numbers }) {
    const points = handles.filter(({ flat }) => !flat).map(({ name, text = name, at }) => (
      `${text} at ${point(at)}`));
    return `${points.join(", ")}. ${numbers.map(([name, value]) => `${name}: ${value}`).join(", ")}.`;
  }
}

/** From a point to a place beside its way, in pixels: where it can be held. */
function knob(frame, at, along) {
  const h = 1e-3 * (1 - at[0] ** 2 - at[1] ** 2);
  const [[x, y], [px, py]] = [at, [at[0] - h * along[0], at[1] - h * along[1]]].map((p) => frame.place(p));
  const length = Math.hypot(x - px, y - py);
  return length > 0 ? [(-ASIDE * (y - py)) / length, (ASIDE * (x - px)) / length] : [0, ASIDE];
}

function inside([x, y]) {
  const r = Math.hypot(x, y), s = r > FURTHEST ? FURTHEST / r : 1;
  return [x * s, y * s];
}

function alike(a, b) {
  const numbers = ({ u, v, w, factor }) => [...u, ...v, ...w, factor], other = numbers(b);
  return numbers(a).every((value, n) => Math.abs(value - other[n]) < ALIKE);
}
