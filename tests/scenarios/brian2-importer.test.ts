import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../backends/reference/index.js';
import { isFrameworkError } from '../../core/diagnostics/index.js';
import { readBrian2Vector, runBrian2Vector } from '../../equivalence/vectors/index.js';

type Parts = Readonly<Record<string, unknown>>;

const volts = 'm^2 kg s^-3 A^-1';

/** Two sources, three leaky neurons without threshold; spikes at steps 1 and 3; dt 1 ms, 10 steps. */
function vectorText(changes: {
  readonly file?: Parts;
  readonly group?: Parts;
  readonly synapses?: Parts;
  readonly events?: readonly Parts[];
  readonly expected?: Parts;
}): string {
  const group = {
    name: 'G',
    n: 3,
    equations: ['v : volt'],
    method: null,
    threshold: null,
    reset: null,
    refractory: null,
    parameters: {},
    initial: {},
    ...changes.group,
  };
  const synapses = {
    name: 'S',
    source: 'X',
    target: 'G',
    n: 6,
    model: ['w : volt'],
    on_pre: ['v_post += w'],
    on_post: [],
    parameters: {},
    connect: 'all_to_all (synapse index = i*N_target + j)',
    delay_steps: { const: 0 },
    initial: { w: [0.001, 0.002, 0.003, 0.004, 0.005, 0.006] },
    ...changes.synapses,
  };
  return JSON.stringify({
    format: 'brian2-golden/1',
    name: 'unit',
    title: 'unit',
    dt: 0.001,
    n_steps: 10,
    groups: [group],
    inputs: [{ name: 'X', n: 2, spikes: { n: 2, i: [0, 1], k: [1, 3] } }],
    synapses: [synapses],
    events: changes.events ?? [],
    expected: { spikes: {}, traces: {}, final: {}, ...changes.expected },
    ...changes.file,
  });
}

async function outcomeOf(text: string): Promise<readonly string[]> {
  try {
    return (await runBrian2Vector(readBrian2Vector(text), referenceBackend)).comparison.failures;
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    return error.diagnostics.map(({ code, message }) => `${code} ${message}`);
  }
}
const trace = (t_ms: readonly number[], rows: readonly (readonly number[])[]): Parts => ({
  traces: { G: { t_ms, record: [0, 2], when: 'start slot', vars: { v: rows } } },
});

describe('delays of a vector', () => {
  it('by a formula: synapse (i, j) waits for (2*i + 3*j) mod 4 steps', async () => {
    // v[0] gets 1 mV in step 1 + 0 and 4 mV in step 3 + 2; v[2] 3 mV in step 1 + 2 and 6 mV in 3 + 0.
    const text = vectorText({
      synapses: {
        delay_steps: undefined,
        delay_steps_formula: 'delay_steps[s] = (2*i + 3*j) mod 4',
      },
      expected: trace(
        [0, 1, 2, 3, 4, 5, 6],
        [
          [0, 0, 0.001, 0.001, 0.001, 0.001, 0.005],
          [0, 0, 0, 0, 0.009, 0.009, 0.009],
        ],
      ),
    });
    expect(await outcomeOf(text)).toEqual([]);
  });

  it.each([
    ['(2*i + 5*j) mod 11', [0, 5, 10, 2, 7, 1]],
    ['delay_steps[s] = 3*((i + j) mod 2) + 1', [1, 4, 1, 4, 1, 4]],
    ['i*j + 2*s - 1*s mod 3', [0, 1, 2, 6, 8, 10]],
    ['delay_steps[i, j] = 2*j; in steps of 1 ms', [0, 2, 4, 0, 2, 4]],
    ['7', [7, 7, 7, 7, 7, 7]],
  ])('%s', (formula, steps) => {
    const { document } = readBrian2Vector(
      vectorText({ synapses: { delay_steps: undefined, delay_steps_formula: formula } }),
    );
    const onPre = document.projections?.S?.onPre;
    const delay = (onPre as Readonly<Record<string, { delay: unknown }>>).pre?.delay;
    const same = steps.every((step) => step === steps[0]);
    expect(delay).toEqual(
      same ? '7 ms' : { values: steps.map((step) => step * 0.001), unit: 'second' },
    );
  });

  it.each([
    ['a quotient', { delay_steps_formula: 'i / 2' }, /UNSUPPORTED_FEATURE the delay formula/],
    ['another name', { delay_steps_formula: 'i + k' }, /UNSUPPORTED_FEATURE the delay formula/],
    ['mod 0', { delay_steps_formula: 'i mod 0' }, /UNSUPPORTED_FEATURE the delay formula/],
    ['no formula', { delay_steps_formula: '(i' }, /UNSUPPORTED_FEATURE the delay formula/],
    [
      'a negative delay',
      { delay_steps_formula: 'i - j' },
      /VECTOR_FORMAT.* synapse 1 has a delay of -1/,
    ],
    ['a short list', { delay_steps: [0, 1] }, /VECTOR_FORMAT.*2 delays, not 6/],
    ['half a step', { delay_steps: [0, 1, 0.5, 0, 0, 0] }, /VECTOR_FORMAT.*no number of steps/],
    [
      'steps that are not the rounded delays',
      { delay_steps: [0, 1, 2, 3, 4, 6], delay: [0, 0.001, 0.002, 0.003, 0.004, 0.005] },
      /VECTOR_FORMAT synapses\[0\]\.delay\[5\]: the delay does not round/,
    ],
  ])('%s is refused', async (_, synapses, message) => {
    const [failure] = await outcomeOf(
      vectorText({ synapses: { delay_steps: undefined, ...synapses } }),
    );
    expect(failure).toMatch(message);
  });
});

describe('events of a vector', () => {
  it('set and normalise in the unit of the variable', async () => {
    const text = vectorText({
      events: [
        { t: 0.005, op: 'set_where', synapses: 'S', var: 'w', where: 'w < 2.5*mV', value: 0.02 },
        { t: 0.005, op: 'normalize_columns', synapses: 'S', var: 'w', total: 0.048, rule: '' },
      ],
      // Columns before: 20 + 4, 20 + 5 and 3 + 6 mV.
      expected: {
        final: {
          S: { w: [0.04, 0.0384, 0.016, 0.008, 0.0096, 0.032] },
          G: { v: [0.005, 0.007, 0.009] },
        },
      },
    });
    expect(await outcomeOf(text)).toEqual([]);
  });

  it('at the very end come after the last step', async () => {
    const text = vectorText({
      events: [{ t: 0.01, op: 'set_where', synapses: 'S', var: 'w', where: 'i == 1', value: 0 }],
      expected: { final: { S: { w: [0.001, 0.002, 0.003, 0, 0, 0] } } },
    });
    expect(await outcomeOf(text)).toEqual([]);
  });

  it('behind a checkpoint happen in every pass', async () => {
    const set = { op: 'set_where', synapses: 'S', var: 'w', where: 'True' };
    const text = vectorText({
      events: [
        { t: 0.001, ...set, value: 0.01 },
        { t: 0.001, op: 'store' },
        { t: 0.002, ...set, value: 0.02 },
        { t: 0.01, op: 'restore', to: 0.001 },
      ],
      expected: { final: { G: { v: [0.03, 0.03, 0.03] }, S: { w: { const: 0.02, n: 6 } } } },
    });
    expect(await outcomeOf(text)).toEqual([]);
  });

  it.each([
    [
      'out of order',
      [
        { t: 0.005, op: 'store' },
        { t: 0.002, op: 'store' },
      ],
      /not in order of time/,
    ],
    ['after the end', [{ t: 0.02, op: 'store' }], /not in order of time/],
    ['back to nothing', [{ t: 0.01, op: 'restore', to: 0.002 }], /no checkpoint of that time/],
  ])('%s are refused', async (_, events, message) => {
    const [failure] = await outcomeOf(vectorText({ events }));
    expect(failure).toMatch(message);
  });
});

describe('other parts of a vector', () => {
  it('drops units and built-in constants that carry their own value, and computed start values', () => {
    const { document } = readBrian2Vector(
      vectorText({
        group: {
          equations: ['v : volt', 'u = 2*v : volt'],
          initial: { v: [0.1, 0.2, 0.3], u: [0.2, 0.4, 0.6] },
          parameters: {
            mV: { value: 0.001, unit: volts },
            pi: { value: Math.PI, unit: '1' },
            El: { value: -0.07, unit: volts },
          },
        },
      }),
    );
    expect(document.populations?.G?.constants).toEqual({ El: '-70 mV' });
    expect(Object.keys(document.populations?.G?.initial ?? {})).toEqual(['v']);
  });

  it('takes parts of populations, with synapses counted inside the part', async () => {
    const text = vectorText({
      synapses: { target: 'G[1:3]', n: 4, initial: { w: [0.001, 0.002, 0.003, 0.004] } },
      expected: { final: { G: { v: [0, 0.004, 0.006] } } },
    });
    expect(await outcomeOf(text)).toEqual([]);
  });

  it('refuses all-to-all connections of an impossible number', async () => {
    const [failure] = await outcomeOf(vectorText({ synapses: { n: 5 } }));
    expect(failure).toMatch(/VECTOR_FORMAT.*5 synapses do not connect all with 3 targets/);
  });

  it('names keys that it does not read', () => {
    const { unknownKeys } = readBrian2Vector(
      vectorText({ file: { weather: 'fine' }, group: { noise: 1 }, expected: { spectra: {} } }),
    );
    expect(unknownKeys).toEqual(['weather', 'groups[0].noise', 'expected.spectra']);
  });

  it('reports a unit text that is none with its equation', async () => {
    const [failure] = await outcomeOf(
      vectorText({ group: { equations: ['v : furlong'], initial: { v: [0, 0, 0] } } }),
    );
    expect(failure).toMatch(/furlong/);
  });
});
