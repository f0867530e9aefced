/**
 * The second trail's colour; the first has the text's. Neither is a branch's: all are at least 17
 * apart (CIE 1976) to normal, protan, deutan and tritan eyes (Machado, Oliveira and Fernandes 2009).
 */
const SECOND = { light: "#d8004c", dark: "#f0e442" };

/** Colours and type of the page around the canvas, read from Streamlit's theme variables. */

export function readLook(element) {
  const style = getComputedStyle(element);
  const value = (name, otherwise) => style.getPropertyValue(`--st-${name}`).trim() || otherwise;
  const palette = value("chart-categorical-colors", "#0072b2,#d55e00,#009e73").split(",");
  const background = value("background-color", "#fff"), text = value("text-color", "#222");
  return {
    background,
    surface: value("secondary-background-color", "#f5f5f5"),
    text,
    line: value("border-color", "#bbb"),
    accent: value("primary-color", "#0072b2"),
    muted: value("gray-text-color", "#666"),
    trails: [text, isDark(background) ? SECOND.dark : SECOND.light],
    palette: palette.map((colour) => colour.trim()),
    font: value("font", "system-ui, sans-serif"),
    widths: new Map(), // of texts in this font, in pixels
  };
}

function isDark(colour) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = colour; // which gives any spelling back as #rrggbb
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(pen.fillStyle.slice(at, at + 2), 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

/** Colour and shape of a group: colours repeat with another shape, so that no two look alike; −1 is grey. */
export function styleOf(group, look) {
  if (group < 0) return { colour: look.muted, shape: 0 };
  const n = look.palette.length;
  return { colour: look.palette[group % n], shape: Math.floor(group / n) % SHAPES.length };
}

/** Dark to light in an order that all eyes see, on light and dark ground: from plasma. */
const LEVELS = [[106, 0, 168], [177, 42, 144], [225, 100, 98], [252, 166, 54]];

/** Colour and shape of what stands so many levels below the top, of those down to `deepest`. */
export function styleOfLevel(below, deepest) {
  const at = (below / Math.max(1, deepest)) * (LEVELS.length - 1);
  const n = Math.min(LEVELS.length - 2, Math.floor(at)), t = at - n;
  const mix = LEVELS[n].map((value, i) => Math.round(value + t * (LEVELS[n + 1][i] - value)));
  return { colour: `rgb(${mix})`, shape: 0 };
}

/** Outlines of unit radius; all have about the same area. */
export const SHAPES = [
  (path, x, y, r) => path.arc(x, y, r, 0, 2 * Math.PI),
  (path, x, y, r) => path.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r),
  (path, x, y, r) => polygon(path, x, y, 1.35 * r, 3, -Math.PI / 2),
  (path, x, y, r) => polygon(path, x, y, 1.25 * r, 4, 0),
];

function polygon(path, x, y, r, corners, turn) {
  for (let n = 0; n < corners; n++) {
    const angle = turn + (2 * Math.PI * n) / corners;
    path[n ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  path.closePath();
}
