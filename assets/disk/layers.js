/** Which layers of the picture are switched on. */

export class Layers {
  constructor() {
    this.off = new Set();
  }

  on(layer) {
    return !this.off.has(layer);
  }

  toggle(layer) {
    if (!this.off.delete(layer)) this.off.add(layer);
  }
}
