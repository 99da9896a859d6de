import { describe, expect, it } from 'vitest';
import type { HostStep } from './host-program.js';
import type { ScalarKernel } from './nodes.js';
import { parseKernel } from './parse-kernel.js';
import type {
  ArrayDeclaration,
  InputPlan,
  PopulationPlan,
  ProbePlan,
  Program,
  ProjectionPlan,
} from './plan.js';
import { programProblems, verifyProgram } from './verify-program.js';

function kernel(head: string, ...lines: readonly string[]): ScalarKernel {
  return parseKernel([`kernel ${head}`, ...lines].join('\n'));
}
function array(object: string, variable: string, count: number, slots = 1): ArrayDeclaration {
  return {
    id: `${object}.${variable}`,
    object,
    variable,
    count,
    slots,
    kind: 'real',
    role: 'state',
    shared: false,
    dimension: [0, 0, 0, 0, 0, 0],
    unitText: '1',
    visible: true,
  };
}

const update = kernel('"e.update" elements "e" 3', '%0 = load "e.v" lane', 'store "e.v" lane %0');
const threshold = kernel(
  '"e.threshold" elements "e" 3',
  '%0 = load "e.v" lane',
  '%1 = gt %0 %0',
  'spike %1',
);
const reset = kernel('"e.reset" listed "e"', '%0 = const 0', 'store "e.v" lane %0');
const deliver = kernel(
  '"s.pre" synapses "s"',
  '%0 = load "s.w" lane',
  '%1 = load "s.after" pre',
  '%2 = mul %0 %1',
  'accumulate "e.v" post %2',
);
const trace = kernel('"s.trace" listed "x"', '%0 = const 1', 'store "s.after" lane %0');
const start = kernel('"e.v#start" elements "e" 3', '%0 = index lane', 'store "e.v" lane %0');
const mask = kernel('"e.mask" elements "e" 3', '%0 = const 1', 'store "e.#mask" lane %0');

const population: PopulationPlan = { kind: 'population', name: 'e', size: 3, watched: ['e.v'] };
const input: InputPlan = {
  kind: 'input',
  name: 'x',
  size: 2,
  source: 'spikes',
  indices: Int32Array.of(0, 1),
  steps: Float64Array.of(3, 3),
};
const poisson: InputPlan = {
  kind: 'input',
  name: 'p',
  size: 4,
  source: 'poisson',
  rates: Float64Array.of(10),
};
const projection: ProjectionPlan = {
  kind: 'projection',
  name: 's',
  source: 'x',
  target: 'e',
  sourceFirst: 0,
  sourceCount: 2,
  targetFirst: 1,
  targetCount: 2,
  pre: Int32Array.of(0, 0, 1, 1),
  post: Int32Array.of(1, 2, 1, 2),
  pathways: [{ name: 'pre', side: 'pre', kernel: 's.pre', delay: { kind: 'ticks', ticks: 0 } }],
  traces: [{ name: 'after', side: 'pre', neurons: 'x', kernel: 's.trace', carried: ['s.after'] }],
  plastic: ['s.w'],
  readouts: [],
};
const host: readonly HostStep[] = [
  { kind: 'checkpoint', name: 'c' },
  {
    kind: 'set',
    object: 'e',
    selection: { kind: 'where', kernel: 'e.mask', mask: 'e.#mask' },
    writes: [{ kind: 'constant', array: 'e.v', value: 1 }],
  },
  { kind: 'repeat', times: 2, steps: [{ kind: 'run', seconds: 0.1 }] },
  { kind: 'set-rates', input: 'p', rates: Float64Array.of(1, 2, 3, 4) },
  { kind: 'normalize', projection: 's', array: 's.w', per: 'target', total: 78 },
  { kind: 'restore', name: 'c' },
];
const probe: ProbePlan = {
  kind: 'state',
  name: 'm',
  object: 'e',
  budgetBytes: 1000,
  arrays: ['e.v'],
  indices: Int32Array.of(0, 2),
  everySteps: 1,
  when: 'start',
};
const sound: Program = {
  name: 'n',
  dtSeconds: 1e-4,
  seed: 1n,
  arrays: [array('e', 'v', 3), array('e', '#mask', 3), array('s', 'w', 4), array('s', 'after', 2)],
  tables: [],
  objects: [population, input, poisson, projection],
  initial: [{ kind: 'kernel', array: 'e.v', kernel: 'e.v#start' }],
  actions: [
    { kind: 'kernel', slot: 'groups', name: 'e_stateupdater', kernel: 'e.update' },
    {
      kind: 'threshold',
      slot: 'thresholds',
      name: 'e_spike_thresholder',
      kernel: 'e.threshold',
      population: 'e',
    },
    { kind: 'input', slot: 'thresholds', name: 'x', input: 'x' },
    { kind: 'trace', slot: 'after_thresholds', name: 't', projection: 's', trace: 'after' },
    { kind: 'pathway', slot: 'synapses', name: 's_pre', projection: 's', pathway: 'pre' },
    {
      kind: 'reset',
      slot: 'resets',
      name: 'e_spike_resetter',
      kernel: 'e.reset',
      population: 'e',
    },
  ],
  host,
  probes: [probe],
  hostKernels: [start, mask],
  kernels: [update, threshold, reset, deliver, trace],
};

function withObject(changed: PopulationPlan | InputPlan | ProjectionPlan): Partial<Program> {
  return { objects: sound.objects.map((old) => (old.name === changed.name ? changed : old)) };
}
function withKernel(changed: ScalarKernel): Partial<Program> {
  return { kernels: sound.kernels.map((old) => (old.id === changed.id ? changed : old)) };
}
function withHost(...steps: readonly HostStep[]): Partial<Program> {
  return { host: steps };
}

describe('verifyProgram', () => {
  it('accepts a sound program', () => {
    expect(programProblems(sound)).toEqual([]);
  });

  it.each<[string, Partial<Program>, string]>([
    ['a broken dt', { dtSeconds: 0 }, 'dt of 0'],
    ['a name that stands twice', { kernels: [...sound.kernels, start] }, 'two kernels "e.v#start"'],
    ['an array of nothing', { arrays: [...sound.arrays, array('q', 'v', 3)] }, 'no object "q"'],
    ['an array of the wrong size', { arrays: [...sound.arrays, array('e', 'u', 2)] }, '2 elements'],
    ['no slots', { arrays: [...sound.arrays, array('e', 'u', 3, 0)] }, '0 slots'],
    ['a watched array that is not there', withObject({ ...population, watched: ['u'] }), '"u"'],
    ['a broken kernel', withKernel(kernel('"e.update" elements "e" 3', '%0 = neg %0')), '%0 neg'],
    [
      'too few lanes',
      withKernel(kernel('"e.update" elements "e" 2', '%0 = tick')),
      '2 lanes for 3 elements',
    ],
    [
      'a synaptic array numbered by neurons',
      withKernel(kernel('"s.pre" synapses "s"', '%0 = load "s.w" post')),
      '"s.w" has 4 elements, index post numbers 3',
    ],
    [
      'synapses of a population',
      withKernel(kernel('"s.pre" synapses "e"', '%0 = tick')),
      '"e" has no synapses',
    ],
    ['slots out of order', { actions: [...sound.actions].reverse() }, 'slot groups after a later'],
    [
      'a spike elsewhere',
      withKernel(kernel('"e.update" elements "e" 3', '%0 = tick', '%1 = gt %0 %0', 'spike %1')),
      'kernel "e.update": spike, but no threshold',
    ],
    [
      'a threshold without a spike',
      withKernel(kernel('"e.threshold" elements "e" 3', '%0 = tick')),
      'threshold, but no spike',
    ],
    [
      'a reset over all elements',
      withKernel(kernel('"e.reset" elements "e" 3', '%0 = tick')),
      'kernel "e.reset" runs over elements of e',
    ],
    [
      'an unknown pathway',
      {
        actions: [
          { kind: 'pathway', slot: 'synapses', name: 'a', projection: 's', pathway: 'post' },
        ],
      },
      'no pathway "post"',
    ],
    [
      'a synapse outside the slice',
      withObject({ ...projection, post: Int32Array.of(0, 2, 1, 2) }),
      'outside the target slice',
    ],
    [
      'a slice outside the object',
      withObject({ ...projection, targetCount: 3 }),
      'slice 1 + 3 of 3 neurons',
    ],
    [
      'half a delay',
      withObject({
        ...projection,
        pathways: [
          { name: 'pre', side: 'pre', kernel: 's.pre', delay: { kind: 'ticks', ticks: 0.5 } },
        ],
      }),
      'delay of 0.5 ticks',
    ],
    [
      'a trace on the wrong side',
      withObject({
        ...projection,
        traces: [{ name: 'after', side: 'post', neurons: 'x', kernel: 's.trace', carried: [] }],
      }),
      'trace after on x, expected e',
    ],
    [
      'a spike of no neuron',
      withObject({ ...input, indices: Int32Array.of(0, 2) }),
      'input "x": a spike of no neuron',
    ],
    [
      'spikes out of order',
      withObject({ ...input, steps: Float64Array.of(3, 2) }),
      'no ascending list',
    ],
    [
      'rates of the wrong length',
      withObject({ ...poisson, rates: Float64Array.of(1, 2) }),
      '2 rates for 4',
    ],
    [
      'start values of the wrong length',
      { initial: [{ kind: 'data', array: 'e.v', values: Float64Array.of(1) }] },
      '1 values for 3',
    ],
    [
      'a host kernel with another target',
      { initial: [{ kind: 'kernel', array: 'e.v', kernel: 'e.mask' }] },
      'stores into e.#mask, expected e.v',
    ],
    [
      'a host kernel with another effect',
      {
        hostKernels: [
          mask,
          kernel('"e.v#start" elements "e" 3', '%0 = tick', 'accumulate "e.v" lane %0'),
        ],
      },
      'host kernel "e.v#start" has the effect accumulate',
    ],
    ['a negative run', withHost({ kind: 'run', seconds: -1 }), 'timeline[0] run: -1 seconds'],
    [
      'a fault inside a repetition',
      withHost({ kind: 'repeat', times: 1, steps: [{ kind: 'restore', name: 'd' }] }),
      'timeline[0][0] restore: no checkpoint',
    ],
    [
      'images of an input without',
      withHost({ kind: 'present', input: 'x', set: 'train', before: [], after: [] }),
      'no images "x"',
    ],
    [
      'a selection outside',
      withHost({
        kind: 'set',
        object: 'e',
        selection: { kind: 'indices', indices: Int32Array.of(3) },
        writes: [],
      }),
      'an index outside 3',
    ],
    ['a probe outside', { probes: [{ ...probe, indices: Int32Array.of(3) }] }, 'outside 3 elem'],
    ['a probe at half steps', { probes: [{ ...probe, everySteps: 0.5 }] }, 'every 0.5 steps'],
  ])('reports %s', (_, change, message) => {
    expect(programProblems({ ...sound, ...change }).join('\n')).toContain(message);
  });

  it('throws all faults in one go', () => {
    const broken = { ...sound, dtSeconds: NaN, probes: [{ ...probe, everySteps: 0 }] };
    expect(() => verifyProgram(broken)).toThrow(/dt of NaN[\s\S]*every 0 steps/);
  });
});
