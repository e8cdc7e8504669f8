/* sight.js - how far apart two colours are to normal sight and to the three kinds of colour blindness.
 *
 * Dichromacy is simulated in linear RGB by Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113, severity
 * 1); distances are CIE76 in CIELAB under D65. */
'use strict';

const SIGHT = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998], /* no red */
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881], /* no green */
  [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039], /* no blue */
];

const TO_XYZ = [0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041];

const linear = (hex) =>
  [1, 3, 5].map((k) => {
    const v = parseInt(hex.slice(k, k + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
const times = (m, v) => [0, 3, 6].map((k) => m[k] * v[0] + m[k + 1] * v[1] + m[k + 2] * v[2]);

function lab(rgb) {
  const xyz = times(TO_XYZ, rgb);
  const [x, y, z] = [xyz[0] / 0.95047, xyz[1], xyz[2] / 1.08883].map((t) => {
    const v = Math.max(0, t);
    return v > 216 / 24389 ? Math.cbrt(v) : (24389 / 27 / 116) * v + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/* The least distance over all kinds of sight. */
const apart = (a, b) =>
  Math.min(
    ...SIGHT.map((m) => {
      const [p, q] = [a, b].map((hex) => lab(times(m, linear(hex)).map((v) => Math.min(1, Math.max(0, v)))));
      return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
    }),
  );

/* The least distance between any two of a list, and between neighbours in it. */
const least = (list) => Math.min(...list.flatMap((a, i) => list.slice(i + 1).map((b) => apart(a, b))));
const nearest = (list) => Math.min(...list.slice(1).map((b, i) => apart(list[i], b)));

module.exports = { least, nearest };
