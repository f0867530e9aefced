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
    return !this.visit(box, (there) => there?.some((other) => overlap(box, other)));
  }

  take(box) {
    this.visit(box, (there, cell) => {
      if (there) there.push(box);
      else this.cells.set(cell, [box]);
    });
  }

  /** Calls with what was taken in each cell of the box, until one answers yes. */
  visit([left, top, right, bottom], answer) {
    for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i++) {
      for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j++) {
        const cell = i * 65536 + j;
        if (answer(this.cells.get(cell), cell)) return true;
      }
    }
    return false;
  }
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
