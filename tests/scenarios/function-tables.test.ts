import { describe, expect, it } from 'vitest';
import { openFixedPlan, planFixed } from '../../backends/fixed-point/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import type { Session } from '../../core/backend.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { Diagnostic } from '../../core/diagnostics/index.js';
import { isFrameworkError } from '../../core/diagnostics/index.js';
import type { Network, NetworkDocument } from '../../core/network/index.js';
import { readHardware } from '../support/diagnose.js';

// Neurons whose equations hold exponentials and quotients, in integers: functions of one variable
// are tables. How near the spikes are to those of float64 is stated here, and in the numerics page.

type Cell = NonNullable<NetworkDocument['populations']>[string];

function network(cell: Cell, dt: string, run: string): Network {
  return networkFromDocument({
    isospike: 1,
    name: 'tables',
    dt,
    populations: { cell },
    probes: [{ spikes: 'cell' }],
    timeline: [{ run }],
  });
}

function hardware(name: string, more = '') {
  const { hardware: found } = readHardware(`hardware: 1\nname: here\nextends: ${name}\n${more}`);
  if (found === undefined) throw new Error(`${name} does not load`);
  return found;
}

async function spikeSteps(session: Session): Promise<readonly number[]> {
  await session.run();
  return [...((await session.recording()).spikes[0]?.steps ?? [])];
}

/** Adaptive exponential integrate and fire (Brette and Gerstner 2005). */
const adex: Cell = {
  size: 1,
  equations: [
    'dv/dt = (gL*(EL - v) + gL*DeltaT*exp((v - VT)/DeltaT) + I - w)/C : volt',
    'dw/dt = (a*(v - EL) - w)/tauw : amp',
  ],
  constants: {
    C: '281 pF',
    gL: '30 nS',
    EL: '-70.6 mV',
    VT: '-50.4 mV',
    DeltaT: '2 mV',
    tauw: '144 ms',
    a: '4 nS',
    b: '0.0805 nA',
    Vcut: '-40.4 mV',
    I: '1 nA',
  },
  method: 'euler',
  threshold: 'v > Vcut',
  reset: 'v = -70.6*mV; w += b',
  initial: { v: '-70.6 mV' },
  bounds: { v: ['-80 mV', '-20 mV'], w: ['-0.5 nA', '2 nA'] },
};

/** Hodgkin and Huxley's neuron with the rates of Traub and Miles. */
const hodgkinHuxley: Cell = {
  size: 1,
  equations: [
    'dv/dt = (gl*(El - v) + gNa*m**3*h*(ENa - v) + gK*n**4*(EK - v) + I)/C : volt',
    'dm/dt = am*(1 - m) - bm*m : 1',
    'dn/dt = an*(1 - n) - bn*n : 1',
    'dh/dt = ah*(1 - h) - bh*h : 1',
    'am = (0.32/mV)*4*mV/exprel((13*mV - v + VT)/(4*mV))/ms : Hz',
    'bm = (0.28/mV)*5*mV/exprel((v - VT - 40*mV)/(5*mV))/ms : Hz',
    'an = (0.032/mV)*5*mV/exprel((15*mV - v + VT)/(5*mV))/ms : Hz',
    'bn = 0.5*exp((10*mV - v + VT)/(40*mV))/ms : Hz',
    'ah = 0.128*exp((17*mV - v + VT)/(18*mV))/ms : Hz',
    'bh = 4/(1 + exp((40*mV - v + VT)/(5*mV)))/ms : Hz',
  ],
  constants: {
    gl: '10 nS',
    El: '-65 mV',
    gNa: '20 uS',
    ENa: '50 mV',
    gK: '6 uS',
    EK: '-90 mV',
    C: '200 pF',
    VT: '-63 mV',
    I: '0.3 nA',
  },
  method: 'exponential_euler',
  threshold: 'v > -20*mV',
  refractory: 'v > -20*mV',
  initial: { v: '-65 mV', h: 1 },
  bounds: { v: ['-100 mV', '60 mV'], m: [0, 1], n: [0, 1], h: [0, 1] },
};

const adexNetwork = network(adex, '0.1 ms', '500 ms');
const hodgkinHuxleyNetwork = network(hodgkinHuxley, '0.01 ms', '100 ms');

describe.each(['iso-256', 'iso-wide-32'])('on %s', (name) => {
  it('an AdEx neuron spikes within a step of float64 for half a second', async () => {
    const expected = await spikeSteps(await referenceBackend.compile(adexNetwork, {}));
    expect(expected).toHaveLength(17);
    const plan = await planFixed(adexNetwork, { hardware: hardware(name) });
    const found = await spikeSteps(openFixedPlan(plan));
    expect(found).toHaveLength(17);
    for (const [at, step] of found.entries()) {
      expect(Math.abs(step - (expected[at] as number))).toBeLessThanOrEqual(1);
    }
    // One table, and no wider than the threshold allows: e^((Vcut - VT)/DeltaT) = e^5.
    const tables = plan.fixed.codeTables.flatMap(({ approximates }) => approximates ?? []);
    expect(tables.map(({ expression }) => expression)).toEqual([
      '(6e-11 * exp(((cell.v - -0.0504) / 0.002)))',
    ]);
    expect(tables[0]?.high).toBeCloseTo(-0.0404, 6);
    expect(tables[0]?.errorIs).toBe('proved');
    // Of 9 nA at its end, 0.2 %: the line between entries that are 0.25 mV apart.
    expect(tables[0]?.error).toBeLessThan(0.002 * 6e-11 * Math.exp(5));
  });

  it('a Hodgkin-Huxley neuron keeps its period to 0.2 %', async () => {
    const expected = await spikeSteps(await referenceBackend.compile(hodgkinHuxleyNetwork, {}));
    const plan = await planFixed(hodgkinHuxleyNetwork, { hardware: hardware(name) });
    const found = await spikeSteps(openFixedPlan(plan));
    expect(expected.length).toBeGreaterThan(4);
    expect(found).toHaveLength(expected.length);
    for (const [at, step] of found.entries()) {
      const reference = expected[at] as number;
      expect(Math.abs(step - reference)).toBeLessThanOrEqual(0.002 * reference + 1);
    }
    // Value and speed of three gates, and the mean of the membrane over a step: no division is left.
    const tables = plan.fixed.codeTables.filter(({ kind }) => kind === 'function');
    expect(tables).toHaveLength(7);
    expect(tables.map(({ name: text }) => text)).toContain('exprel(x)');
    expect(tables.map(({ name: text }) => text)).not.toContain('1/m');
    const words = tables.reduce((sum, { rows }) => sum + rows, 0);
    expect(words).toBeLessThanOrEqual(2048);
  });
});

describe('what has no table is refused by name', () => {
  it('a table that would be too coarse, as the stages of rk4 ask for', async () => {
    const cell: Cell = { ...hodgkinHuxley, method: 'rk4' };
    const work = planFixed(network(cell, '0.01 ms', '1 ms'), { hardware: hardware('iso-256') });
    await expect(work).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'HARDWARE_LIMIT',
          message: expect.stringMatching(/^a table of .* with \d+ entries may be off by/),
          help: 'declare narrower bounds of its variables, use a method with fewer stages, or raise words.lut.entries',
        },
      ],
    });
  });

  const cases: readonly (readonly [string, Cell, string, string])[] = [
    [
      'a quotient through 0',
      { ...adex, equations: ['dv/dt = -v/(10*ms)/(1 + v*w/mV) : volt', 'dw/dt = -w/(5*ms) : 1'] },
      'a division by a value between',
      'declare bounds of the variables in the divisor that keep it away from 0',
    ],
    [
      'a function where it is not finite',
      { ...adex, equations: ['dv/dt = mV*log(v/mV)/ms : volt', 'dw/dt = -w/(5*ms) : 1'] },
      'where it is not finite everywhere',
      'declare bounds of the variable that keep it where the function is defined',
    ],
    [
      'a function of the time',
      { ...adex, equations: ['dv/dt = (mV*sin(t/ms) - v)/(5*ms) : volt', 'dw/dt = -w/(5*ms) : 1'] },
      'sin() of the time',
      'keep it as a variable with an equation',
    ],
    [
      'a variable exponent',
      { ...adex, equations: ['dv/dt = mV*(v/mV)**w/ms : volt', 'dw/dt = -w/(5*ms) : 1'] },
      'a power with a variable exponent',
      '',
    ],
  ];
  it.each(cases)('%s', async (_, cell, message, help) => {
    const changed: Cell = {
      ...cell,
      reset: 'v = -70.6*mV',
      bounds: { v: ['-80 mV', '80 mV'], w: [-2, 2] },
    };
    const faults: readonly Diagnostic[] = await planFixed(network(changed, '0.1 ms', '1 ms'), {
      hardware: hardware('iso-256'),
    }).then(
      () => [],
      (error: unknown) => {
        if (isFrameworkError(error)) return error.diagnostics;
        throw error;
      },
    );
    expect(faults[0]?.code).toBe('UNSUPPORTED_FEATURE');
    expect(faults[0]?.message).toContain(message);
    expect(faults[0]?.help ?? '').toBe(help);
  });
});
