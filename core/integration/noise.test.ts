import { describe, expect, it } from 'vitest';
import { faultsOf, runDocument } from '../../tests/support/run-network.js';
import { createKeyedStream, objectId } from '../random/index.js';

const seed = 77;
const h = 1e-4;
const stream = createKeyedStream(BigInt(seed));

/** dW of a site of population P: sqrt(h) N(0, 1). */
function increment(site: number, tick: number, neuron: number): number {
  return Math.sqrt(h) * stream.normal(objectId('P'), site, tick, neuron);
}

function parts(
  equations: string,
  more: object = {},
  run = '0.1 ms',
): Parameters<typeof runDocument>[0] {
  return { seed, populations: { P: { size: 3, equations, ...more } }, timeline: [{ run }] };
}

describe('noise in one step (semantics section 8)', () => {
  it('euler, additive: x + h f + g dW', async () => {
    const run = await runDocument(
      parts('dx/dt = (2 - x)/ms + 3*xi/ms**0.5 : 1', { initial: { x: 0.5 } }),
    );
    const expected = [0, 1, 2].map(
      (i) => 0.5 + h * (1.5 / 1e-3) + (3 / Math.sqrt(1e-3)) * increment(256, 0, i),
    );
    for (const [i, x] of run.final('P.x').entries()) expect(x).toBeCloseTo(expected[i] ?? 0, 13);
    const chosen = run.notes.find(({ code }) => code === 'METHOD_CHOSEN');
    expect(chosen?.message).toContain('euler, because the noise is additive');
  });

  it('one draw per name: xi_a twice is one noise, xi_b another', async () => {
    const run = await runDocument(
      parts(
        ['x', 'y', 'z']
          .map((name) => `d${name}/dt = xi_${name === 'z' ? 'b' : 'a'}*ms**-0.5 : 1`)
          .join('\n'),
      ),
    );
    expect(run.final('P.x')).toEqual(run.final('P.y'));
    for (const [i, z] of run.final('P.z').entries())
      expect(z).toBeCloseTo(increment(258, 0, i) / Math.sqrt(1e-3), 13);
    expect(run.final('P.x')[0]).toBeCloseTo(increment(256, 0, 0) / Math.sqrt(1e-3), 13);
  });

  it('two noises in one equation are added', async () => {
    const run = await runDocument(parts('dx/dt = 2*xi_a*ms**-0.5 - xi_b*ms**-0.5 : 1'));
    for (const [i, x] of run.final('P.x').entries()) {
      const expected = (2 * increment(256, 0, i) - increment(258, 0, i)) / Math.sqrt(1e-3);
      expect(x).toBeCloseTo(expected, 13);
    }
  });

  const multiplicative = 'dx/dt = x/ms + s*x*xi : 1\ns : second**-0.5';
  const initial = { x: 2, s: '20*second**-0.5' };

  it('heun: x + h f + dW (g(x) + g(x + g dW))/2, chosen for multiplicative noise', async () => {
    const run = await runDocument(parts(multiplicative, { initial }));
    for (const [i, x] of run.final('P.x').entries()) {
      const dW = increment(256, 0, i);
      const support = 2 + 20 * 2 * dW;
      expect(x).toBeCloseTo(2 + h * (2 / 1e-3) + (dW * (20 * 2 + 20 * support)) / 2, 12);
    }
    const chosen = run.notes.find(({ code }) => code === 'METHOD_CHOSEN');
    expect(chosen?.message).toMatch(/^heun, because euler does not accept: .*depends on x/);
  });

  it('milstein: x + h f + g dW + (g(s) - g(x)) dW^2/(2 sqrt(h)), s = x + h f + sqrt(h) g', async () => {
    const run = await runDocument(parts(multiplicative, { initial, method: 'milstein' }));
    for (const [i, x] of run.final('P.x').entries()) {
      const dW = increment(256, 0, i);
      const drift = h * (2 / 1e-3);
      const support = 2 + drift + Math.sqrt(h) * 40;
      const change = (20 * (support - 2) * dW * dW) / (2 * Math.sqrt(h));
      expect(x).toBeCloseTo(2 + drift + 40 * dW + change, 12);
    }
  });

  it('heun takes g at the end of the step', async () => {
    const run = await runDocument(
      parts('dx/dt = (t/ms)*xi*ms**-0.5 : 1', { method: 'heun' }, '0.1 ms'),
    );
    // g(0) = 0, g(h) = 0.1 ms^-0.5.
    for (const [i, x] of run.final('P.x').entries())
      expect(x).toBeCloseTo((increment(256, 0, i) * 0.1) / Math.sqrt(1e-3) / 2, 13);
  });

  it('leaves flagged variables of refractory neurons alone', async () => {
    const run = await runDocument(
      parts(
        'dx/dt = xi*ms**-0.5 : 1 (unless refractory)\nready : 1',
        { threshold: 't < 0.05*ms', refractory: '1 ms' },
        '0.5 ms',
      ),
    );
    for (const [i, x] of run.final('P.x').entries())
      expect(x).toBeCloseTo(increment(256, 0, i) / Math.sqrt(1e-3), 13);
  });

  it('of synapses: one draw per pair', async () => {
    const run = await runDocument({
      seed,
      populations: { P: { size: 2, equations: 'v : 1' } },
      projections: {
        S: { from: 'P', to: 'P', connect: 'all', model: 'dw/dt = xi*ms**-0.5 : 1 (clock-driven)' },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    for (const [pair, w] of run.final('S.w').entries())
      expect(w).toBeCloseTo(Math.sqrt(0.1) * stream.normal(objectId('S'), 256, 0, pair), 13);
  });
});

describe('noise over time', () => {
  it('the variance of an Ornstein-Uhlenbeck process is that of its Euler scheme', async () => {
    const size = 1000;
    const run = await runDocument({
      seed: 2024,
      populations: {
        P: { size, equations: 'dx/dt = -x/(1*ms) + 3*(2/(1*ms))**0.5*xi : 1', method: 'euler' },
      },
      probes: [{ state: { of: 'P', variables: ['x'], every: '5 ms' } }],
      timeline: [{ run: '45.1 ms' }],
    });
    const values = (run.recording.states[0]?.values ?? new Float64Array()).subarray(size);
    let [sum, squares] = [0, 0];
    for (const value of values) {
      sum += value;
      squares += value * value;
    }
    const count = values.length;
    // x' = (1 - a) x + sqrt(2 a) 3 N(0, 1) with a = h/tau has the variance 9/(1 - a/2).
    const variance = 9 / (1 - 0.05);
    expect(count).toBe(9 * size);
    // Four standard errors of 9000 samples, 5 time constants apart.
    expect(Math.abs(squares / count / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(sum / count)).toBeLessThan(4 * Math.sqrt(variance / count));
  });

  it.each(['heun', 'milstein'])('%s follows the Stratonovich solution', async (method) => {
    const run = await runDocument(
      parts(
        'dx/dt = s*x*xi : 1\ns : second**-0.5',
        {
          method,
          initial: { x: 1, s: '10*second**-0.5' },
        },
        '10 ms',
      ),
    );
    for (const [i, x] of run.final('P.x').entries()) {
      let path = 0;
      for (let tick = 0; tick < 100; tick += 1) path += increment(256, tick, i);
      // Ito's solution would be exp(10 W - 50 t), 40 % below at t = 10 ms.
      expect(Math.abs(x / Math.exp(10 * path) - 1)).toBeLessThan(0.06);
    }
  });
});

describe('noise that is refused', () => {
  it.each([
    ['dx/dt = x*xi*ms**-0.5 : 1', 'euler', 'depends on x'],
    ['dx/dt = (t/ms)*xi*ms**-0.5 : 1', 'euler', 'not constant over a step'],
    ['dx/dt = xi_a*ms**-0.5 + xi_b*ms**-0.5 : 1', 'milstein', 'second noise, xi_b'],
    ['dx/dt = xi_a*ms**-0.5 : 1\ndy/dt = xi_a*ms**-0.5 : 1', 'milstein', 'dx/dt and in dy/dt'],
    ['dx/dt = -x/ms + xi*ms**-0.5 : 1', 'exact', 'dx/dt has noise: xi'],
    ['dx/dt = -x/ms + xi*ms**-0.5 : 1', 'exponential_euler', 'noise: xi'],
    ['dx/dt = -x/ms + xi*ms**-0.5 : 1', 'rk2', 'noise: xi'],
    ['dx/dt = -x/ms + xi*ms**-0.5 : 1', 'rk4', 'noise: xi'],
    ['dx/dt = xi*xi : 1', 'heun', 'not linear in its noise: xi*xi'],
    ['dx/dt = xi*xi : 1', undefined, 'not linear in its noise'],
  ])('%s with %s', async (equations, method, reason) => {
    const more = method === undefined ? {} : { method };
    const faults = await faultsOf(parts(equations, more));
    expect(faults.map(({ code }) => code)).toEqual(['METHOD_REFUSED']);
    expect(faults[0]?.message).toContain(reason);
  });

  it.each([
    ['dx/dt = xi*ms**-0.5 : 1\ndy/dt = xi*ms**-0.5 : 1', 'ILLEGAL_READ'],
    ['n = xi : second**-0.5', 'ILLEGAL_READ'],
    ['dx/dt = xi/ms : 1', 'UNIT_MISMATCH'],
  ])('%s: %s', async (equations, code) => {
    expect((await faultsOf(parts(equations))).map((fault) => fault.code)).toEqual([code]);
  });

  it('in statements', async () => {
    const faults = await faultsOf(
      parts('dx/dt = 1/ms : 1', { threshold: 'x > 1', reset: 'x = xi*ms**0.5' }),
    );
    expect(faults.map(({ code }) => code)).toEqual(['ILLEGAL_READ']);
  });
});
