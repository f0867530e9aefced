/**
 * The message from Python: a JSON header and float32 arrays behind it.
 *
 * Layout: uint32 length of the header, the header (UTF-8, padded with spaces to a multiple of
 * four bytes), then the arrays named in header.arrays ([name, shape] pairs) in that order, all
 * little-endian. The writer is hmlc_core/disk/packet.py.
 */

export function readPacket(bytes) {
  const { header, end } = readHeader(bytes);
  let offset = end;
  for (const [name, shape] of header.arrays) {
    const count = shape.reduce((product, size) => product * size, 1);
    // A copy: the message's own buffer need not be aligned to four bytes, and is not ours to keep.
    const values = new Float32Array(bytes.slice(offset, offset + 4 * count).buffer);
    header[name] = { shape, values };
    offset += 4 * count;
  }
  return header;
}

/** The same packet without the code that may stand in its header, for a page that has it. */
export function withoutSources(bytes) {
  const { header: { sources, ...header }, end } = readHeader(bytes);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 4) * 4, body = bytes.subarray(end);
  const found = new Uint8Array(4 + length + body.length).fill(0x20); // blanks up to the arrays
  new DataView(found.buffer).setUint32(0, length, true);
  found.set(text, 4);
  found.set(body, 4 + length);
  return found;
}

function readHeader(bytes) {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))), end };
}
