/**
 * Joins the modules, since Streamlit takes one source text per component.
 *
 * `sources` (file name -> text) is written above this text by pages/ui/disk.py. Each module
 * becomes a blob of its own, so that they stay what they are: files that import each other.
 */

const urls = {};

function url(name) {
  urls[name] ??= URL.createObjectURL(new Blob(
    [sources[name].replace(/from "\.\/(.+?)"/g, (_, other) => `from "${url(other)}"`)],
    { type: "text/javascript" },
  ));
  return urls[name];
}

const { default: mount } = await import(url("disk.js"));
export default mount;
