/** Which names are written where: greedy, the important first, none over another or its mark. */

const LINE = 14; // pixels a line of text is high
const CELL = 48; // pixels; names are compared only with names in the same cells

/**
 * The candidates that find room, as { text, x, y, align } with y the middle of the line, and
 * whatever else a candidate has.
 *
 * candidates: { text, x, y, gap, left } in order of importance; (x, y) is the mark, `gap` its
 * radius, `left` says that the name stands left of it. `measure` gives a text's width.
 */
export function place(candidates, measure, width, height, most) {
  const cells = new Map(), placed = [];
  const free = (box, where) =>
    !where.some((cell) => cells.get(cell)?.some((other) => overlap(box, other)));
  const take = (box, where) => {
    for (const cell of where) {
      if (!cells.has(cell)) cells.set(cell, []);
      cells.get(cell).push(box);
    }
  };
  for (const { text, x, y, gap, left, ...look } of candidates) {
    if (placed.length >= most) break;
    if (!(x > 0 && x < width && y > 0 && y < height)) continue; // also drops what is not a number
    const length = measure(text), start = left ? x - gap - 3 - length : x + gap + 3;
    const box = [start, y - LINE / 2, start + length, y + LINE / 2], where = cellsOf(box);
    if (box[0] > 0 && box[2] < width && free(box, where)) {
      take(box, where);
      placed.push({ ...look, text, x: left ? start + length : start, y, align: left ? "right" : "left" });
    }
    const mark = [x - gap, y - gap, x + gap, y + gap];
    take(mark, cellsOf(mark));
  }
  return placed;
}

function cellsOf([left, top, right, bottom]) {
  const found = [];
  for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i++) {
    for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j++) {
      found.push(i * 65536 + j);
    }
  }
  return found;
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
