/** What can be switched on and off in the picture; all that is not listed in OFF is on at first. */

/** Layer -> what people call it. The layers of edges are those of edges.js. */
export const LAYERS = {
  labels: "Labels",
  names: "Names",
  words: "Words",
  documents: "Documents",
  trails: "Trails",
  truth: "Marks of true labels",
  predicted: "Marks of predicted labels",
  depth: "Colour by level", // called depth in addresses that were shared
  paths: "Paths while playing",
  grid: "Tiling",
  rings: "Distance rings",
  ruler: "Ruler between two points",
  near: "Nearest labels",
};

const OFF = ["depth", "grid", "rings", "ruler", "near"];

export class Layers {
  constructor() {
    this.off = new Set(OFF);
    this.nearest = 5; // labels within the circle
  }

  on(layer) {
    return !this.off.has(layer);
  }

  toggle(layer) {
    if (!this.off.delete(layer)) this.off.add(layer);
  }

  /** The layers that stand otherwise than at first. */
  get toggled() {
    const all = new Set([...OFF, ...this.off]);
    return [...all].filter((layer) => this.off.has(layer) !== OFF.includes(layer));
  }

  set toggled(layers) {
    this.off = new Set(OFF);
    for (const layer of layers) this.toggle(layer);
  }
}
