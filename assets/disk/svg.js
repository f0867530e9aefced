/** A stand-in for a canvas context that writes SVG: exactly what the drawing modules use. */

export class SvgContext {
  /** measure: the width of a text in a font, as { width }. */
  constructor(width, height, measure) {
    Object.assign(this, { width, height, globalAlpha: 1, lineWidth: 1, dash: [] });
    this.measureText = (text) => measure(this.font, text);
    this.parts = [];
  }

  outline() {
    return new Outline();
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  clearRect() {
    this.parts = [];
  }

  fill(path) {
    this.add("path", { d: path.d, fill: this.fillStyle });
  }

  stroke(path) {
    this.add("path", { d: path.d, fill: "none", ...this.pencil() });
  }

  fillText(text, x, y) {
    this.text(text, x, y, { fill: this.fillStyle });
  }

  strokeText(text, x, y) {
    this.text(text, x, y, { fill: "none", ...this.pencil() });
  }

  /** The whole document; ground is the colour behind everything. */
  document(title, ground) {
    const { width, height } = this;
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `
      + `viewBox="0 0 ${width} ${height}" role="img"><title>${escape(title)}</title>`
      + `<rect width="100%" height="100%" fill="${escape(ground)}"/>${this.parts.join("\n")}</svg>`;
  }

  pencil() {
    const dash = this.dash.length ? { "stroke-dasharray": this.dash.join(" ") } : {};
    return { stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": "round", ...dash };
  }

  text(text, x, y, style) {
    const anchor = { left: "start", right: "end", center: "middle" }[this.textAlign];
    const [, size, family] = this.font.match(/^([\d.]+)px (.*)$/);
    this.add("text", {
      x: round(x), y: round(y), "text-anchor": anchor, "dominant-baseline": "central",
      "font-size": size, "font-family": family, ...style,
    }, text);
  }

  add(tag, attributes, text) {
    if (attributes.d === "") return;
    const all = { ...attributes, ...(this.globalAlpha < 1 ? { opacity: this.globalAlpha } : {}) };
    const written = Object.entries(all).map(([name, value]) => `${name}="${escape(value)}"`).join(" ");
    this.parts.push(text === undefined ? `<${tag} ${written}/>` : `<${tag} ${written}>${escape(text)}</${tag}>`);
  }
}

/** An outline with the methods of Path2D that are used, as the text of a path element. */
class Outline {
  d = "";

  moveTo(x, y) {
    this.d += `M${round(x)} ${round(y)}`;
  }

  lineTo(x, y) {
    this.d += `L${round(x)} ${round(y)}`;
  }

  closePath() {
    this.d += "Z";
  }

  rect(x, y, width, height) {
    this.d += `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`;
  }

  arc(x, y, r, start, end, back = false) {
    const at = (angle) => `${round(x + r * Math.cos(angle))} ${round(y + r * Math.sin(angle))}`;
    const whole = Math.abs(end - start) >= 2 * Math.PI - 1e-9, first = whole ? "M" : this.d ? "L" : "M";
    const sweep = back ? 0 : 1, to = (angle, large) => `A${round(r)} ${round(r)} 0 ${large} ${sweep} ${at(angle)}`;
    if (whole) {
      this.d += `M${at(start)}${to(start + Math.PI, 0)}${to(end, 0)}Z`;
      return;
    }
    const turn = (((back ? start - end : end - start) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
    this.d += `${first}${at(start)}${to(end, turn > Math.PI ? 1 : 0)}`;
  }
}

function round(value) {
  return Math.round(value * 100) / 100;
}

function escape(value) {
  const safe = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // Control characters have no place in XML at all.
  return String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (c) => safe[c]);
}
