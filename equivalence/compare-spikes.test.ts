import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recording } from '../core/recording/index.js';
import { handMadeRecording, handMadeTrain } from '../tests/support/hand-made-recording.js';
import { compareSpikes, firstDifferenceOf, type SpikeComparison } from './compare-spikes.js';

type Spikes = readonly (readonly [step: number, neuron: number])[];

const of = (spikes: Spikes, object = 'exc', size = 4): Recording =>
  handMadeRecording({ spikes: [handMadeTrain(object, size, spikes)] });
const options = {
  dtSeconds: 1e-4,
  steps: 1000,
  inputs: new Set(['noise']),
  windowSeconds: 2e-3,
} as const;
const compare = (ours: Recording, theirs: Recording): SpikeComparison => {
  const [found] = compareSpikes(ours, theirs, options);
  if (found === undefined) throw new Error('nothing was compared');
  return found;
};

describe('spikes of one object', () => {
  it('names the first step with every neuron that differs there, and the side', () => {
    const found = compare(
      of([
        [5, 0],
        [9, 1],
        [9, 2],
        [20, 3],
      ]),
      of([
        [5, 0],
        [9, 0],
        [9, 2],
        [9, 3],
        [21, 3],
      ]),
    );
    expect(found.firstDifference).toEqual({ step: 9, onlyReference: [1], onlySubject: [0, 3] });
    expect([found.reference, found.subject, found.exact, found.equal]).toEqual([4, 5, 2, false]);
    expect(found.differingNeurons).toBe(3);
    // Neuron 3: spikes at 20 against 9 and 21, none in the same step.
    expect(found.worst[0]).toEqual({ neuron: 3, reference: 1, subject: 2, exact: 0 });
  });

  it('takes a longer list for a difference, not for its beginning', () => {
    const found = compare(
      of([[5, 0]]),
      of([
        [5, 0],
        [7, 0],
      ]),
    );
    expect(found.firstDifference).toEqual({ step: 7, onlyReference: [], onlySubject: [0] });
    expect(found.lag).toMatchObject({ separated: 1, separation: { neuron: 0, value: 1 } });
  });

  it('gives lags in milliseconds, of the worst neuron', () => {
    // Neuron 1: lags 1, 2, 3 ticks of 0.1 ms; neuron 2: -2 each.
    const found = compare(
      of([
        [10, 1],
        [20, 1],
        [30, 1],
        [50, 2],
        [60, 2],
      ]),
      of([
        [11, 1],
        [22, 1],
        [33, 1],
        [48, 2],
        [58, 2],
      ]),
    );
    expect(found.lag.slope?.neuron).toBe(1);
    expect(found.lag.slope?.value).toBeCloseTo(0.1, 12);
    expect(found.lag.jitter?.value).toBeCloseTo(0, 12);
    // (1 + 2 + 3 - 2 - 2)/5 ticks.
    expect(found.lag.meanMs).toBeCloseTo(0.04, 12);
  });

  it('gives the coincidence factor of the worst neuron and the mean', () => {
    // Window 20 ticks of 1000: neuron 1 has one spike, 2 nu D = 0.04; spikes 25 ticks apart.
    const found = compare(
      of([
        [10, 0],
        [100, 1],
      ]),
      of([
        [12, 0],
        [125, 1],
      ]),
    );
    const late = (0 - 0.04) / 1 / (1 - 0.04);
    expect(found.gamma.windowTicks).toBe(20);
    expect(found.gamma.coincidences).toBe(1);
    expect(found.gamma.worst?.neuron).toBe(1);
    expect(found.gamma.worst?.value).toBeCloseTo(late, 12);
    expect(found.gamma.mean).toBeCloseTo((1 + late) / 2, 12);
  });

  it('leaves out steps that one side never reached', () => {
    const found = compareSpikes(
      of([
        [5, 0],
        [70, 1],
      ]),
      of([[5, 0]]),
      { ...options, steps: 50 },
    );
    expect(found[0]).toMatchObject({ equal: true, reference: 1, subject: 1 });
  });

  it('uses the fullest probe, and says when none is full', () => {
    const full = handMadeTrain('exc', 4, [
      [5, 0],
      [6, 1],
    ]);
    const part = handMadeTrain('exc', 4, [[5, 0]]);
    const totals = [{ object: 'exc', spikes: 2 }];
    const both = handMadeRecording({ spikes: [part, full, part], totals });
    expect(compare(both, both)).toMatchObject({ reference: 2, complete: true });
    const held = handMadeRecording({ spikes: [part], totals });
    expect(compare(held, held)).toMatchObject({ equal: true, complete: false });
  });

  it('sorts what a backend lists in another order within a step', () => {
    expect(
      compare(
        of([
          [5, 0],
          [5, 2],
        ]),
        of([
          [5, 2],
          [5, 0],
        ]),
      ).equal,
    ).toBe(true);
  });
});

describe('the first difference of a network', () => {
  it('is the earliest; then by name, then by neuron', () => {
    const record = (exc: Spikes, inh: Spikes): Recording =>
      handMadeRecording({
        spikes: [handMadeTrain('inh', 4, inh), handMadeTrain('exc', 4, exc)],
      });
    const found = compareSpikes(
      record(
        [
          [9, 2],
          [9, 3],
        ],
        [[9, 0]],
      ),
      record([[9, 1]], []),
      options,
    );
    expect(found.map(({ object }) => object)).toEqual(['exc', 'inh']);
    expect(firstDifferenceOf(found)).toEqual({
      step: 9,
      object: 'exc',
      neuron: 1,
      firedOn: 'subject',
      inStep: [
        { object: 'exc', step: 9, onlyReference: [2, 3], onlySubject: [1] },
        { object: 'inh', step: 9, onlyReference: [0], onlySubject: [] },
      ],
    });
  });

  it('is none for equal runs', () => {
    const same = of([[1, 1]]);
    expect(firstDifferenceOf(compareSpikes(same, same, options))).toBeUndefined();
  });

  it('tells inputs from populations', () => {
    const input = of([[1, 1]], 'noise');
    expect(compare(input, input).role).toBe('input');
  });
});

const spikeLists = fc
  .uniqueArray(fc.tuple(fc.nat(99), fc.nat(3)), {
    maxLength: 40,
    selector: ([step, neuron]) => step * 4 + neuron,
  })
  .map((list) => list.sort(([a, i], [b, j]) => a - b || i - j));

describe('any two recordings', () => {
  it('are exact against themselves', () => {
    fc.assert(
      fc.property(spikeLists, (list) => {
        const found = compare(of(list), of(list));
        expect(found).toMatchObject({ equal: true, exact: list.length, differingNeurons: 0 });
        expect(found.gamma.mean ?? 1).toBe(1);
        expect(found.lag.meanMs ?? 0).toBe(0);
      }),
    );
  });

  it('differ alike from both sides, in the first step that a search finds', () => {
    fc.assert(
      fc.property(spikeLists, spikeLists, (a, b) => {
        const there = compare(of(a), of(b));
        const back = compare(of(b), of(a));
        expect(back.exact).toBe(there.exact);
        expect(back.firstDifference?.onlySubject).toEqual(there.firstDifference?.onlyReference);
        expect(back.firstDifference?.onlyReference).toEqual(there.firstDifference?.onlySubject);
        const key = ([step, neuron]: readonly [number, number]): string => `${step}/${neuron}`;
        const [inA, inB] = [new Set(a.map(key)), new Set(b.map(key))];
        const odd = [
          ...a.filter((spike) => !inB.has(key(spike))),
          ...b.filter((spike) => !inA.has(key(spike))),
        ];
        const first = Math.min(...odd.map(([step]) => step));
        expect(there.firstDifference?.step ?? Infinity).toBe(first);
        expect(there.exact).toBe(a.filter((spike) => inB.has(key(spike))).length);
      }),
    );
  });
});
