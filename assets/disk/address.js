/**
 * A view as a short text for an address: parts joined by *, each a letter and values joined by _.
 *
 *     c_0.31_-0.2_0    the point at the centre, from home in home's units, and the turn
 *     z_2_0_0          zoom, and shift in radii of the disk
 *     t_120            training step (without one the newest)
 *     s_label_7        selection; s_edge_true_0_7 for an edge, s_trail_0_7 for a word of a trail
 *     o_grid.words     layers that stand otherwise than at first
 */

export function writeView({ view, scene, player, picked, layers }) {
  const [x, y, turn, zoom, dx, dy] = view.pose.map((value) => String(Number(value.toPrecision(9))));
  const parts = [["c", x, y, turn], ["z", zoom, dx, dy]];
  const stop = Math.round(player.stop);
  if (stop < player.last) parts.push(["t", scene.walks ? stop : scene.frames[stop].step]);
  if (picked) {
    const { kind, layer, parent, child, trail, index } = picked;
    if (kind === "edge") parts.push(["s", kind, layer, parent, child]);
    else parts.push(["s", kind, ...(kind === "trail" ? [trail] : []), index]);
  }
  if (layers.toggled.length) parts.push(["o", layers.toggled.join(".")]);
  return parts.map((part) => part.join("_")).join("*");
}

/** { pose, step, picked, toggled }; what the text does not say is undefined, null or empty. */
export function readView(text) {
  const parts = new Map(text.split("*").map((part) => [part[0], part.slice(2)]));
  const numbers = (letter, otherwise) => {
    const found = parts.get(letter)?.split("_").map(parseFloat) ?? [];
    return otherwise.map((value, n) => (Number.isFinite(found[n]) ? found[n] : value));
  };
  return {
    pose: [...numbers("c", [0, 0, 0]), ...numbers("z", [1, 0, 0])],
    step: numbers("t", [undefined])[0],
    picked: readPick(parts.get("s")),
    toggled: parts.get("o")?.split(".") ?? [],
  };
}

function readPick(text) {
  const whole = text?.match(/^(?:edge_(\w+?)_(\d+)_(\d+)|trail_(\d+)_(\d+)|(label|word|document)_(\d+))$/);
  if (!whole) return null;
  const [, layer, parent, child, trail, token, kind, index] = whole;
  if (layer) return { kind: "edge", layer, parent: Number(parent), child: Number(child) };
  if (trail) return { kind: "trail", trail: Number(trail), index: Number(token) };
  return { kind, index: Number(index) };
}
