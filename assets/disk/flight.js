/** A journey of the view: some point goes along its geodesic to the middle of the canvas. */

import { between, carry, compose } from "./geometry.js";

const SECONDS = 0.7;

export class Flight {
  /** (x, y): where the point stands now, in view coordinates. */
  constructor(view, x, y) {
    Object.assign(this, { view, from: [x, y], start: view.motion, shift: view.shift, gone: 0 });
  }

  /** Goes on by `seconds`; false once it has arrived. */
  advance(seconds) {
    const { view, from, start } = this;
    this.gone = Math.min(1, this.gone + seconds / SECONDS);
    const t = this.gone ** 2 * (3 - 2 * this.gone); // sets off and lands gently
    const to = between(...from, 0, 0, t, view.k);
    view.motion = compose(carry(...from, ...to, view.k), start, view.k);
    view.shift = this.shift.map((pixels) => pixels * (1 - t));
    view.touched = true;
    return this.gone < 1;
  }
}
