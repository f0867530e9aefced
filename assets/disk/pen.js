/** Small helpers that every drawing module uses, on a canvas or on the stand-in of svg.js. */

/** An outline for `context`, with the methods of Path2D. */
export function outline(context) {
  return context.outline?.() ?? new Path2D();
}

export function stroke(context, path, colour, width, dash = [], alpha = 1) {
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

export function fill(context, path, colour, alpha = 1) {
  context.globalAlpha = alpha;
  context.fillStyle = colour;
  context.fill(path);
  context.globalAlpha = 1;
}

/** A circle as an outline of its own. */
export function disc(context, x, y, radius) {
  const path = outline(context);
  path.arc(x, y, radius, 0, 2 * Math.PI);
  return path;
}

/** Text on a halo of the ground's colour, so that it can be read over lines. */
export function write(context, look, text, x, y, align = "center", colour = look.text, size = 12.5) {
  context.font = `${size}px ${look.font}`;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.textAlign = align;
  context.lineWidth = 3;
  context.strokeStyle = look.surface;
  context.fillStyle = colour;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}
