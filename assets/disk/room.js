/** What is still free on a canvas: boxes [left, top, right, bottom] in pixels. */

const CELL = 48; // pixels; boxes are compared only with those in the same cells

export class Room {
  constructor(width, height) {
    Object.assign(this, { width, height, cells: new Map() });
  }

  /** Whether a box lies on the canvas and over none that was taken. */
  free(box) {
    const [left, top, right, bottom] = box;
    if (!(left > 0 && top > 0 && right < this.width && bottom < this.height)) return false;
    return !cellsOf(box).some((cell) => this.cells.get(cell)?.some((other) => overlap(box, other)));
  }

  take(box) {
    for (const cell of cellsOf(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }
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
