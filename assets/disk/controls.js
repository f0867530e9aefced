/** The buttons and fields around the canvas. */

import * as exporting from "./export.js";
import { make } from "./panels.js";

const MOST_FOUND = 8;

/** Wires them to the disk until `signal` aborts. */
export function wire(disk, signal) {
  const on = (selector, type, action) =>
    disk.find(selector).addEventListener(type, action, { signal });
  on(".in", "click", () => disk.zoom(1.4));
  on(".out", "click", () => disk.zoom(1 / 1.4));
  on(".near", "click", () => disk.near());
  on(".home", "click", () => disk.home());
  on(".root", "click", () => disk.root());
  on(".lost", "click", () => disk.home());
  on(".play", "click", () => disk.toggle());
  on(".player input", "input", (event) => {
    disk.player.scrub(Number(event.target.value));
    disk.changed();
  });
  on(".points", "toggle", () => disk.changed());
  on(".nearest", "input", (event) => {
    disk.layers.nearest = Math.min(50, Math.max(1, Math.round(event.target.value) || 1));
    disk.changed();
  });
  search(disk, on);
  save(disk, on);
  sheets(disk, signal);
}

/** The foot's two buttons open a sheet each; the other one, Escape or a click elsewhere closes it. */
function sheets(disk, signal) {
  const pairs = [[".ask", ".about"], [".else", ".more"]]
    .map((pair) => pair.map((selector) => disk.find(selector)));
  const show = (wanted) => {
    for (const [button, sheet] of pairs) {
      sheet.hidden = sheet !== wanted;
      button.setAttribute("aria-expanded", sheet === wanted);
    }
    disk.changed();
  };
  for (const [button, sheet] of pairs) {
    button.addEventListener("click", () => show(sheet.hidden ? sheet : null), { signal });
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      show(null);
      button.focus();
    }, { signal });
  }
  disk.canvas.addEventListener("pointerdown", () => show(null), { signal });
}

function search(disk, on) {
  const form = disk.find(".search"), field = form.querySelector("input");
  const list = form.querySelector("ul"), button = disk.find(".seek");
  const show = (open) => {
    form.hidden = !open;
    button.setAttribute("aria-expanded", open);
    if (open) field.select();
  };
  const go = (index) => {
    show(false);
    disk.select({ kind: "label", index });
    disk.fly();
    disk.canvas.focus();
  };
  const find = () => {
    const labels = disk.scene.find(field.value, MOST_FOUND);
    list.replaceChildren(...labels.map((index) => {
      const found = Object.assign(make("button", disk.scene.names[index]), { type: "button" });
      found.addEventListener("click", () => go(index));
      return make("li", undefined, found);
    }));
    if (field.value && !labels.length) list.replaceChildren(make("li", "No label has this in its name."));
    return labels;
  };
  disk.seek = () => {
    show(form.hidden);
    if (!form.hidden) field.focus();
  };
  on(".seek", "click", disk.seek);
  on(".search", "input", find);
  const take = (event) => {
    event.preventDefault();
    const [first] = find();
    if (first !== undefined) go(first);
  };
  on(".search", "submit", take);
  on(".search", "keydown", (event) => {
    // Within JupyterLab Enter submits no form; while a letter is composed it is the composer's.
    if (event.key === "Enter" && event.target === field && !event.isComposing) take(event);
    if (event.key !== "Escape") return;
    show(false);
    button.focus();
  });
}

function save(disk, on) {
  const name = (ending) => `${disk.scene.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}.${ending}`;
  for (const ending of ["svg", "png", "html"]) {
    on(`.save-${ending}`, "click", async () =>
      exporting.download(await exporting[ending](disk), name(ending)));
  }
  on(".copy", "click", async () => {
    const field = disk.find(".address"), address = exporting.link(disk);
    Object.assign(field, { value: address, hidden: false });
    field.select();
    // Browsers allow this only on secure pages; the field can be copied everywhere.
    await navigator.clipboard?.writeText(address).then(
      () => { disk.find(".said").textContent = "Link copied"; }, () => {});
  });
}

/** The selected label after its ancestors, each a way to go there. */
export function showCrumbs(disk) {
  const { picked, scene } = disk, box = disk.find(".crumbs");
  box.hidden = picked?.kind !== "label";
  if (box.hidden) return;
  box.replaceChildren(...scene.ancestors(picked.index).reverse().map((index) => {
    const crumb = Object.assign(make("button", scene.names[index]), { type: "button" });
    if (index === picked.index) crumb.setAttribute("aria-current", "true");
    crumb.addEventListener("click", () => {
      disk.select({ kind: "label", index });
      disk.fly();
    });
    return crumb;
  }));
}
