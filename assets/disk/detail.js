/**
 * Level of detail: which of very many labels are drawn.
 *
 * The canvas is cut into small cells, and of the labels in a cell the most important is drawn: the
 * others would lie under it. Near the rim a cell holds whole sub-trees; dragged to the middle they
 * come apart. While the view moves cells are as large as it takes to draw few.
 */

const MANY = 2000; // labels; of fewer all are drawn
const CELLS = [2, 3, 4, 6, 8, 12, 16, 24, 32]; // sides of cells in pixels
const MOVING = 1500; // labels that are drawn while the view moves

export const [HIDDEN, DRAWN, OUTSIDE] = [0, 1, 2]; // what becomes of a label

/**
 * { shown, fate, hidden }: the labels that are drawn, the important first; HIDDEN, DRAWN or OUTSIDE
 * the canvas for each label; and how many are hidden.
 *
 * points: of labels after the motion; always: labels that are drawn whatever else is.
 */
export function detail(scene, view, points, always, moving) {
  const { order } = scene, fate = new Uint8Array(order.length);
  if (order.length < MANY) return { shown: order, fate: fate.fill(DRAWN), hidden: 0 };
  const { width, height } = view, places = onCanvas(view, points), there = [];
  for (const label of order) {
    const x = places[2 * label], y = places[2 * label + 1];
    if (x >= 0 && y >= 0 && x < width && y < height) there.push(label);
    else fate[label] = OUTSIDE;
  }
  const most = moving ? MOVING : Infinity;
  let chosen;
  for (const side of CELLS) {
    chosen = first(there, places, view, side);
    if (chosen.length <= most) break;
  }
  for (const label of chosen) fate[label] = DRAWN;
  for (const label of always) if (!fate[label]) fate[label] = DRAWN;
  const shown = there.filter((label) => fate[label] === DRAWN);
  return { shown, fate, hidden: there.length - shown.length };
}

/** Of each cell the first of the labels in it. */
function first(labels, places, { width, height }, side) {
  const row = Math.ceil(width / side), taken = new Uint8Array(row * Math.ceil(height / side));
  return labels.filter((label) => {
    const cell = Math.floor(places[2 * label] / side) + row * Math.floor(places[2 * label + 1] / side);
    return !taken[cell] && (taken[cell] = 1);
  });
}

/** `view.toScreen` of all points, as x0, y0, x1, y1, … */
function onCanvas(view, points) {
  const [ox, oy] = view.toScreen(0, 0), { scale } = view, places = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    places[i] = ox + scale * points[i];
    places[i + 1] = oy - scale * points[i + 1];
  }
  return places;
}
