import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';

const linear = 'dv/dt = (1 - v)/ms : 1\ndw/dt = (v - w)/(2*ms) : 1';
const nonLinear = 'dv/dt = (1 - v*v*w)/ms : 1\ndw/dt = (v - w)/(2*ms) : 1';

/** One neuron with given equations; `more` are further keys of the population. */
function neuron(
  equations: string,
  more: object = {},
  run = '0.1 ms',
): Parameters<typeof runDocument>[0] {
  return { populations: { P: { size: 1, equations, ...more } }, timeline: [{ run }] };
}

async function step(equations: string, method: string): Promise<readonly [number, number]> {
  const { final } = await runDocument(neuron(equations, { method, initial: { v: 0.3, w: 0.1 } }));
  return [final('P.v')[0] as number, final('P.w')[0] as number];
}

/** Equal up to a few roundings. */
function near(value: number, expected: number, relative = 4e-16): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('the worked step of the reference table', () => {
  it.each([
    { method: 'euler', v: 0.37, w: 0.11 },
    { method: 'heun', v: 0.37, w: 0.11 },
    { method: 'milstein', v: 0.37, w: 0.11 },
    { method: 'rk2', v: 0.3665, w: 0.1115 },
    { method: 'rk4', v: 0.36661374999999996, w: 0.11141916666666667 },
    { method: 'exponential_euler', v: 0.3666138073748284, w: 0.10975411509985719 },
    { method: 'exact', v: 0.36661380737482835, w: 0.11141911342402917 },
  ])('linear, $method', async ({ method, v, w }) => {
    const [gotV, gotW] = await step(linear, method);
    // For exact the table shows the roundings of (x + B/M) e^(Mh) - B/M, which cancels; to 30 digits
    // w is 0.111419113424029286668693829965.
    near(gotV, v);
    near(gotW, w, method === 'exact' ? 1.2e-15 : 4e-16);
  });

  it.each([
    { method: 'euler', v: 0.3991, w: 0.11 },
    { method: 'heun', v: 0.3991, w: 0.11 },
    { method: 'milstein', v: 0.3991, w: 0.11 },
    { method: 'rk2', v: 0.39871705537375, w: 0.11222750000000001 },
    { method: 'rk4', v: 0.3986934752282322, w: 0.11218443486264795 },
  ])('non-linear, $method', async ({ method, v, w }) => {
    const [gotV, gotW] = await step(nonLinear, method);
    near(gotV, v);
    near(gotW, w);
  });

  it.each(['exact', 'exponential_euler'])(
    'non-linear, %s is refused, naming the term',
    async (method) => {
      const faults = await faultsOf(neuron(nonLinear, { method }));
      expect(faults.map(({ code }) => code)).toEqual(['METHOD_REFUSED']);
      expect(faults[0]?.message).toContain('v*v');
      const { span } = faults[0] ?? {};
      expect(span?.source.text.slice(span.start, span.end)).toContain('v*v');
    },
  );

  it('rk4 evaluates t inside the step: dv = t/ms^2', async () => {
    const { final } = await runDocument(neuron('dv/dt = t/ms**2 : 1', { method: 'rk4' }));
    near(final('P.v')[0] as number, 0.005);
  });
});

describe('the choice of a method', () => {
  const cases = [
    { equations: 'dv/dt = (1 - v + I)/(10*ms) : 1\ndI/dt = -I/(5*ms) : 1', chosen: 'exact' },
    { equations: 'dv/dt = (g - v)/(5*ms) : 1\ndg/dt = -g/(5*ms) : 1', chosen: 'exact' },
    { equations: 'dv/dt = -v/tau : 1\ntau : second', chosen: 'exact' },
    { equations: 'dv/dt = -v/tau : 1\ntau : second (constant)', chosen: 'exact' },
    { equations: 'dv/dt = 1/ms : 1', chosen: 'euler', why: 'no equation depends on v' },
    {
      equations: 'dv/dt = g/(5*ms) : 1\ndg/dt = -g/(5*ms) : 1',
      chosen: 'euler',
      why: 'no equation depends on v',
    },
    { equations: 'dv/dt = u*w : 1\ndw/dt = -u*v : 1\nu : Hz', chosen: 'euler', why: 'complex' },
    {
      equations: 'dv/dt = 3*w/ms : 1\ndw/dt = -2*v/ms : 1',
      chosen: 'euler',
      why: 'complex eigenvalues',
    },
    { equations: 'dv/dt = (t/second - v)/(10*ms) : 1', chosen: 'euler', why: 't in dv/dt' },
    { equations: 'dv/dt = (drive(t) - v)/(10*ms) : 1', chosen: 'exact' },
    // Numbers that make 0 take their term away, as in Brian2; constants with the value 0 do not.
    { equations: 'dv/dt = ((-7//2 + 4)*off(t) - v)/(10*ms) : 1', chosen: 'exact' },
    { equations: 'dv/dt = (0*v**2 - v)/(10*ms) : 1', chosen: 'exact' },
    { equations: 'dv/dt = (off(t) - v)/(10*ms) : 1', chosen: 'euler', why: 'off(t)' },
    // 0.3*0.001/(0.1*0.001) in float64, 0.5*0.001/(0.1*0.001) is 5: Brian2 decides by the quotient.
    { equations: 'dv/dt = (near(t) - v)/(10*ms) : 1', chosen: 'euler', why: '2.9999999999999996' },
    { equations: 'dv/dt = (five(t) - v)/(10*ms) : 1', chosen: 'exact' },
    // sympy 1.11 takes no comparison in front of v, but `b and v_on` there; by the rule both are constant.
    { equations: 'dv/dt = (2 - v)*int(p > 0.5)/(10*ms) : 1\np : 1', chosen: 'exact' },
    { equations: 'dv/dt = -v**2/ms : 1', chosen: 'euler', why: 'v**2' },
    { equations: 'dv/dt = -exp(v)/ms : 1', chosen: 'euler', why: 'exp(v)' },
    { equations: 'dv/dt = (w - 2*v)/ms : 1\ndw/dt = (v - 2*w)/ms : 1', chosen: 'exact' },
  ];
  const arrays = {
    drive: { dt: '0.2 ms', values: [1, 2] },
    off: { dt: '0.15 ms', values: [1, 2] },
    near: { dt: '0.3 ms', values: [1, 2] },
    five: { dt: '0.5 ms', values: [1, 2] },
  };
  it.each(cases)('$equations', async ({ equations, chosen, why }) => {
    const { notes } = await lowerDocument({ arrays, ...neuron(equations) });
    const note = notes.find(({ code }) => code === 'METHOD_CHOSEN');
    expect(note?.message).toMatch(new RegExp(`^${chosen}, `));
    if (why !== undefined) expect(note?.message).toContain(why);
  });

  it.each([
    { method: 'exact', equations: 'dv/dt = (t/second - v)/(10*ms) : 1', term: 't in dv/dt' },
    { method: 'exact', equations: 'dv/dt = 1/ms : 1', term: 'no equation depends on v' },
    { method: 'exponential_euler', equations: 'dv/dt = -v**2/ms : 1', term: 'v**2' },
    // Brian2 2.5.1 accepts it, because nothing is left without v, and leaves v**2 out: v' = v e^(-h/ms).
    { method: 'exponential_euler', equations: 'dv/dt = (v**2 - v)/ms : 1', term: 'v**2' },
  ])('$method refuses $equations', async ({ method, equations, term }) => {
    const [fault] = await faultsOf(neuron(equations, { method }));
    expect(fault?.code).toBe('METHOD_REFUSED');
    expect(fault?.message).toContain(term);
  });
});

describe('exact', () => {
  const tau = 0.005;
  const q = Math.exp(-1e-4 / tau);

  it.each(['5*ms', 'tau', 'p'])('takes the limit for equal rates, written as %s', async (text) => {
    const equations = `dv/dt = (g - v)/(${text}) : 1\ndg/dt = -g/(other*1) : 1\np : second`;
    const run = await runDocument(
      neuron(equations, {
        method: 'exact',
        constants: { tau: '5 ms', other: '5 ms' },
        initial: { v: 0.3, g: 0.7, p: '5 ms' },
      }),
    );
    near(run.final('P.v')[0] as number, 0.3 * q + (1e-4 / tau) * 0.7 * q, 1e-15);
    near(run.final('P.g')[0] as number, 0.7 * q, 1e-15);
  });

  it.each([0, 1e-9, 50, 20_000])('of dx/dt = b - a*x per neuron, a = %s', async (a) => {
    const { final } = await runDocument(
      neuron('dx/dt = b - a*x : 1\na : Hz\nb : Hz', {
        initial: { x: 2, a: `${a} Hz`, b: '30 Hz' },
      }),
    );
    const h = 1e-4;
    const expected = a === 0 ? 2 + 30 * h : 2 * Math.exp(-a * h) - (30 / a) * Math.expm1(-a * h);
    near(final('P.x')[0] as number, expected, 1e-14);
  });

  it('per neuron equals the propagator of constant coefficients, whatever the rates', async () => {
    const rates = [0, 3, 200, 200.001, 9000, 90_000];
    const text = (a: string, l: string): string =>
      `dx/dt = c*y - ${a}*x + k : 1\ndy/dt = m - ${l}*y : 1`;
    const grid = rates.flatMap((a) => rates.map((l) => ({ a, l })));
    const initial = { x: 0.4, y: 0.9 };
    const constants = { c: '70 Hz', k: '11 Hz', m: '40 Hz' };
    const perNeuron = await runDocument(
      neuron(`${text('a', 'l')}\na : Hz\nl : Hz`, {
        size: grid.length,
        constants,
        initial: {
          ...initial,
          a: { values: grid.map(({ a }) => a), unit: 'Hz' },
          l: { values: grid.map(({ l }) => l), unit: 'Hz' },
        },
      }),
    );
    for (const [index, { a, l }] of grid.entries()) {
      const one = await runDocument(
        neuron(text('a0', 'l0'), {
          constants: { ...constants, a0: `${a} Hz`, l0: `${l} Hz` },
          method: 'exact',
          initial,
        }),
      );
      for (const name of ['P.x', 'P.y']) {
        near(perNeuron.final(name)[index] as number, one.final(name)[0] as number, 1e-13);
      }
    }
  });

  it('keeps guarded variables constant for the others while refractory', async () => {
    // Neuron 0 spikes in step 0 and is refractory afterwards; g then drives v from its frozen value.
    const shared = {
      threshold: 'g > 0.5',
      refractory: '1 second',
      constants: { tau: '5 ms' },
      initial: { v: 0.3, g: 0.7, r: '200 Hz' },
    };
    for (const rate of ['1/tau', 'r']) {
      const equations = `dv/dt = g*${rate} - v*${rate} : 1
        dg/dt = (1 - g)*${rate} : 1 (unless refractory)
        r : Hz`;
      const { final } = await runDocument(
        neuron(equations, { ...shared, method: 'exact' }, '0.2 ms'),
      );
      const h = 1e-4;
      const g1 = 1 - 0.3 * Math.exp(-200 * h);
      const decay = Math.exp(-200 * h);
      // First step: v = 1 - A e^(-at) - 0.3 a t e^(-at); second step: g held at g1.
      const v1 = 1 + (0.3 - 1) * decay - 0.3 * 200 * h * decay;
      near(final('P.g')[0] as number, g1, 1e-14);
      near(final('P.v')[0] as number, v1 * decay + g1 * (1 - decay), 1e-14);
    }
  });
});

describe('exponential_euler', () => {
  it('adds hB where A is 0 at run time', async () => {
    const { final } = await runDocument(
      neuron('dx/dt = b - a*x : 1\na : Hz\nb : Hz', {
        method: 'exponential_euler',
        initial: { x: 2, b: '30 Hz' },
      }),
    );
    near(final('P.x')[0] as number, 2.003);
  });

  it('takes functions of the variable itself as known, as Brian2 does', async () => {
    const equations = 'dv/dt = (exp(v) - v)/ms : 1\ndw/dt = (w*cos(w) - 2*w)/ms : 1';
    const { final } = await runDocument(
      neuron(equations, { method: 'exponential_euler', initial: { v: 0.3, w: 0.4 } }),
    );
    // By hand: (v - exp(v)) e^(-0.1) + exp(v), and w e^(0.1 (cos(w) - 2)); Brian2 2.5.1 prints these.
    near(final('P.v')[0] as number, 0.39990727482662125);
    near(final('P.w')[0] as number, 0.35908913569304457);
  });
});
