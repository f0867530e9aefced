/**
 * Level of detail: what of very many labels is drawn.
 *
 * The canvas is cut into cells, and of the labels in a cell the most important is drawn: in the
 * smallest cells the others would lie under it. Near the rim a cell holds whole sub-trees, which come
 * apart where they are dragged to the middle. Cells are as large as it takes to draw few, fewer while
 * the view moves; lines and names need larger cells than marks.
 */

const MANY = 2000; // labels; of fewer all is drawn
const SIDES = [2, 3, 4, 6, 8, 12, 16, 24, 32]; // of cells, in pixels
const MOVING = 2000; // as many labels are drawn at most while the view moves,
const RESTING = 4000; // and as many once it rests: more are a thicket,
const LINED = 1000; // in which lines to the parents of so many can be followed, with those that are
const LINES = 8; // named; one in a cell with this side at least
const NAMES = 60; // side of a cell with a label whose name is written, if there is room

/**
 * What is drawn, as { shown, outside, lined, named, hidden, unlined }.
 *
 * shown: the labels, the important first. outside, lined: 1 for each label that lies outside the
 * canvas, and for each whose lines to its parents are drawn. named: labels whose names are written,
 * over the marks of all others. hidden, unlined: how many labels are left out, and to how many
 * lines are.
 *
 * points: of labels after the motion; always: labels that are drawn whatever else is.
 */
export function detail(scene, view, points, always, moving) {
  const { order } = scene, outside = new Uint8Array(order.length);
  if (order.length < MANY) {
    return { shown: order, outside, lined: outside.map(() => 1), named: order, hidden: 0, unlined: 0 };
  }
  const { width, height } = view, places = onCanvas(view, points);
  const there = order.filter((label) => {
    const x = places[2 * label], y = places[2 * label + 1];
    return (x >= 0 && y >= 0 && x < width && y < height) || !(outside[label] = 1);
  });
  let shown = few(there, places, view, SIDES, moving ? MOVING : RESTING);
  const drawn = marked(order.length, shown), wanted = always.filter((label) => !outside[label]);
  if (wanted.some((label) => !drawn[label])) {
    for (const label of wanted) drawn[label] = 1;
    shown = there.filter((label) => drawn[label]);
  }
  const apart = few(shown, places, view, SIDES.filter((side) => side >= LINES), LINED);
  const named = first(shown, places, view, NAMES);
  const lined = marked(order.length, [...apart, ...named, ...wanted]);
  return {
    shown, outside, lined, named,
    hidden: there.length - shown.length,
    unlined: there.filter((label) => !lined[label] && scene.parents[label].length).length,
  };
}

function marked(count, labels) {
  const found = new Uint8Array(count);
  for (const label of labels) found[label] = 1;
  return found;
}

/** The first of the labels in each cell: the smallest cells that leave at most so many, or the largest. */
function few(labels, places, view, sides, most) {
  let found = labels;
  for (const side of sides) {
    found = first(labels, places, view, side);
    if (found.length <= most) break;
  }
  return found;
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
