/** The parts around the canvas: hover card, legend, and the table that says the same in text. */

import { EDGES, edgeLayers } from "./edges.js";
import { distance } from "./geometry.js";
import { LAYERS } from "./layers.js";
import { SHAPES, styleOf, styleOfLevel } from "./look.js";
import { fill, stroke } from "./pen.js";
import { describe, nameOf } from "./pick.js";

const MOST_ROWS = 2000;
const MOST_ENTRIES = 12;
const INSIDE = 0.998; // squared; from here on distances are of the rim's

/** An element; names are data, so they become text and never markup. */
export function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** Shows the card for a point at height `share` of the canvas, away from it; or hides it. */
export function showCard(card, scene, point, share) {
  card.hidden = !point;
  if (!point) return;
  const list = make("dl", undefined, ...describe(scene, point).flatMap(([what, value]) => [
    make("dt", what), make("dd", String(value)),
  ]));
  card.replaceChildren(make("strong", nameOf(scene, point)), list);
  card.classList.toggle("low", share < 0.5);
}

/** One entry a branch or level. */
export function showLegend(list, scene, look, layers) {
  const { topmost, deepest } = scene;
  const entries = layers.on("depth") && scene.levels
    ? Array.from({ length: deepest - topmost + 1 }, (_, n) => [`level ${topmost + n}`, styleOfLevel(n, deepest - topmost)])
    : scene.groupNames.map((name, group) => [name, styleOf(group, look)]);
  const items = entries.slice(0, MOST_ENTRIES).map(([name, { colour, shape }]) => {
    const mark = swatch((context) => {
      const path = new Path2D();
      SHAPES[shape](path, 14, 14, 9);
      fill(context, path, colour);
    });
    return make("li", undefined, mark, Object.assign(make("span", name), { title: name }));
  });
  const hidden = entries.length - items.length;
  const told = look.palette.length * SHAPES.length; // as many branches look different
  const again = scene.groupNames.length > told && !layers.on("depth");
  if (hidden > 0) items.push(make("li", `and ${hidden} more${again ? `; after ${told} they look alike` : ""}`));
  list.replaceChildren(...items);
}

/** A switch for each layer of edges, with its count. */
export function showEdges(list, scene, look, layers, changed) {
  const items = [];
  for (const [layer, pairs] of edgeLayers(scene)) {
    const { colour, dash, width, title } = EDGES[layer];
    const mark = swatch((context) => {
      const path = new Path2D("M0 14H56");
      stroke(context, path, colour ?? look.muted, 2 * width, dash.map((part) => 2 * part));
    }, 56);
    const said = `${title} (${pairs.length.toLocaleString("en-US")})`;
    items.push(make("li", undefined, layerSwitch(layer, mark, said, layers, changed)));
  }
  list.replaceChildren(...items);
}

/** A button that shows what a layer looks like, and switches it. */
export function layerSwitch(layer, mark, said, layers, changed) {
  const button = make("button", undefined, mark, Object.assign(make("span", said), { title: said }));
  button.type = "button";
  button.setAttribute("aria-pressed", layers.on(layer));
  button.addEventListener("click", () => {
    layers.toggle(layer);
    button.setAttribute("aria-pressed", layers.on(layer));
    changed();
  });
  return button;
}

/** A switch for each layer that the scene has something for. */
export function showLayers(box, scene, layers, changed) {
  const there = {
    words: scene.wordNames.length, documents: scene.documentNames.length,
    trails: scene.trails.length, truth: scene.marks.some(({ truth }) => truth.length),
    predicted: scene.marks.some(({ predicted }) => predicted.length), depth: scene.levels, paths: scene.frames.length > 1,
  };
  const wanted = Object.keys(LAYERS).filter((layer) => there[layer] ?? true);
  const boxes = [...box.querySelectorAll("input")];
  if (boxes.map((input) => input.name).join() !== wanted.join()) {
    box.replaceChildren(...wanted.map((layer) => {
      const input = Object.assign(make("input"), { type: "checkbox", name: layer });
      input.addEventListener("change", () => {
        layers.toggle(layer);
        changed();
      });
      boxes.push(input);
      return make("label", undefined, input, make("span", LAYERS[layer]));
    }));
  }
  for (const input of box.querySelectorAll("input")) input.checked = layers.on(input.name);
}

/** One paragraph a sentence, rewritten only when something changed, for it is read aloud. */
export function showSentences(box, sentences) {
  if (box.said === sentences.join()) return;
  box.said = sentences.join();
  box.replaceChildren(...sentences.map((text) => make("p", text)));
}

/**
 * What the picture distorts, how far it is magnified and how much is left out of it (see `detail`):
 * nobody is to take a part for all of it.
 */
export function showNote(note, scene, view, { hidden, unlined }) {
  const [labels, all, lines] = [hidden, scene.names.length, unlined].map((n) => n.toLocaleString("en-US"));
  const thin = unlined ? ` and the lines to ${lines}` : "";
  const small = hidden
    ? `${labels} of ${all} labels${thin} are not drawn: drag or magnify` : "";
  const zoom = view.zoom < 1.05 && view.zoom > 0.95 ? "" : `magnified ${Number(view.zoom.toPrecision(2))}×${across(view)}`;
  const said = [small, zoom, scene.note].filter(Boolean).join(" · ");
  if (note.textContent !== said) note.textContent = said;
}

/** How wide the canvas is at half its height, as a distance; nothing where the rim is in sight. */
function across(view) {
  const ends = [0, view.width].map((x) => view.toView(x, view.height / 2));
  if (view.k && ends.some(([x, y]) => x * x + y * y > INSIDE)) return "";
  return `, ${Number(distance(...ends[0], ...ends[1], view.k).toPrecision(2))} wide`;
}

/** A small picture for the legend, at twice its size on the page. */
export function swatch(draw, width = 28) {
  const mark = document.createElement("canvas");
  [mark.width, mark.height] = [width, 28];
  mark.style.width = `${width / 2}px`;
  mark.setAttribute("aria-hidden", "true");
  draw(mark.getContext("2d"));
  return mark;
}

/** The labels at the stop drawn now, the important first. */
export function showTable(box, scene) {
  if (box.shown === scene.points.labels && box.names === scene.names) return;
  [box.shown, box.names] = [scene.points.labels, scene.names];
  const head = ["label", "x", "y", "parents", "level", "documents"];
  const rows = scene.order.slice(0, MOST_ROWS).map((i) => make("tr", undefined,
    make("td", scene.names[i]),
    ...[0, 1].map((axis) => make("td", scene.points.labels[2 * i + axis].toFixed(3))),
    make("td", scene.parents[i].map((parent) => scene.names[parent]).join(", ")),
    make("td", String(scene.levels?.[i] ?? "")),
    make("td", String(scene.sizes?.[i] ?? "")),
  ));
  box.replaceChildren(make("table", undefined,
    make("thead", undefined, make("tr", undefined, ...head.map((name) => make("th", name)))),
    make("tbody", undefined, ...rows),
  ));
  if (scene.order.length > MOST_ROWS) {
    box.append(make("p", `and ${scene.order.length - MOST_ROWS} more`));
  }
}

/** The boxes [left, top, right, bottom] of the canvas, in its pixels, on which panels lie. */
export function covered(canvas, panels) {
  const ground = canvas.getBoundingClientRect();
  return panels.map((panel) => panel.getBoundingClientRect()).filter(({ width }) => width)
    .map(({ left, top, right, bottom }) => [left, right, top, bottom].map(
      (side, n) => side - (n < 2 ? ground.left : ground.top)))
    .map(([left, right, top, bottom]) => [left, top, right, bottom]);
}
