import { describe, expect, it } from 'vitest';
import { analyseMarked, expectSound, populationWith } from '../../tests/support/marked-faults.js';
import { loadNetwork } from '../description/index.js';
import { renderDiagnostic } from '../diagnostics/index.js';
import { analyseNetwork } from './index.js';

/** The forum's network, laid out so that the fault stands in line 31, column 34. */
function faultyFile(wmax: string): string {
  return `isospike: 1
name: stdp-clip-units
description: |
  The ceiling of the weight is written in volt, although the weight has no unit. In Brian2 of that
  time all weights ended at or below 0.001, and nothing in the raster showed it.
dt: 0.1 ms
constants:
  taupre: 20 ms
  taupost: 20 ms
  wmax: ${wmax}
  Apre: 0.01
  Apost: -Apre*taupre/taupost*1.05
populations:
  In: {size: 2, equations: "dv/dt = -v/(10*ms) : volt", threshold: v > 15*mV, reset: v = 0*mV}
  Out: {size: 2, equations: "dv/dt = -v/(10*ms) : volt", threshold: v > 15*mV, reset: v = 0*mV}
projections:
    Syn:
        from: In
        to: Out
        connect: all
        model:
          - "w : 1"
          - "dapre/dt = -apre/taupre : 1 (event-driven)"
          - "dapost/dt = -apost/taupost : 1 (event-driven)"
        initial:
          w: 0.8*rand()

        on_pre: |
          v_post += w*mV
          apre += Apre
          w = clip(w + apost, 0, wmax*mV)
        on_post: |
          apost += Apost
          w = clip(w + apre, 0, wmax)
timeline: [run: 800 ms]
`;
}

function messages(file: string): readonly string[] {
  const { network } = loadNetwork(file, 'faulty.yaml');
  if (network === undefined) throw new Error('the file does not load');
  return analyseNetwork(network).diagnostics.map(renderDiagnostic);
}

describe('the clip() with a ceiling in volt', () => {
  it('is refused in full words: place, both units, the SI value, the repair', () => {
    expect(messages(faultyFile('1'))).toEqual([
      `error[UNIT_ARGS]: clip(x, lo, hi) needs one unit: x = w + apost has no unit, hi = wmax*mV has unit volt
  --> faulty.yaml:31:34  projection Syn, on_pre, statement 3
   |
31 |           w = clip(w + apost, 0, wmax*mV)
   |                                  ^^^^^^^ without the check the ceiling would be 0.001
help: write clip(w + apost, 0, wmax)`,
    ]);
  });

  it('gives the value of the constant at hand', () => {
    expect(messages(faultyFile('0.8'))[0]).toContain(
      'without the check the ceiling would be 0.0008\n',
    );
  });

  it('in a spelling that passes units warns of the start values', () => {
    const file = faultyFile('0.8').replace('wmax*mV)', 'wmax*mV/volt)');
    expect(messages(file)).toEqual([
      `warning[INIT_OUT_OF_BOUNDS]: w starts at up to 0.8, but the ceiling wmax*mV/volt of its clip() is 0.0008
  --> faulty.yaml:31:34  projection Syn, on_pre, statement 3
   |
31 |           w = clip(w + apost, 0, wmax*mV/volt)
   |                                  ^^^^^^^^^^^^ the first event moves w to the ceiling
help: check the unit and size of wmax*mV/volt, or the initial value`,
    ]);
  });

  it('passes once repaired', () => {
    expect(messages(faultyFile('0.8').replace('wmax*mV)', 'wmax)'))).toEqual([]);
  });
});

describe('analyseNetwork', () => {
  it('reports all faults in one go, in the order of the text', () => {
    const { found, model } = analyseMarked(
      populationWith(
        'equations: |',
        '  dv/dt = (v_rest - v)/tau : volt',
        '  u : mV',
        '  n = v > u : boolean',
        'threshold: v > 0',
        'reset: |',
        '  v = 0',
        '  zz += 1',
        '  n = True',
      ),
    );
    expect(found.map(({ code }) => code)).toEqual([
      'UNRESOLVED_NAME',
      'UNIT_DECLARATION',
      'UNIT_MISMATCH',
      'UNIT_MISMATCH',
      'UNRESOLVED_NAME',
      'ILLEGAL_WRITE',
    ]);
    expect(model).toBeUndefined();
  });

  it('gives one message per cause: what depends on a faulty declaration is not judged', () => {
    const { found } = analyseMarked(
      populationWith(
        'equations: |',
        '  u : mV',
        '  w = 3*volt + 1 : 1',
        '  dv/dt = (u - v*w)/tau : volt',
        'threshold: u > 3 and v > 1*mV',
        'reset: u = 5; u += 3*mV',
        'constants: {a: b + 1, c: a*2, b: 3*unknown}',
        'initial: {u: 3, v: c}',
      ),
    );
    expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^UNIT_DECLARATION .*mV/),
      expect.stringMatching(/^UNIT_MISMATCH .*3\*volt/),
      'UNRESOLVED_NAME unknown is not defined in constants of the population G',
    ]);
  });

  it('names an unknown name once per object, however often it is used', () => {
    const { found } = analyseMarked(
      populationWith(
        'equations: "dv/dt = (zz - v)/tau + zz/ms : volt"',
        'threshold: v > zz',
        'reset: v = zz',
      ),
    );
    expect(found.map(({ code }) => code)).toEqual(['UNRESOLVED_NAME']);
  });

  it('does not call names unknown in texts of an object whose equations cannot be read', () => {
    const { found } = analyseMarked(
      populationWith(
        'equations: |',
        '  dv/dt = (((-v/tau : volt',
        '  u : 1',
        'reset: v = 0*mV; q += u',
      ),
    );
    expect(found.map(({ code }) => code)).toEqual(['EQUATION_SYNTAX']);
  });

  it('makes the model of a sound network', () => {
    const model = expectSound(`isospike: 1
name: sound
dt: 0.5 ms
seed: "18446744073709551615"
constants: {v_rest: -65 mV, wmax: 0.8}
inputs:
  noise: {poisson: {size: 4, rates: 20 Hz}}
populations:
  exc:
    size: 10
    equations: |
      dv/dt = (v_rest - v)/tau : volt (unless refractory)
      g : 1 (constant)
      s : 1 (shared)
      twice = 2*g : 1
    threshold: v > -50*mV
    reset: v = v_rest
    refractory: 2 ms
    method: euler
    constants: {tau: 10 ms, v_rest: -70 mV}
    initial: {v: v_rest, g: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}
    bounds: {v: [-80 mV, v_rest + 50*mV]}
    order: 2
projections:
  S:
    from: noise[1:9]
    to: exc[2:6]
    connect: all
    model: ["w : 1", "da/dt = -a/(20*ms) : 1 (event-driven)"]
    on_pre: v += w*mV; a += 1; w = clip(w + 0.01, 0, wmax)
    on_post: {late: {do: "w = clip(w + a*0.01, 0, wmax)", delay: 1 ms, order: 4}}
    delay: 1.5 ms
    initial: {w: rand()*wmax}
    freezable: true
probes: [spikes: exc, spikes: exc, state: {of: exc, variables: [v], indices: "0:3", every: 1 ms}, weights: S]
timeline: [run: 100 ms, freeze: S, set: {exc.s: 3, S.w: 0.1}, checkpoint: here, run: 50 ms, restore: here]
`);
    expect(model.seed).toBe(2n ** 64n - 1n);
    expect(model.dtSeconds).toBe(0.5 * 0.001);
    const [exc] = model.populations;
    expect(
      exc?.variables.map(({ name, kind, shared, constant, unlessRefractory }) => ({
        name,
        kind,
        shared,
        constant,
        unlessRefractory,
      })),
    ).toEqual([
      { name: 'v', kind: 'differential', shared: false, constant: false, unlessRefractory: true },
      { name: 'g', kind: 'parameter', shared: false, constant: true, unlessRefractory: false },
      { name: 's', kind: 'parameter', shared: true, constant: false, unlessRefractory: false },
      {
        name: 'twice',
        kind: 'subexpression',
        shared: false,
        constant: false,
        unlessRefractory: false,
      },
    ]);
    expect(
      exc?.constants.map(({ name, scope, quantity }) => [name, scope, quantity.value]),
    ).toEqual([
      ['tau', 'object', 10 * 0.001],
      ['v_rest', 'object', -70 * 0.001],
      ['wmax', 'network', 0.8],
    ]);
    expect(exc?.bounds.get('v')).toEqual([-80 * 0.001, -70 * 0.001 + 50 * 0.001]);
    expect(exc?.refractory).toMatchObject({ kind: 'period', expression: { value: 2 * 0.001 } });
    expect(exc?.order).toBe(2);
    const [S] = model.projections;
    expect(S?.source).toEqual({ object: 'noise', first: 1, end: 4 });
    expect(S?.target).toEqual({ object: 'exc', first: 2, end: 6 });
    expect(S?.plastic).toEqual(['w']);
    expect(
      S?.pathways.map(({ name, side, order, delay }) => ({ name, side, order, delay })),
    ).toEqual([
      { name: 'pre', side: 'pre', order: -1, delay: { kind: 'number', value: 1.5 * 0.001 } },
      { name: 'late', side: 'post', order: 4, delay: { kind: 'number', value: 0.001 } },
    ]);
    expect(model.probes.map(({ name }) => name)).toEqual([
      'spikes_exc',
      'spikes_exc_1',
      'state_exc',
      'weights_S',
    ]);
    expect(model.probes[2]).toMatchObject({ indices: [0, 1, 2], everySteps: 2, when: 'start' });
    expect(model.timeline.map(({ kind }) => kind)).toEqual([
      ...['run', 'freeze', 'set', 'set', 'checkpoint', 'run', 'restore'],
    ]);
  });

  it('checks a hundred populations in less than 100 ms', () => {
    const population = `{size: 10, equations: "dv/dt = (v_rest - v + ge*(0*mV - v))/tau : volt (unless refractory)\\ndge/dt = -ge/(5*ms) : 1",
      threshold: v > -50*mV, reset: v = v_rest, refractory: 2 ms, method: euler, initial: {v: v_rest}}`;
    const names = Array.from({ length: 100 }, (_, index) => `P${index}`);
    const file = `isospike: 1
name: large
constants: {v_rest: -65 mV, tau: 20 ms}
populations:
${names.map((name) => `  ${name}: ${population}`).join('\n')}
timeline: [run: 1 ms]
`;
    const { network } = loadNetwork(file, 'large.yaml');
    if (network === undefined) throw new Error('the file does not load');
    analyseNetwork(network);
    const times = Array.from({ length: 8 }, () => {
      const begin = performance.now();
      expect(analyseNetwork(network).model?.populations).toHaveLength(100);
      return performance.now() - begin;
    });
    // The fastest of eight: other work on the machine must not count.
    expect(Math.min(...times)).toBeLessThan(100);
  });
});
