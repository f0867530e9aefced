/**
 * The disk as an anywidget: `_packet` is what it draws, `_picked` what is selected, both ways.
 * Jupyter's and VS Code's colours stand in for the app's where there are any.
 */

import mount, { choose } from "./disk.js";
import { house } from "./element.js";

const THEIRS = {
  "background-color": ["--jp-layout-color0", "--vscode-editor-background"],
  "secondary-background-color": ["--jp-layout-color2", "--vscode-editorWidget-background"],
  "text-color": ["--jp-content-font-color1", "--vscode-editor-foreground"],
  "gray-text-color": ["--jp-content-font-color2", "--vscode-descriptionForeground"],
  "border-color": ["--jp-border-color1", "--vscode-widget-border"],
};

export default (sources) => ({
  render({ model, el }) {
    const host = el.appendChild(document.createElement("div")), root = house(host, sources);
    // JupyterLab sees the host alone, and takes what is typed inside for its own commands (d, d
    // removes a cell): this is how elements keep their keys (Lumino's CommandRegistry).
    host.dataset.lmSuppressShortcuts = "true";
    const packet = model.get("_packet");
    const data = new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength);
    const tell = (what, point) => {
      if (what !== "select") return;
      model.set("_picked", point.kind ? point : null);
      model.save_changes();
    };
    let end;
    const dress = () => {
      lend(host);
      end = mount({ data, parentElement: root, setTriggerValue: tell, sources, view: "" });
    };
    const pick = () => choose(root, model.get("_picked"));
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const theme = new MutationObserver(dress); // notebooks tell another theme by the body
    dress();
    pick();
    model.on("change:_picked", pick);
    dark.addEventListener("change", dress);
    theme.observe(document.body, { attributes: true });
    return () => {
      model.off("change:_picked", pick);
      dark.removeEventListener("change", dress);
      theme.disconnect();
      end();
    };
  },
});

/** Gives the disk the colours of the program that shows the notebook. */
function lend(host) {
  const style = getComputedStyle(document.body);
  for (const [ours, theirs] of Object.entries(THEIRS)) {
    const found = theirs.find((name) => style.getPropertyValue(name));
    if (found) host.style.setProperty(`--st-${ours}`, `var(${found})`);
  }
}
