/** The parts around the canvas: hover card, legend, and the table that says the same in text. */

import { EDGES, edgeLayers, stroke } from "./edges.js";
import { SHAPES, styleOf } from "./look.js";
import { describe, nameOf } from "./pick.js";

const MOST_ROWS = 2000;
const MOST_BRANCHES = 12;

function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text; // never markup: names are data
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

/** One entry a branch, and a switch for each layer of edges with its count. */
export function showLegend(list, scene, look, layers, changed) {
  const shown = scene.groupNames.slice(0, MOST_BRANCHES);
  const items = shown.map((name, group) => {
    const { colour, shape } = styleOf(group, look);
    const mark = swatch((context) => {
      const path = new Path2D();
      SHAPES[shape](path, 14, 14, 9);
      context.fillStyle = colour;
      context.fill(path);
    });
    return make("li", undefined, mark, make("span", name));
  });
  const hidden = scene.groupNames.length - shown.length;
  if (hidden > 0) items.push(make("li", `and ${hidden} more`));
  for (const [layer, pairs] of edgeLayers(scene)) {
    const { colour, dash, width, title } = EDGES[layer];
    const mark = swatch((context) => {
      const path = new Path2D("M0 14H56");
      stroke(context, path, colour ?? look.muted, 2 * width, dash.map((part) => 2 * part));
    }, 56);
    const button = make("button", undefined, mark, make("span", `${title} (${pairs.length})`));
    button.type = "button";
    button.setAttribute("aria-pressed", layers.on(layer));
    button.addEventListener("click", () => {
      layers.toggle(layer);
      button.setAttribute("aria-pressed", layers.on(layer));
      changed();
    });
    items.push(make("li", undefined, button));
  }
  list.replaceChildren(...items);
}

/** A small picture for the legend, at twice its size on the page. */
function swatch(draw, width = 28) {
  const mark = document.createElement("canvas");
  [mark.width, mark.height] = [width, 28];
  mark.style.width = `${width / 2}px`;
  mark.setAttribute("aria-hidden", "true");
  draw(mark.getContext("2d"));
  return mark;
}

/** The labels at the stop drawn now, the important first. */
export function showTable(box, scene) {
  const head = ["label", "x", "y", "parents", "depth", "documents"];
  const rows = scene.order.slice(0, MOST_ROWS).map((i) => make("tr", undefined,
    make("td", scene.names[i]),
    ...[0, 1].map((axis) => make("td", scene.points.labels[2 * i + axis].toFixed(3))),
    make("td", scene.parents[i].map((parent) => scene.names[parent]).join(", ")),
    make("td", String(scene.depths?.[i] ?? "")),
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
