/** Very many small squares, pixel by pixel: filling 20,000 outlines takes longer than a frame. */

const SIDE = 3; // pixels on the page
const OPAQUE = 0xffffffff;

let sheet = null; // what the squares are put on before they reach the canvas

export function drawDots(context, view, points, colour, alpha) {
  const { width, height } = context.canvas, ratio = width / view.width;
  const side = Math.round(SIDE * ratio);
  const image = new ImageData(width, height), pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = view.toScreen(points[i], points[i + 1]);
    const left = Math.round(ratio * x - side / 2), top = Math.round(ratio * y - side / 2);
    if (!(left >= 0 && top >= 0 && left + side <= width && top + side <= height)) continue;
    for (let row = top; row < top + side; row++) {
      pixels.fill(OPAQUE, row * width + left, row * width + left + side);
    }
  }
  sheet ??= new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  Object.assign(sheet.canvas, { width, height });
  sheet.putImageData(image, 0, 0);
  sheet.globalCompositeOperation = "source-in";
  sheet.fillStyle = colour;
  sheet.fillRect(0, 0, width, height);
  context.globalAlpha = alpha;
  context.drawImage(sheet.canvas, 0, 0, view.width, view.height);
  context.globalAlpha = 1;
}
