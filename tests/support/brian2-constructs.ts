/** Constructs of Brian2 and what they are here, each as the smallest network that needs it. */
import {
  type Backend,
  type CompileOptions,
  type DataReader,
  type Diagnostic,
  type Hardware,
  isFrameworkError,
  type NetworkDocument,
  networkFromDocument,
  type PopulationDocument,
  type ProbeDocument,
  type ProjectionDocument,
  type StepDocument,
} from 'isospike';
import { fixedPointBackend } from 'isospike/fixed-point';
import { referenceBackend } from 'isospike/reference';

export interface Construct {
  /** As in Brian2. */
  readonly brian2: string;
  /** As in the file. */
  readonly file: string;
  readonly parts: Partial<NetworkDocument>;
}

const cells: PopulationDocument = {
  size: 4,
  equations: 'dv/dt = (0.9 - v)/(10*ms) : 1',
  threshold: 'v > 0.8',
  reset: 'v = 0',
  method: 'exact',
};
const run: readonly StepDocument[] = [{ run: '3 ms' }];
const source = { poisson: { size: 4, rates: '500 Hz' } };

function population(part: Partial<PopulationDocument>): Partial<NetworkDocument> {
  return { populations: { G: { ...cells, ...part } } };
}
function projection(part: Partial<ProjectionDocument>): Partial<NetworkDocument> {
  const S: ProjectionDocument = {
    from: 'P',
    to: 'G',
    connect: 'all',
    model: 'w : 1',
    onPre: 'v_post += w',
    initial: { w: 0.1 },
    ...part,
  };
  return { projections: { S } };
}
const probes = (...list: readonly ProbeDocument[]): Partial<NetworkDocument> => ({ probes: list });
const steps = (...list: readonly StepDocument[]): Partial<NetworkDocument> => ({
  timeline: [...run, ...list, ...run],
});
const learning = {
  model: 'w : 1\ndx/dt = -x/(20*ms) : 1 (event-driven)\ndy/dt = -y/(20*ms) : 1 (event-driven)',
  onPre: 'v_post += w\nx += 0.1\nw = clip(w - y, 0, 1)',
  onPost: 'y += 0.1\nw = clip(w + x, 0, 1)',
};

export const constructs: readonly Construct[] = [
  {
    brian2: '`NeuronGroup(N, eqs, threshold, reset, method)`',
    file: '`populations: {G: {size, equations, threshold, reset, method}}`',
    parts: {},
  },
  {
    brian2: 'flag `(unless refractory)`, `refractory=5*ms`',
    file: 'the same',
    parts: population({
      equations: 'dv/dt = (0.9 - v)/(10*ms) : 1 (unless refractory)',
      refractory: '5 ms',
    }),
  },
  {
    brian2: '`refractory="v > 0"` (condition)',
    file: '`refractory: v > 0`',
    parts: population({ refractory: 'v > 0.7' }),
  },
  {
    brian2: 'parameters, `(constant)`, `(shared)`',
    file: 'the same',
    parts: population({
      equations: 'dv/dt = (a*b - v)/(10*ms) : 1\na : 1 (constant)\nb : 1 (shared)',
      initial: { a: 0.9, b: 1 },
    }),
  },
  {
    brian2: 'subexpressions, `(constant over dt)`',
    file: 'the same',
    parts: population({
      equations: 'dv/dt = (I - v)/(10*ms) : 1\nI = 0.9 + 0.01*v : 1 (constant over dt)',
    }),
  },
  {
    brian2: '`xi`, `xi_1` (noise)',
    file: 'the same',
    parts: population({
      equations: 'dv/dt = (0.9 - v)/(10*ms) + 0.1*xi*(10*ms)**-0.5 : 1',
      method: 'euler',
    }),
  },
  {
    brian2: '`(linked)` variables',
    file: 'none',
    parts: population({ equations: 'dv/dt = (I - v)/(10*ms) : 1\nI : 1 (linked)' }),
  },
  {
    brian2: '`method="rk4"` (also `rk2`, `heun`)',
    file: '`method: rk4`',
    parts: population({ equations: 'dv/dt = (0.9 - v**2)/(10*ms) : 1', method: 'rk4' }),
  },
  {
    brian2: '`method="exponential_euler"`',
    file: '`method: exponential_euler`',
    parts: population({ method: 'exponential_euler' }),
  },
  {
    brian2: '`method="exact"`, a chain with a time constant per neuron',
    file: '`method: exact`',
    parts: population({
      equations: [
        'dv/dt = (a - v)/tau : 1',
        'da/dt = (b - a)/tau : 1',
        'db/dt = -b/tau : 1',
        'tau : second',
      ],
      method: 'exact',
      initial: { tau: '10 ms' },
    }),
  },
  {
    brian2: '`method="milstein"`',
    file: '`method: milstein`',
    parts: population({
      equations: 'dv/dt = (0.9 - v)/(10*ms) + 0.1*v*xi*(10*ms)**-0.5 : 1',
      method: 'milstein',
    }),
  },
  {
    brian2: '`rand()`, `randn()` in a reset',
    file: 'the same',
    parts: population({ reset: 'v = 0.1*rand()' }),
  },
  {
    brian2: '`poisson(lam)` in a statement',
    file: 'the same',
    parts: population({ reset: 'v = 0.1*poisson(1)' }),
  },
  {
    brian2: '`exp`, `sin`, .. in equations',
    file: 'the same',
    parts: population({ equations: 'dv/dt = (0.9*exp(-v) - v)/(10*ms) : 1', method: 'euler' }),
  },
  {
    brian2: 'custom `events=`, `run_on_event`',
    file: '`events: {low: v < 0.1}`, `on_event: {low: v += 0.1}`',
    parts: population({ events: { low: 'v < 0.1' }, onEvent: { low: 'v += 0.1' } }),
  },
  {
    brian2: '`run_regularly(code, dt)`',
    file: '`regularly: [{do: .., every: 1 ms}]`',
    parts: population({ regularly: [{ do: 'v += 0.01', every: '1 ms' }] }),
  },
  {
    brian2: '`NeuronGroup(.., dt=1*ms)`',
    file: '`dt: 1 ms` in the population',
    parts: population({ dt: '0.2 ms' }),
  },
  {
    brian2: '`TimedArray(values, dt)`',
    file: '`arrays: {A: {dt, unit, values}}`, called `A(t)`',
    parts: {
      ...population({ equations: 'dv/dt = (A(t) - v)/(10*ms) : 1', method: 'euler' }),
      arrays: { A: { dt: '1 ms', values: [0.9, 0.5] } },
    },
  },
  {
    brian2: '2-D `TimedArray`',
    file: '`values: [[..], ..]`, called `A(t, i)`',
    parts: {
      ...population({ equations: 'dv/dt = (A(t, i) - v)/(10*ms) : 1', method: 'euler' }),
      arrays: { A: { dt: '1 ms', values: [[0.9, 0.8, 0.7, 0.6]] } },
    },
  },
  {
    brian2: '`namespace={"tau": 10*ms}`',
    file: '`constants: {tau: 10 ms}`',
    parts: { ...population({ equations: 'dv/dt = -v/tau : 1' }), constants: { tau: '10 ms' } },
  },
  {
    brian2: '`PoissonGroup(N, rates)`',
    file: '`inputs: {P: {poisson: {size, rates}}}`',
    parts: { inputs: { P: source } },
  },
  {
    brian2: '`PoissonGroup(N, "expression of t")`',
    file: '`rates: 100*Hz*(1 + sin(t/ms))`',
    parts: { inputs: { P: { poisson: { size: 4, rates: '100*Hz*(1 + sin(t/ms))' } } } },
  },
  {
    brian2: '`PoissonInput(G, "v", N, rate, weight)`',
    file: '`inputs: {P: {poisson_input: {..}}}`',
    parts: {
      inputs: {
        P: { poissonInput: { target: 'G', variable: 'v', n: 10, rate: '100 Hz', weight: 0.01 } },
      },
    },
  },
  {
    brian2: '`SpikeGeneratorGroup(N, indices, times)`',
    file: '`inputs: {P: {spikes: {size, indices, times}}}`',
    parts: { inputs: { P: { spikes: { size: 4, indices: [0, 1], times: ['1 ms', '2 ms'] } } } },
  },
  {
    brian2: '`Synapses(P, G, model, on_pre)`, `connect()`',
    file: '`projections: {S: {from, to, connect: all, ..}}`',
    parts: projection({}),
  },
  {
    brian2: '`connect(condition="i != j")`',
    file: '`connect: i != j`, or `others`',
    parts: projection({ connect: 'i != j' }),
  },
  {
    brian2: '`connect(i=.., j=..)`',
    file: '`connect: {pairs: [[i, j], ..]}`',
    parts: projection({ connect: { pairs: [[0, 1]] } }),
  },
  {
    brian2: '`connect(p=0.5)`',
    file: '`connect: {probability: 0.5}`',
    parts: projection({ connect: { probability: 0.5 } }),
  },
  {
    brian2: '`connect(j="k for k in range(..)")`',
    file: '`connect: {j: "k for k in range(..)"}`',
    parts: projection({ connect: { j: 'k for k in range(i, i+2)', skipInvalid: true } }),
  },
  {
    brian2: '`connect(.., n=2)`',
    file: '`connect: {condition: all, n: 2}`',
    parts: projection({ connect: { condition: 'all', n: 2 } }),
  },
  {
    brian2: 'none: a fixed number of sources',
    file: '`connect: {fan_in: 2}`',
    parts: projection({ connect: { fanIn: 2 } }),
  },
  {
    brian2: '`S.delay = "rand()*2*ms"`',
    file: '`delay: rand()*2*ms`',
    parts: projection({ delay: 'rand()*2*ms' }),
  },
  {
    brian2: 'several pathways, `on_pre={..}`',
    file: '`on_pre: {a: {do: .., delay: ..}, b: ..}`',
    parts: projection({
      onPre: { a: { do: 'v_post += w' }, b: { do: 'w = 0.05', delay: '1 ms' } },
    }),
  },
  { brian2: '`(event-driven)` traces, STDP', file: 'the same', parts: projection(learning) },
  {
    brian2: '`(clock-driven)` synaptic equations',
    file: 'the same',
    parts: projection({
      model: 'w : 1\ndg/dt = -g/(5*ms) : 1 (clock-driven)',
      onPre: 'g += w',
      method: 'euler',
    }),
  },
  {
    brian2: '`(summed)` variables',
    file: 'the same',
    parts: {
      ...population({ equations: 'dv/dt = (I - v)/(10*ms) : 1\nI : 1' }),
      ...projection({ model: 'w : 1\nI_post = w*v_post : 1 (summed)', onPre: 'w += 0.1' }),
    },
  },
  {
    brian2: '`G[0:2]` as source or target',
    file: '`to: G[0:2]`',
    parts: projection({ to: 'G[0:2]' }),
  },
  {
    brian2: '`Synapses.run_regularly`',
    file: '`regularly` in the projection',
    parts: projection({ regularly: [{ do: 'w *= 0.9', every: '1 ms' }] }),
  },
  { brian2: '`SpikeMonitor(G)`', file: '`probes: [spikes: G]`', parts: probes({ spikes: 'G' }) },
  {
    brian2: '`StateMonitor(G, "v", record=[0])`',
    file: '`probes: [state: {of: G, variables: [v], indices: [0]}]`',
    parts: probes({ state: { of: 'G', variables: ['v'], indices: [0] } }),
  },
  {
    brian2: '`EventMonitor(G, "low")`',
    file: '`probes: [events: {of: G, event: low}]`',
    parts: {
      ...population({ events: { low: 'v < 0.1' } }),
      ...probes({ events: { of: 'G', event: 'low' } }),
    },
  },
  {
    brian2: '`PopulationRateMonitor(G)`',
    file: '`probes: [rate: G]`',
    parts: probes({ rate: 'G' }),
  },
  {
    brian2: '`StateMonitor` on synapses',
    file: '`probes: [weights: {of: S, every: 1 ms}]`',
    parts: { ...projection(learning), ...probes({ weights: { of: 'S', every: '1 ms' } }) },
  },
  { brian2: '`run(3*ms)`', file: '`timeline: [run: 3 ms]`', parts: steps({ run: '3 ms' }) },
  {
    brian2: '`G.v = 0.5` between runs',
    file: '`- set: {G.v: 0.5}`',
    parts: steps({ set: { 'G.v': 0.5 } }),
  },
  {
    brian2: '`G.v["i < 2"] = 0.5`',
    file: '`- {set: {G.v: 0.5}, where: i < 2}`',
    parts: steps({ set: { 'G.v': 0.5 }, where: 'i < 2' }),
  },
  {
    brian2: '`P.rates = 10*Hz` between runs',
    file: '`- set: {P.rates: 10 Hz}`',
    parts: steps({ set: { 'P.rates': '10 Hz' } }),
  },
  {
    brian2: '`S.delay = ..` between runs',
    file: '`- set: {S.delay: 1 ms}`',
    parts: { ...projection({}), ...steps({ set: { 'S.delay': '1 ms' } }) },
  },
  {
    brian2: '`S.post.delay = ..`',
    file: '`- set: {S.post.delay: 1 ms}`',
    parts: {
      ...projection({ onPost: 'w = w + 1' }),
      ...steps({ set: { 'S.post.delay': '1 ms' } }),
    },
  },
  {
    brian2: '`G.active = False`',
    file: '`- set: {G.active: false}`',
    parts: steps({ set: { 'G.active': false } }),
  },
  {
    brian2: '`store("a")`, `restore("a")`',
    file: '`- checkpoint: a`, `- restore: a`',
    parts: steps({ checkpoint: 'a' }, { run: '1 ms' }, { restore: 'a' }),
  },
  {
    brian2: 'none: a loop in Python',
    file: '`- {repeat: 2, steps: [..]}`',
    parts: steps({ repeat: 2, steps: [{ run: '1 ms' }] }),
  },
  {
    brian2: 'none: normalise weights in Python',
    file: '`- normalize: {variable: S.w, per: target, total: 1}`',
    parts: {
      ...projection({}),
      ...steps({ normalize: { variable: 'S.w', per: 'target', total: 1 } }),
    },
  },
  {
    brian2: 'none: a flag in the rule',
    file: '`freezable: true`, `- {freeze: S, where: ..}`',
    parts: {
      ...projection({ ...learning, freezable: true }),
      ...steps({ freeze: 'S', where: 'w > 0.05' }),
    },
  },
];

export type Outcome = 'runs' | string;

const noData: DataReader = {
  read: (name) => Promise.reject(new Error(`no data: ${name}`)),
};

async function outcome(
  backend: Backend,
  document: NetworkDocument,
  options: CompileOptions,
): Promise<Outcome> {
  try {
    const session = await backend.compile(networkFromDocument(document), {
      data: noData,
      ...options,
    });
    await session.run();
    await session.close();
    return 'runs';
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    const [first] = error.diagnostics.filter(({ severity }: Diagnostic) => severity === 'error');
    return first === undefined ? 'runs' : `\`${first.code}\``;
  }
}

/** What both engines do with a construct: `runs`, or the code with which they refuse it. */
export async function outcomes(
  construct: Construct,
  hardware: Hardware,
): Promise<{ readonly reference: Outcome; readonly fixed: Outcome }> {
  const document: NetworkDocument = {
    isospike: 1,
    name: 'construct',
    inputs: { P: source },
    populations: { G: cells },
    timeline: run,
    ...construct.parts,
  };
  const reference = await outcome(referenceBackend, document, {});
  if (reference !== 'runs') return { reference, fixed: reference };
  const session = await referenceBackend.compile(networkFromDocument(document), {
    profiling: true,
  });
  await session.run();
  const profile = await session.ranges();
  await session.close();
  return { reference, fixed: await outcome(fixedPointBackend, document, { hardware, profile }) };
}
