/**
 * Draws a recording folder (`isospike run --out DIR`) as SVG: the spikes of each object, one row per
 * neuron, and below them the sampled variables over time. Equal recordings give equal pictures.
 *
 *   node scripts/raster.mjs DIR > picture.svg
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const width = 720;
const left = 96;
const right = 16;
const rowHeight = 7;
const largestRaster = 140;
const traceHeight = 110;
const gap = 34;

/** @typedef {{object: string, size: number, steps: number[], indices: number[]}} Train */
/** @typedef {{object: string, variable: string, unitText: string, indices: number[], steps: number[], values: number[]}} Trace */

/** Texts in SVG. */
function escaped(/** @type {string} */ text) {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** @returns {string} */
function label(/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ text) {
  return `<text x="${x}" y="${y.toFixed(1)}">${escaped(text)}</text>`;
}

/**
 * @param {{dtSeconds: number, steps: number, trains: readonly Train[], traces: readonly Trace[]}} recording
 * @returns {string}
 */
export function drawRecording({ dtSeconds, steps, trains, traces }) {
  const x = (/** @type {number} */ step) => left + (step / steps) * (width - left - right);
  const lines = [];
  let top = 24;
  for (const { object, size, steps: at, indices } of trains) {
    const height = Math.min(largestRaster, size * rowHeight);
    const row = height / size;
    const marks = at.map((step, index) => {
      const y = top + (size - 1 - (indices[index] ?? 0)) * row;
      return `M${x(step).toFixed(1)} ${y.toFixed(1)}v${Math.max(1, row * 0.8).toFixed(1)}`;
    });
    lines.push(
      label(8, top + height / 2, object),
      label(8, top + height / 2 + 14, `${size} neurons`),
    );
    lines.push(`<path class="spikes" d="${marks.join('')}"/>`);
    top += height + gap;
  }
  for (const { object, variable, unitText, indices, steps: at, values } of traces) {
    const volts = unitText === 'volt';
    const shown = values.map((value) => (volts ? value * 1000 : value));
    const low = Math.min(...shown);
    const high = Math.max(...shown);
    const y = (/** @type {number} */ value) =>
      top + traceHeight - ((value - low) / (high - low || 1)) * traceHeight;
    for (const [column, neuron] of indices.entries()) {
      const points = at.map((step, sample) => {
        const value = shown[sample * indices.length + column] ?? 0;
        return `${x(step).toFixed(1)},${y(value).toFixed(1)}`;
      });
      lines.push(
        `<polyline points="${points.join(' ')}"><title>neuron ${neuron}</title></polyline>`,
      );
    }
    const unit = volts ? 'mV' : unitText;
    lines.push(
      label(8, top + 10, `${object}.${variable}`),
      label(8, top + 24, `${high.toFixed(1)} ${unit}`),
    );
    lines.push(label(8, top + traceHeight, `${low.toFixed(1)} ${unit}`));
    top += traceHeight + gap;
  }
  const axis = top - gap + 10;
  const milliseconds = steps * dtSeconds * 1000;
  lines.push(`<path class="axis" d="M${left} ${axis.toFixed(1)}H${width - right}"/>`);
  for (let tick = 0; tick <= 5; tick++) {
    const place = left + (tick / 5) * (width - left - right);
    const text = `${((milliseconds * tick) / 5).toFixed(0)}${tick === 5 ? ' ms' : ''}`;
    lines.push(`<path class="axis" d="M${place.toFixed(1)} ${axis.toFixed(1)}v5"/>`);
    lines.push(
      `<text class="tick" x="${place.toFixed(1)}" y="${(axis + 18).toFixed(1)}">${text}</text>`,
    );
  }
  const height = Math.ceil(axis + 28);
  const names = trains.map(({ object, steps: at }) => `${object}: ${at.length} spikes`).join(', ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(`${names}, ${milliseconds.toFixed(0)} ms`)}</title>`,
    '<style>text{font:12px sans-serif;fill:#333}.tick{text-anchor:middle}.spikes,.axis{stroke:#333;fill:none}polyline{stroke:#0b6;fill:none}</style>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

/** Reads what `isospike run --out` wrote. */
export function readRecording(/** @type {string} */ folder) {
  const file = (/** @type {string} */ name) =>
    JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const { dtSeconds, steps, spikes } = file('spikes');
  return { dtSeconds, steps, trains: spikes, traces: file('states').states };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write('usage: node scripts/raster.mjs DIR > picture.svg\n');
    process.exitCode = 3;
  } else process.stdout.write(drawRecording(readRecording(folder)));
}
