import { describe, expect, it } from 'vitest';
import { analyseMarked, placeOf, populationWith } from '../../tests/support/marked-faults.js';

const lif = 'equations: "dv/dt = -v/tau : volt"';
const probes = (text: string): string => `${populationWith(lif)}probes: [${text}]\n`;

/** Code, and probes with the mark on the fault. */
const rows: readonly (readonly [string, string])[] = [
  ['FILE_VALUE', '{spikes: {of: G, sink: {file: «s.bin»}}}'],
  ['FILE_VALUE', '{spikes: {of: G, sink: {file: «../s.csv»}}}'],
  ['FILE_VALUE', '{spikes: {of: G, sink: {file: «/tmp/s.csv»}}}'],
  ['FILE_VALUE', '{spikes: {of: G, sink: {file: «a//s.csv»}}}'],
  [
    'FILE_CONFLICT',
    '{spikes: {of: G, sink: {file: s.csv}}}, {rate: {of: G, sink: {file: «S.csv»}}}',
  ],
  ['FILE_CONFLICT', '{spikes: {of: G, counts: true, sink: «{ring: 1 ms}»}}'],
];

describe('sinks of probes', () => {
  it.each(rows)('%s: %s', (code, text) => {
    const { found, marks, model } = analyseMarked(probes(text));
    expect(model).toBeUndefined();
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(found.map(placeOf)).toContain(marks[0]);
  });

  it('files and rings are read', () => {
    const text = '{spikes: {of: G, sink: {file: a/s.csv}}}, {rate: {of: G, sink: {ring: 1 ms}}}';
    expect(analyseMarked(probes(text)).model?.probes.map(({ sink }) => sink)).toEqual([
      { kind: 'file', path: 'a/s.csv' },
      { kind: 'ring', seconds: 1e-3 },
    ]);
  });
});

describe('what stands for the default', () => {
  it('active: true, dt of the network and methods without noise pass', () => {
    const network = populationWith(lif, 'active: true', 'dt: 0.1 ms', 'method: heun');
    expect(analyseMarked(network).found).toEqual([]);
  });
});
