import { describe, expect, it } from 'vitest';
import type { ChipReport } from '../core/backend.js';
import { chipText } from './chip-text.js';

const report: ChipReport = {
  hardware: 'small',
  clockHertz: 1e8,
  mesh: [2, 1],
  cores: 1,
  steps: 4,
  cycles: 4000,
  longestStep: { cycles: 1500, tick: 3 },
  realTimeFactor: 10,
  phases: [
    { name: 'soma', cycles: [3000] },
    { name: 'end', cycles: [1000] },
  ],
  energy: { entries: [], joules: 2.5e-9, missing: [], borrowed: false },
  use: [{ core: 0, resource: 'neurons', used: 64, available: 256 }],
  faults: [],
};

describe('the cost of a run as text', () => {
  it('names cycles per step, shares of phases and the fullest resource', () => {
    expect(chipText(report, 0, { 'chip.outputDropped': 0 })).toBe(
      [
        'chip small: 1 of 2 cores, 100 MHz',
        '  cycles     4,000, 1,000 per step, 1,500 at most (tick 3)',
        '  speed      10 times real time',
        '  phases     soma 75 %, end 25 %',
        '  energy     2.5 nJ',
        '  fill       core 0 neurons 25 %',
        '',
      ].join('\n'),
    );
  });

  it('says what the host lost', () => {
    const text = chipText(report, 0, { 'chip.outputDropped': 1267 });
    expect(text).toContain('\n  LOST       1,267 words for the host, its output was full;');
    expect(chipText(report, 0, { 'chip.outputDropped': 1 })).toContain('1 word for the host');
  });
});
