import { describe, expect, it } from 'vitest';
import {
  expectFinding,
  type LintRow,
  nearlyThe,
  soundNetwork,
  textFindings,
} from '../../tests/support/lint-network.js';
import { lintModel } from './index.js';

const head = 'isospike: 1\nname: test\n';
const noise = 'inputs: {noise: {poisson: {size: 10, rates: 20 Hz}}}\n';
const cell =
  'populations:\n  cell: {size: 4, equations: "dv/dt = -v/(10*ms) : volt", threshold: v > 10*mV, reset: v = 0*mV}\n';
const projection = (rest: string) =>
  `projections:\n  s: {from: noise, to: cell, connect: all, ${rest}}\n`;
const driven = head + noise + cell;
const deliver = 'model: "w : volt", on_pre: v_post += w, initial: {w: 4 mV}';

const rows: readonly LintRow[] = [
  {
    what: 'a unit put on a weight where it is used',
    code: 'UNIT_CHAIN',
    severity: 'info',
    network: driven + projection('model: "w : 1", on_pre: v_post += 2*w*mV, initial: {w: 4}'),
    line: 's: {from: noise, to: cell, connect: all, model: "w : 1", on_pre: v_post += 2*w*mV, initial: {w: 4}}',
    says: ['w has no unit, 2*w*mV gives it volt', 'declare `w : volt`', 'write 2*w for 2*w*mV'],
    near: [
      ['model: "w : 1", on_pre: v_post += 2*w*mV, initial: {w: 4}', deliver],
      ['v_post += 2*w*mV', 'v_post += 2*mV'],
    ],
  },
  {
    what: 'a unit taken off where it is used',
    code: 'UNIT_CHAIN',
    severity: 'info',
    network: `${head}populations:\n  cell:\n    size: 1\n    equations: |\n      dv/dt = (g/nS - v)/(10*ms) : 1\n      g : siemens\n`,
    line: 'dv/dt = (g/nS - v)/(10*ms) : 1',
    says: ['g is in siemens, g/nS takes the unit off'],
    near: [
      ['g/nS', 'exp(g/nS)'],
      ['g/nS', 'g/(2*nS)'],
    ],
  },
  {
    what: 'one timed array in two layers',
    code: 'SHARED_EXTERNAL_INPUT',
    severity: 'warning',
    network: `${head}arrays: {image: {dt: 1 ms, unit: mV/ms, values: [2, 0]}}
populations:
  first: {size: 2, equations: "dv/dt = image(t) : volt", threshold: v > 10*mV, reset: v = 0*mV}
  second: {size: 2, equations: "dv/dt = image(t) : volt", threshold: v > 10*mV, reset: v = 0*mV}
projections:
  s: {from: first, to: second, connect: all, on_pre: v_post += 1*mV}
  # more
`,
    line: 'second: {size: 2, equations: "dv/dt = image(t) : volt", threshold: v > 10*mV, reset: v = 0*mV}',
    says: ['image drives first and second', 'first -> second', 'second gets the input of first'],
    near: [
      ['from: first', 'from: second'],
      ['# more', 'back: {from: second, to: first, connect: all, on_pre: v_post -= 1*mV}'],
    ],
  },
  {
    what: 'a conductance that nothing writes',
    code: 'UNDRIVEN_VARIABLE',
    severity: 'warning',
    network: `${head + noise}populations:
  cell:
    size: 2
    equations: |
      dv/dt = (ge - v)/(10*ms) : 1
      dge/dt = -ge/(2*ms) : 1
${projection('on_pre: v_post += 1')}`,
    line: 'dge/dt = -ge/(2*ms) : 1',
    says: ['nothing drives ge', 'stays 0', 's, on_pre: ge_post += w'],
    near: [
      ['v_post += 1', 'ge_post += 1'],
      ['dge/dt = -ge', 'dge/dt = 1/ms - ge'],
      ['dge/dt = -ge/(2*ms)', 'dge/dt = -v*ge/(2*ms) + v/ms'],
      ['size: 2\n', 'size: 2\n    initial: {ge: 1}\n'],
    ],
  },
  {
    what: 'a trace that nothing writes',
    code: 'UNDRIVEN_VARIABLE',
    severity: 'warning',
    network:
      driven +
      projection(
        'model: ["w : volt", "dx/dt = -x/(20*ms) : 1 (event-driven)"], on_pre: v_post += w',
      ),
    line: 's: {from: noise, to: cell, connect: all, model: ["w : volt", "dx/dt = -x/(20*ms) : 1 (event-driven)"], on_pre: v_post += w}',
    says: ['nothing drives x', 'x += 1'],
    near: [['v_post += w', 'v_post += w; x += 1']],
  },
  {
    what: 'a constant that only an unused one reads',
    code: 'UNUSED_CONSTANT',
    severity: 'warning',
    network: `${head}constants:\n  a: 2\n  tau: 10 ms\npopulations:\n  cell: {size: 2, equations: "dv/dt = (1 - v)/tau : 1"}\n`,
    line: 'a: 2',
    says: ['constant a is never read', 'remove the line of a'],
    near: [
      ['(1 - v)', '(a - v)'],
      ['size: 2,', 'size: 2, initial: {v: a},'],
      ['size: 2,', 'size: 2, bounds: {v: [0, a]},'],
      ['tau: 10 ms', 'tau: 5*a*ms'],
    ],
  },
  {
    what: 'an array that nothing reads',
    code: 'UNUSED_OBJECT',
    severity: 'warning',
    network: `${head}arrays:\n  sound: {dt: 1 ms, values: [0, 1]}\npopulations:\n  cell: {size: 2, equations: "dv/dt = (1 - v)/ms : 1"}\n`,
    line: 'sound: {dt: 1 ms, values: [0, 1]}',
    says: ['array sound is never read', 'sound(t, i)'],
    near: [['(1 - v)', '(sound(t) - v)']],
  },
  {
    what: 'an input that drives nothing',
    code: 'UNUSED_OBJECT',
    severity: 'warning',
    network: `${head}inputs:\n  noise: {poisson: {size: 10, rates: 20 Hz}}\n${cell}probes: [spikes: cell]\n`,
    line: 'noise: {poisson: {size: 10, rates: 20 Hz}}',
    says: ['input noise drives nothing', 'from: noise'],
    near: [
      ['populations:', `${projection(deliver)}populations:`],
      ['[spikes: cell]', '[spikes: cell, spikes: noise]'],
    ],
  },
  {
    what: 'a membrane that goes on while refractory',
    code: 'REFRACTORY_NO_CLAMP',
    severity: 'info',
    network: `${head}populations:\n  cell:\n    size: 2\n    equations: "dv/dt = 1/ms : 1"\n    threshold: v > 1\n    reset: v = 0\n    refractory: 5 ms\n`,
    line: 'equations: "dv/dt = 1/ms : 1"',
    says: ['v goes on while a neuron is refractory', 'write: dv/dt = 1/ms : 1 (unless refractory)'],
    near: [
      [': 1"', ': 1 (unless refractory)"'],
      ['    refractory: 5 ms\n', ''],
    ],
  },
  {
    what: 'a period that Brian2 rounds to other steps',
    code: 'REFRACTORY_SUBMICROSECOND',
    severity: 'info',
    network: `${head}dt: 0.1 us\npopulations:\n  cell:\n    size: 2\n    equations: "dv/dt = 1/ms : 1 (unless refractory)"\n    threshold: v > 1\n    reset: v = 0\n    refractory: 100.4 us\n`,
    line: 'refractory: 100.4 us',
    says: ['100.4 us is used as given: 1004 steps', '100 us, 1000 steps', 'write 100 us'],
    near: [
      ['100.4 us', '100 us'],
      ['dt: 0.1 us', 'dt: 1 us'],
    ],
  },
  {
    what: 'a timer that runs ten times too slowly',
    code: 'DEAD_TIME',
    severity: 'warning',
    network: `${head}populations:
  cell:
    size: 2
    equations: |
      dv/dt = 2/ms : 1 (unless refractory)
      dtimer/dt = 0.1 : second
    threshold: v > 1 and timer > 5*ms
    reset: v = 0; timer = 0*ms
    refractory: 5 ms
`,
    line: 'threshold: v > 1 and timer > 5*ms',
    says: ['no spike for 50 ms after a spike', 'refractory period is 5 ms', 'first 50 ms of a run'],
    near: [
      ['timer > 5*ms', 'timer < 5*ms'],
      ['v > 1 and timer > 5*ms', 'timer > 5*ms'],
      ['dtimer/dt = 0.1', 'dtimer/dt = 0.1*v'],
      ['; timer = 0*ms', ''],
    ],
  },
  {
    what: 'a timer within the refractory period',
    code: 'DEAD_TIME',
    severity: 'info',
    network: `${head}populations:
  cell:
    size: 2
    equations: |
      dv/dt = 2/ms : 1 (unless refractory)
      dtimer/dt = 1 : second
    threshold: v > 1
    reset: v = 0; timer = 0*ms
    refractory: timer < 9*ms
    initial: {timer: 9 ms}
`,
    line: 'refractory: timer < 9*ms',
    says: ['no spike for 9 ms after a spike', 'refractory: 9 ms'],
    near: [['timer < 9*ms', 'timer < 0*ms']],
  },
  {
    what: 'addition and assignment in one slot',
    code: 'WRITE_CONFLICT',
    severity: 'warning',
    network: `${driven}projections:
  add: {from: noise, to: cell, connect: all, on_pre: v_post += 1*mV}
  put: {from: noise, to: "cell[2:4]", connect: all, on_pre: v_post = -5*mV}
`,
    line: 'put: {from: noise, to: "cell[2:4]", connect: all, on_pre: v_post = -5*mV}',
    says: [
      'cell.v is assigned by put_pre and added to by add_pre',
      'what add_pre adds in a step is lost when put_pre assigns',
    ],
    near: [
      ['v_post = -5*mV', 'v_post -= 5*mV'],
      [
        'to: cell, connect: all, on_pre: v_post +=',
        'to: "cell[0:2]", connect: all, on_pre: v_post +=',
      ],
    ],
  },
  {
    what: 'the last event wins',
    code: 'ORDER_DEPENDENT',
    severity: 'warning',
    network: driven + projection('model: "w : volt", on_pre: v_post = w'),
    line: 's: {from: noise, to: cell, connect: all, model: "w : volt", on_pre: v_post = w}',
    says: ["the last event's w wins"],
    near: [
      ['v_post = w', 'v_post += w'],
      ['v_post = w', 'v_post = -5*mV'],
      ['from: noise, to: cell, connect: all', 'from: "noise[0:4]", to: cell, connect: one_to_one'],
    ],
  },
  {
    what: 'a variable that is written and then read',
    code: 'ORDER_DEPENDENT',
    severity: 'warning',
    network: driven + projection('model: "w : volt", on_pre: v_post += 1*mV; w = v_post'),
    line: 's: {from: noise, to: cell, connect: all, model: "w : volt", on_pre: v_post += 1*mV; w = v_post}',
    says: ['a statement reads v_post, which each event changes'],
    near: [['w = v_post', 'w = 2*mV']],
  },
  {
    what: 'operations that do not commute',
    code: 'ORDER_DEPENDENT',
    severity: 'warning',
    network: driven + projection('on_pre: v_post += 1*mV; v_post *= 2'),
    line: 's: {from: noise, to: cell, connect: all, on_pre: v_post += 1*mV; v_post *= 2}',
    says: ['v_post += 1*mV and v_post *= 2 do not commute'],
    near: [['v_post *= 2', 'v_post -= 2*mV']],
  },
  {
    what: 'a reader and a writer with equal order',
    code: 'ORDER_BY_NAME',
    severity: 'warning',
    network: `${driven}projections:
  b: {from: noise, to: cell, connect: all, on_pre: v_post += 1*mV}
  a: {from: noise, to: cell, connect: all, model: "seen : volt", on_pre: seen = v_post}
`,
    line: 'a: {from: noise, to: cell, connect: all, model: "seen : volt", on_pre: seen = v_post}',
    says: ['a_pre reads cell.v, which b_pre writes', 'a_pre before b_pre', 'order: -2'],
    near: [
      ['on_pre: seen = v_post', 'on_pre: {pre: {do: seen = v_post, order: -2}}'],
      ['on_pre: seen = v_post', 'on_post: seen = v_post'],
    ],
  },
  {
    what: 'a clock-driven equation that reads a state',
    code: 'ORDER_BY_NAME',
    severity: 'warning',
    network:
      driven + projection('model: "dy/dt = v_post/(1*ms) : volt (clock-driven)", on_pre: y = 0*mV'),
    line: 's: {from: noise, to: cell, connect: all, model: "dy/dt = v_post/(1*ms) : volt (clock-driven)", on_pre: y = 0*mV}',
    says: ['dy/dt reads cell.v', 'it sees the new value', 'order: 1 of s'],
    near: [
      ['on_pre: y = 0*mV', 'on_pre: y = 0*mV, order: 1'],
      ['v_post/(1*ms)', '-y/(1*ms)'],
    ],
  },
  {
    what: 'labels from the items that are tested',
    code: 'SPLIT_OVERLAP',
    severity: 'warning',
    network: `${head}inputs:
  digits:
    images:
      rate: 0.25 Hz
      present: 350 ms
      sets: {a: {file: images.idx}, b: {file: images.idx, first: 50, count: 50}}
populations: {cell: {size: 4, equations: "v : volt"}}
projections: {s: {from: digits, to: cell, connect: all, on_pre: v_post += 1*mV}}
timeline:
  - phase: assign
  - present: {input: digits, set: a, items: 60}
  - phase: test
  - present: {input: digits, set: b}
task: {input: digits, population: cell, assign: assign, test: test}
`,
    line: 'task: {input: digits, population: cell, assign: assign, test: test}',
    says: ['items 50 to 59 of images.idx', 'phase test tests on them'],
    near: [
      ['items: 60', 'items: 50'],
      ['{a: {file: images.idx}', '{a: {file: other.idx}'],
    ],
  },
  {
    what: 'a size that tiles badly',
    code: 'SQUARE_FOR_PLOT',
    severity: 'info',
    network: `${head}inputs: {noise: {poisson: {size: 16, rates: 20 Hz}, grid: [4, 4]}}
populations:
  cell:
    size: 6
    equations: "v : 1"
${projection('model: "w : 1", on_pre: w += 1')}`,
    line: 'size: 6',
    says: ['6 neurons make no square', 'grid: [2, 3]'],
    near: [
      ['size: 6', 'size: 9'],
      ['size: 6', 'size: 6\n    grid: [2, 3]'],
      ['w += 1', 'v_post += w'],
    ],
  },
];

describe('lintModel', () => {
  it.each(rows)('$code: $what', (row) => {
    expectFinding(row, textFindings(row.network, row.code));
    for (const near of row.near) {
      expect([near, textFindings(nearlyThe(row, near), row.code)]).toEqual([near, []]);
    }
  });

  it('says nothing of a plain network', () => {
    const { network, model } = soundNetwork(driven + projection(deliver));
    expect(lintModel(network, model)).toEqual([]);
  });
});

describe('UNUSED_CONSTANT', () => {
  const names = (text: string) =>
    textFindings(text, 'UNUSED_CONSTANT').map(({ message, label }) => `${message}; ${label}`);

  it('follows constants that only unused ones read, and tells scopes apart', () => {
    const text = `${head}constants: {base: 2, twice: 2*base, tau: 5 ms}
populations:
  a: {size: 1, equations: "dv/dt = -v/tau : 1", constants: {tau: 10 ms}}
  b: {size: 1, equations: "dv/dt = -v/(1*ms) : 1 # base"}
`;
    expect(names(text)).toEqual([
      'constant base is never read; only twice names it, unused as well',
      'constant twice is never read; no equation, statement or value names it',
      'constant tau is never read; no equation, statement or value names it',
    ]);
    expect(names(text.replace('b: {size: 1', 'b: {size: 1, initial: {v: twice}'))).toEqual([
      'constant tau is never read; no equation, statement or value names it',
    ]);
  });

  it('takes constants that objects share by reference as one', () => {
    const text = `${head}populations:
  a: {size: 1, equations: "dv/dt = -v/tau : 1", constants: &both {tau: 10 ms, g: 2}}
  b: {size: 1, equations: "dv/dt = (g - v)/(1*ms) : 1", constants: *both}
`;
    expect(names(text)).toEqual([]);
    expect(names(text.replace('(g - v)', '(1 - v)'))).toHaveLength(1);
  });
});
