/**
 * Brings the modules to the browser: Streamlit takes one source text per component and sends it
 * with every update, so this is all it is given; the modules come in the data of a whole scene.
 *
 * Each module becomes a blob of its own, so that they stay what they are: files that import each
 * other. A saved picture (export.js) begins with this very text.
 */

const loaded = (globalThis.hyperlabel ??= new Map()); // version -> { sources, mount (a promise) }

export default function load(call) {
  if (!call.data) return undefined;
  const { version, sources, entry = "disk.js" } = head(call.data);
  if (sources && !loaded.has(version)) {
    loaded.set(version, { sources, mount: assemble(sources, entry) });
  }
  const modules = loaded.get(version);
  if (!modules) {
    call.setTriggerValue("missing", true);
    return undefined;
  }
  const ending = modules.mount.then((mount) => mount({ ...call, sources: modules.sources }));
  return () => ending.then((end) => end());
}

/** The packet's header; packet.js tells the layout. */
function head(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
}

async function assemble(sources, entry) {
  const urls = {};
  const url = (name) => (urls[name] ??= URL.createObjectURL(new Blob(
    [sources[name].replace(/from "\.\/(.+?)"/g, (_, other) => `from "${url(other)}"`)],
    { type: "text/javascript" },
  )));
  return (await import(url(entry))).default;
}
