/** Saving what is seen: SVG, PNG, a page that lives by itself, and a link. */

import { writeView } from "./address.js";
import { draw } from "./draw.js";
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
  const text = (value) => JSON.stringify(value).replaceAll("<", "\\u003c"); // no tag can end the script
  const title = Object.assign(document.createElement("p"), { textContent: scene.title }).innerHTML;
  const variables = VARIABLES.map((name) => `--st-${name}: ${style.getPropertyValue(`--st-${name}`)};`);
  const data = await Promise.all(scene.packets.map(base64));
  return new Blob([`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
:root { --disk-room: calc(100vh - 6rem); ${variables.join(" ").replaceAll("<", "")} }
body { margin: 0; padding: 1rem; background: var(--st-background-color); }
${sources["disk.css"]}
</style>
<main>${sources["disk.html"]}</main>
<script type="module">
${sources["load.js"]}
const data = ${text(data)}, view = ${text(writeView(disk))};
for (const part of data) {
  load({
    data: Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0)),
    parentElement: document.querySelector("main"), setTriggerValue() {}, view,
  });
}
</script>
</html>
`], { type: "text/html" });
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
