/**
 * Brings the modules to the browser: Streamlit takes one source text per component and sends it
 * with every update, so this, behind assemble.js, is all it is given; the modules come in the data
 * of a whole scene.
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
