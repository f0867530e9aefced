/** Pointer, wheel and keys on the canvas, told to the disk as intentions. */

const STILL = 4; // pixels a click may wander
const STEP = 40; // pixels an arrow key pulls
const TURN = Math.PI / 18; // an arrow key with Shift turns

/**
 * Listens until `signal` aborts.
 *
 * disk: the methods named below, `view`, and `flight`, which a hand on the disk ends.
 */
export function listen(canvas, disk, signal) {
  const on = (type, handler, options) =>
    canvas.addEventListener(type, handler, { signal, ...options });
  const fingers = new Map(); // pointer id -> [x, y]
  let pull = null, start = null, span = null, turning = false;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const centre = () => {
    const all = [...fingers.values()];
    return [0, 1].map((axis) => all.reduce((sum, point) => sum + point[axis], 0) / all.length);
  };
  /** Length and direction from the first finger to the second, if there are two. */
  const reach = () => {
    const [p, q] = [...fingers.values()];
    return q ? [Math.hypot(q[0] - p[0], q[1] - p[1]), Math.atan2(p[1] - q[1], q[0] - p[0])] : null;
  };
  const regrip = () => {
    span = reach();
    pull = !fingers.size ? null : turning ? disk.view.twist(...centre()) : disk.view.grab(...centre());
  };

  on("pointerdown", (event) => {
    if (event.button) return;
    disk.flight = null;
    turning = event.shiftKey;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    start = fingers.size === 1 ? place(event) : null;
    regrip();
  });

  on("pointermove", (event) => {
    const [x, y] = place(event);
    if (!fingers.has(event.pointerId)) return disk.hover(x, y);
    fingers.set(event.pointerId, [x, y]);
    if (start && Math.hypot(x - start[0], y - start[1]) < STILL) return;
    start = null;
    disk.leave();
    canvas.classList.add("dragging");
    pull(...centre());
    if (span) {
      const [length, direction] = reach();
      if (span[0]) disk.view.zoomAt(...centre(), length / span[0]);
      disk.view.turn(direction - span[1], ...disk.view.toView(...centre()));
      regrip();
    }
    disk.changed();
  });

  const release = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    canvas.classList.remove("dragging");
    if (start && event.type === "pointerup") disk.click(...place(event), event.pointerType !== "mouse");
    start = null;
    regrip();
  };
  on("pointerup", release);
  on("pointercancel", release);
  on("pointerleave", (event) => {
    if (event.pointerType === "mouse") disk.leave();
  });
  on("dblclick", (event) => disk.bring(...place(event)));

  on("wheel", (event) => {
    event.preventDefault();
    const notch = event.deltaMode === 1 ? 33 * event.deltaY : event.deltaY;
    disk.view.zoomAt(...place(event), Math.exp(-0.0018 * Math.max(-200, Math.min(200, notch))));
    disk.changed();
  }, { passive: false });

  on("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const known = keys(disk), action = (event.shiftKey && known[`Shift+${event.key}`]) || known[event.key];
    if (!action) return;
    event.preventDefault();
    disk.flight = null;
    action(event.shiftKey);
  });
}

function keys(disk) {
  const { view } = disk, middle = [view.width / 2, view.height / 2];
  const pull = (dx, dy) => () => {
    view.grab(...middle)(middle[0] + dx * STEP, middle[1] + dy * STEP);
    disk.changed();
  };
  const turn = (angle) => () => {
    view.turn(angle);
    disk.changed();
  };
  return {
    ArrowLeft: pull(1, 0),
    ArrowRight: pull(-1, 0),
    ArrowUp: pull(0, 1),
    ArrowDown: pull(0, -1),
    "Shift+ArrowLeft": turn(TURN),
    "Shift+ArrowRight": turn(-TURN),
    "+": () => disk.zoom(1.25),
    "=": () => disk.zoom(1.25),
    "-": () => disk.zoom(0.8),
    f: () => disk.near(),
    c: () => disk.fly(),
    r: () => disk.root(),
    "/": () => disk.seek(),
    Home: () => disk.home(),
    Enter: (back) => disk.next(back ? -1 : 1),
    " ": () => disk.toggle(),
    Escape: () => disk.clear(),
  };
}
