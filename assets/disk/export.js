/** Saving what is seen: SVG, PNG, a page that lives by itself, and a link. */

import { writeView } from "./address.js";
import { draw } from "./draw.js";
import { withoutSources } from "./packet.js";
import { SvgContext } from "./svg.js";

const SHARPNESS = 2; // pixels of a PNG per pixel on the page, at least

export function svg(disk) {
  const { view, scene, look } = disk;
  const measure = (font, text) => {
    disk.context.font = font;
    return disk.context.measureText(text);
  };
  const context = new SvgContext(view.width, view.height, measure);
  draw(context, disk, disk.shown);
  return new Blob([context.document(scene.title, look.background)], { type: "image/svg+xml" });
}

export function png(disk) {
  const { view, look } = disk, canvas = document.createElement("canvas");
  const ratio = Math.max(SHARPNESS, window.devicePixelRatio || 1), context = canvas.getContext("2d");
  [canvas.width, canvas.height] = [view.width, view.height].map((side) => Math.round(ratio * side));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw(context, disk, disk.shown);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = look.background;
  context.fillRect(0, 0, view.width, view.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** A file that needs neither server nor network, and still drags and plays. */
export async function html(disk) {
  const { sources, scene } = disk, style = getComputedStyle(disk.canvas);
  const fill = (name, slots) => sources[name].replace(/\{\{(\w+)\}\}/g, (_, slot) => slots[slot]);
  const title = Object.assign(document.createElement("p"), { textContent: scene.title }).innerHTML;
  const variables = VARIABLES.map((name) => `--st-${name}: ${style.getPropertyValue(`--st-${name}`)};`);
  const packets = await Promise.all(scene.packets.map((bytes) => base64(withoutSources(bytes))));
  const scripts = packets.map((text) => `<script type="application/octet-stream">${text}</script>`);
  return new Blob([fill("page.html", {
    title,
    look: `:root { ${variables.join(" ").replaceAll("<", "")} }`,
    disk: `<hyperlabel-disk view="${writeView(disk)}">${scripts.join("")}</hyperlabel-disk>`,
    script: fill("script.html", {
      assemble: sources["assemble.js"],
      sources: JSON.stringify(sources).replaceAll("<", "\\u003c"), // no tag can end the script
    }),
  })], { type: "text/html" });
}

const VARIABLES = [
  "background-color", "secondary-background-color", "text-color", "gray-text-color", "border-color",
  "primary-color", "chart-categorical-colors", "font", "base-radius", "button-radius",
];

function base64(bytes) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]);
    reader.readAsDataURL(new Blob([bytes]));
  });
}

/** The page's address, with this view. */
export function link(disk) {
  const address = new URL(window.location.href), { tag } = disk.scene;
  address.searchParams.set("view", `${writeView(disk)}*d_${tag}`);
  return address.href;
}

/** Hands a file to the reader. */
export function download(blob, name) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
