import { expect, it } from 'vitest';
import { parseKernel } from './parse-kernel.js';
import type { Program } from './plan.js';
import { printProgram } from './print-program.js';

// One of everything that a program can hold, not one that would run.
const program: Program = {
  name: 'net',
  dtSeconds: 1e-4,
  seed: 18446744073709551615n,
  arrays: [
    {
      id: 'e.v',
      object: 'e',
      variable: 'v',
      count: 3,
      slots: 4,
      kind: 'real',
      role: 'state',
      shared: true,
      dimension: [12, 24, -36, -12, 0, 0],
      unitText: 'volt',
      bounds: [-0.1, Infinity],
      visible: false,
    },
  ],
  tables: [
    { name: 'A', rows: 1, columns: 1, data: new Float64Array(1), dimension: [0, 0, 0, 0, 0, 0] },
  ],
  objects: [
    { kind: 'population', name: 'e', size: 3, watched: ['e.v'] },
    {
      kind: 'input',
      name: 'x',
      size: 2,
      source: 'spikes',
      indices: new Int32Array(),
      steps: new Float64Array(),
      periodSteps: 100,
    },
    { kind: 'input', name: 'p', size: 2, source: 'poisson', rates: new Float64Array() },
    {
      kind: 'input',
      name: 'i',
      size: 2,
      source: 'images',
      sets: [
        {
          name: 'train',
          pixels: new Uint8Array(),
          count: 0,
          shuffle: true,
          labels: new Uint8Array(),
        },
      ],
      rateHertzPerGray: 0.25,
      presentTicks: 700,
      restTicks: 300,
    },
    {
      kind: 'projection',
      name: 's',
      source: 'x',
      target: 'e',
      sourceFirst: 0,
      sourceCount: 2,
      targetFirst: 1,
      targetCount: 2,
      pre: new Int32Array(),
      post: new Int32Array(),
      pathways: [
        { name: 'pre', side: 'pre', kernel: 's.pre', delay: { kind: 'ticks', ticks: 15 } },
        {
          name: 'post',
          side: 'post',
          kernel: 's.post',
          delay: { kind: 'array', seconds: 's.d', ticks: 's.d#' },
        },
      ],
      traces: [{ name: 't', side: 'pre', neurons: 'x', kernel: 's.t', carried: ['s.a', 's.b'] }],
      plastic: ['s.w'],
      readouts: [{ array: 's.a', kernel: 's.read' }],
    },
  ],
  initial: [
    { kind: 'constant', array: 'e.v', value: -0 },
    { kind: 'data', array: 'e.v', values: new Float64Array() },
    { kind: 'kernel', array: 'e.v', kernel: 'h' },
  ],
  actions: [
    { kind: 'kernel', slot: 'groups', name: 'e_stateupdater', kernel: 'k' },
    { kind: 'threshold', slot: 'thresholds', name: 'th', kernel: 'k', population: 'e' },
    { kind: 'pathway', slot: 'synapses', name: 's_pre', projection: 's', pathway: 'pre' },
  ],
  host: [
    { kind: 'run', seconds: 0.1 },
    {
      kind: 'repeat',
      times: 2,
      steps: [
        {
          kind: 'present',
          input: 'i',
          set: 'train',
          before: [{ kind: 'phase', name: 'a' }],
          after: [],
        },
      ],
    },
    {
      kind: 'set',
      object: 'e',
      selection: { kind: 'where', kernel: 'h', mask: 'm' },
      writes: [{ kind: 'kernel', array: 'e.v', kernel: 'h', staging: 'n' }],
    },
  ],
  probes: [
    { kind: 'spikes', name: 'sp', object: 'e', budgetBytes: 10, counts: true },
    { kind: 'weights', name: 'w', object: 's', budgetBytes: 20, arrays: ['s.w'], everySteps: 5 },
  ],
  hostKernels: [parseKernel('kernel "h" elements "e" 3\n%0 = tick\nstore "e.v" lane %0\n')],
  kernels: [parseKernel('kernel "k" elements "e" 3\n%0 = time\nstore "e.v" lane %0\n')],
};

// FNV-1a of no bytes, and of eight zero bytes (from the definition: eight times h * 0x100000001b3).
const none = '0:cbf29ce484222325';
const zero = '1:a8c7f832281a39c5';

it('prints all of a program, data as length and hash', () => {
  expect(printProgram(program).split('\n')).toEqual([
    'program "net"',
    'dt 0.0001',
    'seed 18446744073709551615',
    '',
    'array "e.v" of "e" "v" 3 x 4 real state shared hidden dimension 12,24,-36,-12,0,0 unit "volt" bounds -0.1 inf',
    `table "A" 1 x 1 dimension 1 data ${zero}`,
    '',
    'population "e" 3 watched "e.v"',
    `input "x" 2 spikes indices ${none} steps ${none} period 100`,
    `input "p" 2 poisson rates ${none}`,
    'input "i" 2 images hertz-per-gray 0.25 present 700 rest 300',
    `  set "train" 0 pixels ${none} shuffle labels ${none}`,
    `projection "s" from "x" 0 + 2 to "e" 1 + 2 pre ${none} post ${none}`,
    '  pathway "pre" pre "s.pre" delay 15',
    '  pathway "post" post "s.post" delay "s.d" "s.d#"',
    '  trace "t" pre on "x" "s.t" carried "s.a" "s.b"',
    '  plastic "s.w"',
    '  readout "s.a" "s.read"',
    '',
    'action groups kernel "e_stateupdater" "k"',
    'action thresholds threshold "th" "k" of "e"',
    'action synapses pathway "s_pre" "pre" of "s"',
    '',
    'probe spikes "sp" of "e" 10 bytes counts',
    'probe weights "w" of "s" 20 bytes arrays "s.w" every 5',
    '',
    'initial "e.v" constant -0',
    `initial "e.v" data ${none}`,
    'initial "e.v" kernel "h"',
    '',
    'run 0.1',
    'repeat 2',
    '  present "i" "train" all',
    '    before',
    '      phase "a"',
    'set "e" where "h" "m"',
    '  "e.v" kernel "h" "n"',
    '',
    'kernel "h" elements "e" 3',
    '  %0 = tick',
    '  store "e.v" lane %0',
    '',
    'kernel "k" elements "e" 3',
    '  %0 = time',
    '  store "e.v" lane %0',
    '',
  ]);
});
