/* picture.js - the picture of the demo's map that the README shows, from a finished report:
 *
 *     node tests/browser/picture.js out/demo/report.html tests/golden/demo-map.png
 *
 * Chromium takes it of a copy that shows title and map alone; then its colours are cut down to a palette of 256 (median
 * cut), which makes the file a third as large. */
'use strict';
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');

const WIDTH = 900;
const HEIGHT = 684;
const LOOKS = `body { max-width: none; padding: 0 14px; }
.top { padding: 10px 4px 8px; flex-wrap: nowrap; }
.cards, .contents, .side, .panel-head, .leaflet-control-zoom, .key li:nth-child(n + 3) { display: none; }
.map-grid { display: block; }
.panel { border: 0; padding: 0; background: none; }
#map { height: 560px !important; }
.key { justify-content: center; }`;

function photograph(report, folder) {
  const copy = path.join(folder, 'report.html');
  const shot = path.join(folder, 'shot.png');
  const page = fs.readFileSync(report, 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
  fs.writeFileSync(copy, `${page}<style>${LOOKS}</style><script>theMap.resize(1);</script>`);
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'];
  options.push(
    `--user-data-dir=${folder}/profile`,
    '--virtual-time-budget=4000',
    `--window-size=${WIDTH},${HEIGHT}`,
  );
  execFileSync('chromium', [...options, `--screenshot=${shot}`, `file://${copy}`], { stdio: 'ignore' });
  return fs.readFileSync(shot);
}

/* ---- PNG: chunks, and the filters of its rows (W3C PNG, section 9) --------------------------------------------- */

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/* Every pixel as a number 0xRRGGBB, row by row. */
function pixelsOf(png) {
  const packed = [];
  let bytes = 3;
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IHDR') bytes = png[at + 17] === 6 ? 4 : 3;
    if (kind === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = zlib.inflateSync(Buffer.concat(packed));
  const step = WIDTH * bytes;
  const pixels = [];
  let above = Buffer.alloc(step);
  for (let y = 0; y < HEIGHT; y++) {
    const filter = raw[y * (step + 1)];
    const row = Buffer.from(raw.subarray(y * (step + 1) + 1, (y + 1) * (step + 1)));
    for (let x = 0; x < step; x++) {
      const left = x < bytes ? 0 : row[x - bytes];
      const corner = x < bytes ? 0 : above[x - bytes];
      row[x] += [0, left, above[x], (left + above[x]) >> 1, paeth(left, above[x], corner)][filter];
    }
    for (let x = 0; x < step; x += bytes) pixels.push(row.readUIntBE(x, 3));
    above = row;
  }
  return pixels;
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let k = 0; k < 8; k++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}

function pngOf(pixels, palette, indexOf) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 3], 8);
  const rows = Buffer.alloc(HEIGHT * (WIDTH + 1));
  pixels.forEach((colour, k) => {
    rows[Math.floor(k / WIDTH) * (WIDTH + 1) + 1 + (k % WIDTH)] = indexOf.get(colour);
  });
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/* ---- 256 colours ----------------------------------------------------------------------------------------------- */

const channel = (colour, shift) => (colour >> shift) & 255;
const total = (box) => box.reduce((sum, [, n]) => sum + n, 0);

/* The channel in which a box is longest, and how long it is there. */
function longest(box) {
  const sides = [16, 8, 0].map((shift) => {
    const values = box.map(([colour]) => channel(colour, shift));
    return [values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)), shift];
  });
  return sides.sort((a, b) => b[0] - a[0])[0];
}

function halves(box) {
  const [, shift] = longest(box);
  const sorted = [...box].sort((a, b) => channel(a[0], shift) - channel(b[0], shift) || a[0] - b[0]);
  const half = total(sorted) / 2;
  let cut = 0;
  for (let sum = 0; cut < sorted.length - 1 && sum < half; cut++) sum += sorted[cut][1];
  return [sorted.slice(0, cut), sorted.slice(cut)].filter((part) => part.length);
}

/* Boxes that are long count more than boxes that are full: thin lines keep their colours. */
function paletteOf(pixels) {
  const uses = new Map();
  for (const colour of pixels) uses.set(colour, (uses.get(colour) || 0) + 1);
  const weigh = (box) => ({ box, weight: box.length > 1 ? longest(box)[0] * total(box) ** 0.35 : 0 });
  let boxes = [weigh([...uses])];
  while (boxes.length < 256) {
    boxes.sort((a, b) => b.weight - a.weight);
    if (!boxes[0].weight) break;
    boxes = [...boxes.slice(1), ...halves(boxes[0].box).map(weigh)];
  }
  const indexOf = new Map();
  const palette = boxes.map(({ box }, k) => {
    box.forEach(([colour]) => indexOf.set(colour, k));
    return box.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
  });
  return { palette, indexOf };
}

const [report, out] = process.argv.slice(2);
if (!out) {
  console.error('usage: node tests/browser/picture.js REPORT.html PICTURE.png');
  process.exit(2);
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ambit-picture-'));
try {
  const pixels = pixelsOf(photograph(report, folder));
  const { palette, indexOf } = paletteOf(pixels);
  fs.writeFileSync(out, pngOf(pixels, palette, indexOf));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
