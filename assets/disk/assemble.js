/**
 * Makes modules of source texts: each becomes a blob of its own, so that they stay what they are,
 * files that import each other. Stands before load.js or script.html's own lines in one text.
 */

/** What the module `entry` of `sources` (name -> text) exports by default. */
async function assemble(sources, entry) {
  const urls = {};
  const url = (name) => (urls[name] ??= URL.createObjectURL(new Blob(
    [sources[name].replace(/from "\.\/(.+?)"/g, (_, other) => `from "${url(other)}"`)],
    { type: "text/javascript" },
  )));
  return (await import(url(entry))).default;
}
