/** What tests and scripts may ask a disk: plain numbers and texts, nothing to change. */

import { writeView } from "./address.js";

export function handle(disk) {
  return {
    /** Positions in the data's own coordinates, [[x, y], …]. */
    model: (layer = "labels") => pairs(disk.scene.points[layer]),
    /** Positions after the motion. */
    seen: (layer = "labels") => pairs(disk.seen[layer]),
    /** Where a label stands on the canvas, in CSS pixels. */
    screen: (index) => disk.view.toScreen(...pairs(disk.seen.labels)[index]),
    /** The names written now. */
    written: () => disk.written,
    /** The view as it stands in a link. */
    view: () => writeView(disk),
  };
}

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
