/**
 * The message from Python: a JSON header and float32 arrays behind it.
 *
 * Layout: uint32 length of the header, the header (UTF-8, padded with spaces to a multiple of
 * four bytes), then the arrays named in header.arrays ([name, shape] pairs) in that order, all
 * little-endian. The writer is pages/ui/packet.py.
 */

export function readPacket(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let offset = 4 + length;
  for (const [name, shape] of header.arrays) {
    const count = shape.reduce((product, size) => product * size, 1);
    // A copy: the message's own buffer need not be aligned to four bytes, and is not ours to keep.
    const values = new Float32Array(bytes.slice(offset, offset + 4 * count).buffer);
    header[name] = { shape, values };
    offset += 4 * count;
  }
  return header;
}
