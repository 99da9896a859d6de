import type { Session } from '../../core/backend.js';
import type { HostStep, KernelDomain, ProbePlan, StepPlan } from '../../core/ir/index.js';
import { createSession } from '../../core/runtime/index.js';
import { connect, declare, emptyPlan, FakeEngine, type LaneKernel } from './fake-engine.js';

const sources = 6;
const cells = 4;

/**
 * A hand-written plan with one of everything: Poisson input and spike list, a recurrent population
 * with a reset, plastic synapses with delays per synapse, a trace kept on neurons in a ring.
 */
export function toyPlan(host: readonly HostStep[], probes: readonly ProbePlan[] = []): StepPlan {
  const pre = Array.from({ length: sources * cells }, (_, s) => Math.floor(s / cells));
  const post = Array.from({ length: sources * cells }, (_, s) => s % cells);
  return emptyPlan({
    dtSeconds: 1e-3,
    seed: 5n,
    arrays: [
      declare('cell.v', cells),
      declare('cell.n', cells, { role: 'parameter' }),
      declare('S.w', sources * cells, { role: 'weight' }),
      declare('S.delay', sources * cells, { role: 'delay', unitText: 'second' }),
      declare('S.#ticks', sources * cells, { role: 'delay-ticks', visible: false }),
      declare('S.#trace', sources, { role: 'trace', slots: 12, visible: false }),
      declare('S.#mask', sources * cells, { role: 'scratch', visible: false }),
      declare('S.#stage', sources * cells, { role: 'scratch', visible: false }),
    ],
    objects: [
      { kind: 'population', name: 'cell', size: cells, watched: ['cell.v'] },
      {
        kind: 'input',
        name: 'noise',
        size: sources,
        source: 'poisson',
        rates: Float64Array.of(90, 0, 200, 30, 1000, 55),
      },
      {
        kind: 'input',
        name: 'list',
        size: 2,
        source: 'spikes',
        indices: Int32Array.of(1, 0, 1),
        steps: Float64Array.of(0, 3, 4),
        periodSteps: 7,
      },
      connect('S', 'noise', 'cell', pre, post, {
        pathways: [
          {
            name: 'pre',
            side: 'pre',
            kernel: 'S.pre',
            delay: { kind: 'array', seconds: 'S.delay', ticks: 'S.#ticks' },
          },
          { name: 'post', side: 'post', kernel: 'S.post', delay: { kind: 'ticks', ticks: 2 } },
        ],
        traces: [
          { name: 'x', side: 'pre', neurons: 'noise', kernel: 'S.x', carried: ['S.#trace'] },
        ],
        plastic: ['S.w'],
      }),
      connect('L', 'list', 'cell', [0, 1], [2, 3], {
        pathways: [
          { name: 'pre', side: 'pre', kernel: 'L.pre', delay: { kind: 'ticks', ticks: 1 } },
        ],
      }),
      connect('R', 'cell', 'cell', [0, 1, 2, 3], [1, 2, 3, 0], {
        pathways: [
          { name: 'pre', side: 'pre', kernel: 'R.pre', delay: { kind: 'ticks', ticks: 0 } },
        ],
      }),
    ],
    initial: [
      { kind: 'constant', array: 'S.w', value: 0.4 },
      { kind: 'kernel', array: 'S.delay', kernel: 'S.delay.initial' },
    ],
    actions: [
      { kind: 'kernel', slot: 'groups', name: 'cell_stateupdater', kernel: 'cell.update' },
      {
        kind: 'threshold',
        slot: 'thresholds',
        name: 'cell_spike_thresholder',
        kernel: 'cell.threshold',
        population: 'cell',
      },
      { kind: 'input', slot: 'thresholds', name: 'list', input: 'list' },
      { kind: 'input', slot: 'thresholds', name: 'noise_spike_thresholder', input: 'noise' },
      { kind: 'trace', slot: 'after_thresholds', name: 'S_x', projection: 'S', trace: 'x' },
      { kind: 'pathway', slot: 'synapses', name: 'L_pre', projection: 'L', pathway: 'pre' },
      { kind: 'pathway', slot: 'synapses', name: 'R_pre', projection: 'R', pathway: 'pre' },
      { kind: 'pathway', slot: 'synapses', name: 'S_pre', projection: 'S', pathway: 'pre' },
      { kind: 'pathway', slot: 'synapses', name: 'S_post', projection: 'S', pathway: 'post' },
      {
        kind: 'reset',
        slot: 'resets',
        name: 'cell_spike_resetter',
        kernel: 'cell.reset',
        population: 'cell',
      },
    ],
    host,
    probes,
  });
}

const domains: Readonly<Record<string, KernelDomain>> = {
  'cell.update': { kind: 'elements', object: 'cell', count: cells },
  'cell.threshold': { kind: 'elements', object: 'cell', count: cells },
  'cell.reset': { kind: 'listed', object: 'cell' },
  'S.x': { kind: 'listed', object: 'S' },
  'S.pre': { kind: 'synapses', object: 'S' },
  'S.post': { kind: 'synapses', object: 'S' },
  'L.pre': { kind: 'synapses', object: 'L' },
  'R.pre': { kind: 'synapses', object: 'R' },
};

const add = (engine: FakeEngine, id: string, element: number, value: number): void => {
  const data = engine.array(id);
  data[element] = (data[element] ?? 0) + value;
};

const kernels: Readonly<Record<string, LaneKernel>> = {
  'S.delay.initial': (s, _tick, engine) => {
    engine.array('S.delay')[s] = ((s * 5) % 9) * 1e-3;
  },
  'S.light': (s, _tick, engine) => {
    engine.array('S.#mask')[s] = (engine.array('S.w')[s] ?? 0) < 0.4 ? 1 : 0;
  },
  'S.double': (s, _tick, engine) => {
    engine.array('S.#stage')[s] = (engine.array('S.w')[s] ?? 0) * 2;
  },
  'cell.update': (i, tick, engine) => {
    const v = engine.array('cell.v');
    v[i] = (v[i] ?? 0) * 0.9 + 0.01 * Math.sin(tick + i);
  },
  'cell.threshold': (i, _tick, engine) => {
    if ((engine.array('cell.v')[i] ?? 0) > 1) engine.spike('cell', i);
  },
  'cell.reset': (i, _tick, engine) => {
    engine.array('cell.v')[i] = 0;
    add(engine, 'cell.n', i, 1);
  },
  'S.x': (i, tick, engine) => {
    add(engine, 'S.#trace', (tick % 12) * sources + i, 1);
  },
  'S.pre': (s, tick, engine) => {
    const age = engine.array('S.#ticks')[s] ?? 0;
    const slot = (((tick - age) % 12) + 12) % 12;
    const trace = engine.array('S.#trace')[slot * sources + Math.floor(s / cells)] ?? 0;
    add(engine, 'cell.v', s % cells, engine.array('S.w')[s] ?? 0);
    const w = engine.array('S.w');
    w[s] = Math.max((w[s] ?? 0) - 1e-3 * trace * (1 + (engine.array('cell.v')[s % cells] ?? 0)), 0);
  },
  'S.post': (s, _tick, engine) => {
    const w = engine.array('S.w');
    w[s] = Math.min((w[s] ?? 0) + 0.02, 1);
  },
  'L.pre': (s, _tick, engine) => add(engine, 'cell.v', s + 2, 0.3),
  'R.pre': (s, _tick, engine) => add(engine, 'cell.v', (s + 1) % cells, -0.2),
};

/** A session of a plan over the toy's kernels. */
export function toySession(plan: StepPlan): {
  readonly session: Session;
  readonly engine: FakeEngine;
} {
  const engine = new FakeEngine(plan, kernels);
  const session = createSession({
    plan,
    engine,
    kernels: Object.entries(domains).map(([id, domain]) => ({ id, domain })),
    info: {
      backend: 'test',
      engine: engine.name,
      version: '0',
      network: plan.name,
      seed: String(plan.seed),
      dtSeconds: plan.dtSeconds,
      hashes: {},
      notes: [],
    },
    programHash: `toy ${plan.arrays.length} ${plan.seed}`,
    modelHash: () => `toy ${plan.arrays.length}`,
  });
  return { session, engine };
}

/** One probe of each kind on the toy. */
export const toyProbes: readonly ProbePlan[] = [
  { name: 'spikes_cell', object: 'cell', budgetBytes: 1e9, kind: 'spikes', counts: false },
  { name: 'spikes_noise', object: 'noise', budgetBytes: 1e9, kind: 'spikes', counts: false },
  {
    name: 'state_cell',
    object: 'cell',
    budgetBytes: 1e9,
    kind: 'state',
    arrays: ['cell.v', 'cell.n'],
    indices: Int32Array.of(0, 3),
    everySteps: 3,
    when: 'start',
  },
  { name: 'weights_S', object: 'S', budgetBytes: 1e9, kind: 'weights', arrays: ['S.w'] },
  { name: 'rate_cell', object: 'cell', budgetBytes: 1e9, kind: 'rate', everySteps: 10 },
];
