/**
 * The disk as an element of any page, `<hyperlabel-disk view="…">`: its packets stand in it as
 * base64, each in a script that is none (type="application/octet-stream").
 *
 * What is clicked is told by the event "hyperlabel:select". Its colours are the page's --st-*
 * variables; `dress()` reads them again.
 */

import mount from "./disk.js";

export default function define(sources) {
  if (!customElements.get("hyperlabel-disk")) {
    customElements.define("hyperlabel-disk", elementOf(sources));
  }
}

/**
 * A shadow root with the disk's elements and style, in which `mount` finds what it looks for.
 * look.css: colours of its own, where the page has none.
 */
export function house(host, sources) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const style = `:host { display: block; }\n${sources["look.css"] ?? ""}\n${sources["disk.css"]}`;
  root.innerHTML = `<style>${style}</style>${sources["disk.html"]}`;
  return root;
}

function elementOf(sources) {
  return class extends HTMLElement {
    connectedCallback() {
      this.root = house(this, sources);
      this.packets = [...this.querySelectorAll("script")].map(({ text }) => fromBase64(text));
      for (const data of this.packets) this.show(data, this.getAttribute("view") ?? "");
      this.dark = window.matchMedia("(prefers-color-scheme: dark)");
      this.dark.addEventListener("change", this.dress);
    }

    disconnectedCallback() {
      this.dark.removeEventListener("change", this.dress);
      this.end?.();
    }

    /** Draws in the colours that the page has now. */
    dress = () => this.show(this.packets.at(-1), "");

    show(data, view) {
      const tell = (what, detail) =>
        this.dispatchEvent(new CustomEvent(`hyperlabel:${what}`, { detail, bubbles: true }));
      this.end = mount({ data, parentElement: this.root, setTriggerValue: tell, sources, view });
    }
  };
}

function fromBase64(text) {
  return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
}
