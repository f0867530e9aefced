/** Marks on labels: a ring on those that a text has, a square frame on those predicted for it. */

import { coordinates } from "./pick.js";
import { disc, outline, stroke } from "./pen.js";
import { colourOf } from "./trails.js";

const GAP = 3; // pixels between a label and its marks,
const STEP = 6; // and from the marks of one text to those of the next
const WIDTH = 2;

/** The two kinds, each a layer: what a text says of a label, and the mark. */
export const MARKS = {
  truth: { title: "true label", outline: disc },
  predicted: { title: "predicted label", outline: frame }, // around the ring where there are both
};

/** Pixels that a label's marks take around it. */
export function marked(scene, index) {
  const texts = level(scene, index, scene.marks.length);
  return texts ? GAP + STEP * (texts - 1) + WIDTH : 0;
}

/** How many of the first `n` texts mark a label: the next one's marks go around theirs. */
function level(scene, index, n) {
  return scene.marks.slice(0, n).filter((mark) => kindsOf(mark, index).length).length;
}

/** The kinds of marks that one text gives a label. */
export function kindsOf(mark, index) {
  return Object.keys(MARKS).filter((kind) => mark[kind].includes(index));
}

/** radius: of a label, in pixels. */
export function drawMarks(context, scene, view, seen, look, layers, radius) {
  scene.marks.forEach((mark, n) => {
    const paths = Object.keys(MARKS).filter((kind) => layers.on(kind))
      .flatMap((kind) => mark[kind].map((index) => {
        const point = { kind: "label", index }, at = coordinates(seen, point);
        const gap = radius(point) + GAP + STEP * level(scene, index, n);
        return at && MARKS[kind].outline(context, ...view.toScreen(...at), gap);
      })).filter(Boolean);
    for (const path of paths) stroke(context, path, look.surface, WIDTH + 2);
    for (const path of paths) stroke(context, path, colourOf(n, look), WIDTH);
  });
}

/** The ring around what is chosen: in dashes, since a whole one is a true label's. */
export function ringChosen(context, x, y, radius, look, size = 1) {
  stroke(context, disc(context, x, y, radius), look.text, 2 * size, [4 * size, 3 * size]);
}

function frame(context, x, y, half) {
  const path = outline(context);
  half += 1.5;
  path.rect(x - half, y - half, 2 * half, 2 * half);
  return path;
}
