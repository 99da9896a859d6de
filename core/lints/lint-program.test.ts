import { describe, expect, it } from 'vitest';
import {
  expectFinding,
  type LintRow,
  nearlyThe,
  programFindings,
} from '../../tests/support/lint-network.js';

const head = 'isospike: 1\nname: test\n';
/** Decays to 0 with 10 ms; the next tick of 0.1 ms leaves e^-0.01 of a jump. */
const leaky =
  'populations:\n  cell: {size: 2, equations: "dv/dt = -v/(10*ms) : volt", threshold: v > 10*mV, reset: v = 0*mV}\n';
const line = leaky.split('\n')[1]?.trim() ?? '';
const touch = 'inputs: {touch: {spikes: {size: 5, indices: [0], times: [1 ms]}}}\n';
const project = (from: string, rest: string) =>
  `projections:\n  s: {from: ${from}, to: cell, connect: all, model: "w : volt", ${rest}}\n`;

const rows: readonly LintRow[] = [
  {
    what: 'five inputs of 0.8 mV against 10 mV',
    code: 'REACHABILITY',
    severity: 'warning',
    network: `${head}${touch}${leaky}${project('touch', 'on_pre: v_post += w, initial: {w: 0.8 mV}')}`,
    line,
    says: ['(s, largest weights) bring v +4 mV', 'it takes v +10.1', 'initial: {w: 2.2'],
    near: [
      // 10.15 mV leave 10.05 mV after a tick; 10.05 mV leave 9.95 mV.
      ['w: 0.8 mV', 'w: 2.03 mV'],
    ],
  },
  {
    what: 'learned weights that the ceiling keeps too small',
    code: 'REACHABILITY',
    severity: 'warning',
    network: `${head}${touch}${leaky}${project('touch', 'on_pre: "v_post += w; w = clip(w + 0.1*mV, 0*mV, 2*mV)", initial: {w: 0.1 mV}')}`,
    line,
    says: ['bring v +10 mV', 'it takes v +10.1', 'raise the upper bound of s.w from 2 mV'],
    near: [['2*mV', '3*mV']],
  },
  {
    what: 'a conductance that is too small',
    code: 'REACHABILITY',
    severity: 'warning',
    network: `${head}${touch}populations:
  cell:
    size: 2
    equations: |
      dv/dt = (-70*mV - v + g*(0*mV - v))/(10*ms) : volt
      dg/dt = -g/(5*ms) : 1
    threshold: v > -50*mV
    reset: v = -70*mV
    initial: {v: -70 mV}
projections:
  s: {from: touch, to: cell, connect: all, model: "w : 1", on_pre: g_post += w, initial: {w: 0.1}}
`,
    line: 'threshold: v > -50*mV',
    says: ['bring g +0.5', 'it takes g +', 'v > -50*mV'],
    near: [['w: 0.1', 'w: 0.6']],
  },
  {
    what: 'a tenth of the drive and less',
    code: 'DRIVE_BUDGET',
    severity: 'warning',
    // 100 x 10 Hz x 0.05 mV x 10 ms = 0.5 mV.
    network: `${head}inputs: {noise: {poisson: {size: 100, rates: 10 Hz}}}\n${leaky}${project('noise', 'on_pre: v_post += w, initial: {w: 0.05 mV}')}timeline: [run: 1 second]\n`,
    line,
    says: ['cell gets 0.049', '1000 events/s', 'each v +0.05 mV'],
    near: [
      // 1.2 mV, 0.12 of what is needed.
      ['w: 0.05 mV', 'w: 0.12 mV'],
      ['rates: 10 Hz', 'rates: 24 Hz'],
    ],
  },
  {
    what: '784 inputs at 50 Hz',
    code: 'DRIVE_BUDGET',
    severity: 'warning',
    // 39,200/s x 0.5 mV x 10 ms = 196 mV.
    network: `${head}inputs: {noise: {poisson: {size: 784, rates: 50 Hz}}}\n${leaky}${project('noise', 'on_pre: v_post += w, initial: {w: 0.5 mV}')}timeline: [run: 1 second]\n`,
    line,
    says: ['cell gets 19.', '784 synapses of s bring 39200 events/s', 'each v +0.5 mV'],
    near: [['w: 0.5 mV', 'w: 0.25 mV']],
  },
  {
    what: '0.08 input spikes per run',
    code: 'DRIVE_BUDGET',
    severity: 'warning',
    network: `${head}inputs:\n  noise: {poisson: {size: 4, rates: 1 Hz}}\n${leaky}${project('noise', 'on_pre: v_post += w, initial: {w: 300 mV}')}timeline: [run: 20 ms]\n`,
    line: 'noise: {poisson: {size: 4, rates: 1 Hz}}',
    says: ['0.08 spikes in the longest run of 20 ms', '4 neurons with 1 Hz', '125 times'],
    near: [['run: 20 ms', 'run: 300 ms']],
  },
  {
    what: 'weights that nobody sets',
    code: 'ZERO_WEIGHTS',
    severity: 'warning',
    network: `${head}${touch}${leaky}${project('touch', 'on_pre: v_post += w')}timeline: [run: 1 ms]\n`,
    line: 's: {from: touch, to: cell, connect: all, model: "w : volt", on_pre: v_post += w}',
    says: ['all 10 values of w are 0', 'w has no initial value', 'initial: {w: 1 mV}'],
    near: [
      ['v_post += w', 'v_post += w + 1*mV'],
      ['v_post += w', 'v_post += w; w += 1*mV'],
      ['v_post += w', 'v_post += w, initial: {w: i*3*mV}'],
      ['[run: 1 ms]', '[set: {s.w: 3 mV}, run: 1 ms]'],
    ],
  },
];

describe('lintProgram', () => {
  it.each(rows)('$code: $what', async (row) => {
    expectFinding(row, await programFindings(row.network, row.code));
    for (const near of row.near) {
      const found = await programFindings(nearlyThe(row, near), row.code);
      expect([near, found.map(({ message }) => message)]).toEqual([near, []]);
    }
  });

  it('takes the limit from the mean-field rate: enough volleys in a row reach the threshold', async () => {
    const text = rows[0]?.network.replace(
      '{spikes: {size: 5, indices: [0], times: [1 ms]}}',
      '{poisson: {size: 5, rates: 1000 Hz}}',
    );
    expect(await programFindings(text ?? '', 'REACHABILITY')).toEqual([]);
  });

  it('needs 15 mV for an Izhikevich neuron at rest, as its equation says', async () => {
    // v* = -70 mV with u = -14 mV/ms; 0.04 v^2 + 5 v + 154 = 0 again at -55 mV.
    const text = `${head}${touch}populations:
  cell:
    size: 1
    equations: |
      dv/dt = (0.04/ms/mV)*v**2 + (5/ms)*v + 140*mV/ms - u : volt
      du/dt = 0.02/ms*(0.2/ms*v - u) : volt/second
    threshold: v > 30*mV
    reset: v = -65*mV; u += 8*mV/ms
    method: euler
    initial: {v: -65 mV}
${project('touch', 'on_pre: v_post += w, initial: {w: 0.8 mV}')}`;
    const [found] = await programFindings(text, 'REACHABILITY');
    const needed = Number(/it takes v \+([\d.]+) mV/.exec(found?.message ?? '')?.[1]);
    expect(needed).toBeGreaterThan(14.9);
    expect(needed).toBeLessThan(15.5);
    expect(await programFindings(text.replace('0.8 mV', '3.2 mV'), 'REACHABILITY')).toEqual([]);
  });

  it('leaves neurons alone that spike by themselves, are noisy or get a stimulus of their own', async () => {
    const weak = rows[0]?.network ?? '';
    for (const right of [
      '(20*mV - v)/(10*ms)',
      '-v/(10*ms) + 2*mV*xi*ms**-0.5',
      'drive(t) - v/(10*ms)',
    ]) {
      const text = weak
        .replace('-v/(10*ms)', right)
        .replace(
          'name: test\n',
          'name: test\narrays: {drive: {dt: 1 ms, unit: mV/ms, values: [2, 0]}}\n',
        );
      expect([right, await programFindings(text, 'REACHABILITY')]).toEqual([right, []]);
    }
  });
});
