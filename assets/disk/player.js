/** Where the scrubber stands, and how it moves by itself. */

const SECONDS = 6; // a whole pass lasts about this long,
const [SLOWEST, FASTEST] = [1.5, 24]; // within these rates, in stops a second
const REST = 1.5; // seconds at the end before a loop begins again
const CATCH_UP = 4; // share of the way to the newest frame of a live run, per second

export class Player {
  constructor() {
    this.at = 0; // in stops; a fraction is between two of them
    this.last = 0;
    this.playing = false;
    this.following = true; // goes to the newest stop and stays there
    this.loop = false;
  }

  /** Tells the player how many stops there are. */
  resize(stops) {
    this.last = stops - 1;
    if (this.at > this.last) this.at = this.last;
  }

  /** The stop that is shown has another number now. */
  renumber(by) {
    this.at += by;
  }

  /** Jumps to a stop. */
  scrub(at) {
    this.playing = false;
    this.at = Math.min(this.last, Math.max(0, at));
    this.following = this.at === this.last;
  }

  toggle() {
    if (this.playing) return this.scrub(Math.round(this.stop));
    this.playing = this.last > 0;
    this.following = false;
    if (this.stop === this.last) this.at = 0;
  }

  /** Where to draw. */
  get stop() {
    return Math.min(this.at, this.last);
  }

  get moving() {
    return this.playing || (this.following && this.at < this.last);
  }

  /** Goes on by `seconds`. */
  advance(seconds) {
    if (this.playing) this.play(seconds);
    else if (this.moving) {
      const behind = this.last - this.at;
      this.at = behind < 0.01 ? this.last : this.at + behind * Math.min(1, seconds * CATCH_UP);
    }
  }

  play(seconds) {
    const rate = Math.min(FASTEST, Math.max(SLOWEST, this.last / SECONDS));
    this.at += seconds * rate;
    if (this.at < this.last) return;
    if (!this.loop) this.scrub(this.last);
    else if (this.at > this.last + REST * rate) this.at = 0;
  }
}
