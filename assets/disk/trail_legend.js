/** Trails and marks in the legend: what they mean, and a switch for each. */

import { MARKS, ringChosen } from "./marks.js";
import { layerSwitch, make, swatch } from "./panels.js";
import { stroke } from "./pen.js";
import { colourOf, drawEnd, drawSample, drawStart } from "./trails.js";

/** Adds them to a list. */
export function showTrails(list, scene, look, layers, changed) {
  scene.trails.forEach(({ name }, n) => {
    const sample = swatch((context) => drawSample(context, 56, 14, n, look), 56);
    list.append(make("li", undefined, layerSwitch(`trail${n}`, sample, name, layers, changed)));
  });
  if (scene.trails.length) {
    const ends = [[drawStart, "first word"], [drawEnd, "last word"]].flatMap(([draw, meaning]) => [
      swatch((context) => draw(context, 14, 14, look.text, look.background, 1.2)),
      make("span", meaning),
    ]);
    list.append(make("li", undefined, ...ends));
  }
  for (const [kind, { title, outline }] of Object.entries(MARKS)) {
    const number = new Set(scene.marks.flatMap((mark) => mark[kind])).size;
    if (!number) continue;
    const mark = swatch((context) => stroke(context, outline(context, 14, 14, 9), colourOf(0, look), 3.5));
    const whose = scene.trails.length > 1 ? ", in its text's colour" : "";
    const said = `${title}${number > 1 ? "s" : ""} (${number})${whose}`;
    list.append(make("li", undefined, layerSwitch(kind, mark, said, layers, changed)));
  }
  if (scene.marks.length) {
    const ring = swatch((context) => ringChosen(context, 14, 14, 10, look, 1.7));
    list.append(make("li", undefined, ring, make("span", "chosen label")));
  }
}
