/** Points that a hand, a finger or the arrow keys move: buttons that lie over a canvas. */

const STEP = 0.05; // of the drawing's unit, by which an arrow key moves a point
const FINE = 0.01; // the same with Shift
const PAUSE = 350; // milliseconds without another key after which a move has ended
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Puts a button at each place, and moves those there already are.
 *
 * places: [{ name, text, colour, x, y, says, unit, knob }] in pixels of `box`; null x for one
 *     that is not to be seen. unit: of the drawing. knob: [dx, dy] from the point to where it is
 *     held, if that is not the point itself.
 * drag(name, x, y): it was taken there. drop(pause): it was let go of, unless it is taken again
 *     within so many milliseconds.
 */
export function showHandles(box, places, drag, drop) {
  const known = new Map([...box.querySelectorAll(".handle")].map((button) => [button.dataset.name, button]));
  for (const place of places) {
    const button = known.get(place.name) ?? handle(box, place.name, drag, drop);
    known.delete(place.name);
    button.hidden = place.x === null;
    button.style.setProperty("--x", `${place.x}px`);
    button.style.setProperty("--y", `${place.y}px`);
    button.style.setProperty("--colour", place.colour);
    button.querySelector("span").textContent = place.text;
    button.setAttribute("aria-label", place.says);
    const [dx, dy] = place.knob ?? [0, 0];
    button.classList.toggle("aside", Boolean(place.knob));
    button.style.setProperty("--dx", `${dx}px`);
    button.style.setProperty("--dy", `${dy}px`);
    button.style.setProperty("--stem", `${Math.hypot(dx, dy)}px`);
    button.style.setProperty("--turn", `${Math.atan2(-dy, -dx)}rad`);
    button.at = [place.x, place.y];
    button.unit = place.unit;
  }
  for (const button of known.values()) button.remove();
}

function handle(box, name, drag, drop) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "handle";
  button.dataset.name = name;
  button.setAttribute("aria-roledescription", "point that can be moved");
  button.append(document.createElement("span"));
  let grip = null; // from the pointer to the point
  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    button.setPointerCapture(event.pointerId);
    grip = [button.at[0] - event.clientX, button.at[1] - event.clientY];
    button.classList.add("held");
  });
  button.addEventListener("pointermove", (event) => {
    if (grip) drag(name, event.clientX + grip[0], event.clientY + grip[1]);
  });
  const release = () => {
    if (!grip) return;
    grip = null;
    button.classList.remove("held");
    drop(0);
  };
  button.addEventListener("pointerup", release);
  button.addEventListener("pointercancel", release);
  button.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const step = button.unit * (event.shiftKey ? FINE : STEP);
    button.at = [button.at[0] + step * move[0], button.at[1] + step * move[1]];
    drag(name, ...button.at);
  });
  button.addEventListener("keyup", (event) => MOVES[event.key] && drop(PAUSE));
  box.append(button);
  return button;
}
