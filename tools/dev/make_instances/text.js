'use strict';
// Plain text in and out, and the one source of "chance" of the synthetic columns.
//
// Nothing here is random: every synthetic value comes from uniform(key), a documented hash of the record's own
// id. So a value belongs to its record: adding or dropping other records never changes it, as a seeded generator would.

const fs = require('fs');

// FNV-1a over the UTF-8 bytes, then the 32-bit finaliser of MurmurHash3: FNV alone hardly mixes the high bits of short
// keys.
function hash32(key) {
  let h = 0x811c9dc5;
  for (const byte of Buffer.from(key, 'utf8')) h = Math.imul(h ^ byte, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

// A number in [0, 1) that depends on the key alone.
function uniform(key) {
  return hash32(key) / 4294967296;
}

// Code unit order: unlike localeCompare it is the same on every machine.
function byText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function csvField(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

// Writes rows (objects) as RFC 4180, UTF-8 without BOM, LF; a missing value is an empty cell.
function writeCsv(file, columns, rows) {
  const lines = [columns.join(',')];
  for (const row of rows) lines.push(columns.map((c) => csvField(row[c] ?? '')).join(','));
  fs.writeFileSync(file, lines.join('\n') + '\n');
}

module.exports = { uniform, byText, writeCsv };
