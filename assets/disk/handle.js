/** What tests and scripts may ask a disk: plain numbers and texts, nothing to change. */

import { writeView } from "./address.js";
import { takenBy } from "./draw.js";
import { marksOf } from "./names.js";

export function handle(disk) {
  return {
    /** Positions in the data's own coordinates, [[x, y], …]. */
    model: (layer = "labels") => pairs(disk.scene.points[layer]),
    /** Positions after the motion. */
    seen: (layer = "labels") => pairs(disk.seen[layer]),
    /** Where a label, or a point of another layer, stands on the canvas, in CSS pixels. */
    screen: (index, layer = "labels") => disk.view.toScreen(...pairs(disk.seen[layer])[index]),
    /** The names written now. */
    written: () => disk.written.map(({ text }) => text),
    /** The same with their points and the boxes they take on the canvas, in CSS pixels. */
    names: () => disk.written.map(({ text, kind, index, box }) => ({ text, kind, index, box })),
    /** The labels that are drawn, where there are too many for all. */
    shown: () => [...disk.seen.detail.shown],
    /**
     * Marks of labels on the canvas, [[x, y, radius], …], in the labels' order; where there are very
     * many, of those that are named.
     */
    marks: () => marksOf(disk.scene, disk.view, disk.seen,
      (point) => takenBy(disk.scene, disk.view, disk.seen, point),
      [...disk.seen.detail.named].sort((one, other) => one - other)),
    /** Boxes of the canvas on which panels lie. */
    covered: () => disk.covered,
    /** Middle and radius, on the canvas, of the disk, or of what a flat picture fills. */
    ground: () => [...disk.view.toScreen(0, 0), disk.view.scale * disk.view.unit],
    /** Milliseconds that the last picture took to be drawn. */
    cost: () => disk.cost,
    /** The view as it stands in a link. */
    view: () => writeView(disk),
  };
}

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
