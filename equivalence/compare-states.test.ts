import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  handMadeRecording,
  handMadeSnapshot,
  handMadeTrace,
} from '../tests/support/hand-made-recording.js';
import { compareStates } from './compare-states.js';
import type { FormatInfo } from './format-info.js';

const lsb = 0.5;
const formats = (name: string): FormatInfo | undefined =>
  name === 'exc.v' ? { lsb, unit: 'volt', format: 's8f1' } : undefined;
const ours = handMadeRecording({
  states: [
    handMadeTrace(
      'exc.v',
      [0, 10, 20],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ),
  ],
});
const theirs = handMadeRecording({
  states: [
    handMadeTrace(
      'exc.v',
      [0, 10, 20],
      [
        [1, 2],
        [3.5, 4],
        [5, 4],
      ],
    ),
  ],
});

describe('states', () => {
  it('gives largest and RMS difference, in the unit and in LSB, and the place', () => {
    const [found] = compareStates(ours, theirs, { steps: 1000, formats });
    expect(found).toMatchObject({ name: 'exc.v', unit: 'volt', format: { format: 's8f1' } });
    const { samples } = found ?? {};
    expect(samples).toMatchObject({ samples: 6, largest: -2, at: { step: 20, element: 1 } });
    expect(samples?.rms).toBeCloseTo(Math.sqrt((0.25 + 4) / 6), 12);
    expect(samples?.mean).toBeCloseTo(-1.5 / 6, 12);
    expect(samples?.lsb?.largest).toBe(-4);
    expect(samples?.lsb?.rms).toBeCloseTo(2 * Math.sqrt(4.25 / 6), 12);
  });

  it('counts what stands at the start of the first differing step as before it', () => {
    const early = (firstDifference: number): number | undefined =>
      compareStates(ours, theirs, { steps: 1000, firstDifference })[0]?.beforeFirstDifference
        ?.samples;
    expect([early(0), early(10), early(11), early(20)]).toEqual([2, 4, 4, 6]);
  });

  it('leaves samples of later slots of that step out', () => {
    const late = (recording: typeof ours): typeof ours => ({
      ...recording,
      states: recording.states.map((trace) => ({ ...trace, when: 'end' })),
    });
    const [found] = compareStates(late(ours), late(theirs), { steps: 1000, firstDifference: 10 });
    expect(found?.beforeFirstDifference?.samples).toBe(2);
  });

  it('stops where one side stopped, and has no end then', () => {
    const final = [handMadeSnapshot('exc.v', 1000, [1], { kind: 'population', unitText: 'volt' })];
    const [full] = compareStates({ ...ours, final }, { ...theirs, final }, { steps: 1000 });
    expect(full?.end).toMatchObject({ samples: 1, largest: 0 });
    const short = { ...theirs, final, steps: 15 };
    const [found] = compareStates({ ...ours, final }, short, { steps: 15 });
    expect(found?.samples?.samples).toBe(4);
    expect(found?.end).toBeUndefined();
  });

  it('leaves infinite values out and counts them; equal infinities are equal', () => {
    const trace = (values: readonly number[]): ReturnType<typeof handMadeRecording> =>
      handMadeRecording({ states: [handMadeTrace('exc.v', [0], [values])] });
    const inf = Number.POSITIVE_INFINITY;
    const [found] = compareStates(trace([inf, inf, 1]), trace([inf, 0, 2]), { steps: 1 });
    expect(found?.samples).toMatchObject({ samples: 2, notFinite: 1, largest: 1 });
  });

  it('pairs probes of one variable by what they sample; rates are left to the spikes', () => {
    const states = [
      handMadeTrace('exc.v', [0, 5], [[1], [1]]),
      handMadeTrace('exc.#rate', [0], [[50]]),
      handMadeTrace(
        'exc.v',
        [0, 10],
        [
          [1, 2],
          [1, 2],
        ],
      ),
    ];
    const other = [
      states[0],
      handMadeTrace(
        'exc.v',
        [0, 10],
        [
          [1, 2],
          [1, 5],
        ],
      ),
    ] as typeof states;
    const found = compareStates(
      handMadeRecording({ states }),
      handMadeRecording({ states: other }),
      { steps: 1000 },
    );
    expect(found.map(({ name }) => name)).toEqual(['exc.v']);
    expect(found[0]?.samples).toMatchObject({ samples: 6, largest: 3 });
  });

  it('is 0 against itself, and of opposite sign from the other side', () => {
    const rows = fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const side = (at: 0 | 1): ReturnType<typeof handMadeRecording> =>
          handMadeRecording({
            states: [
              handMadeTrace(
                'exc.v',
                [...pairs.keys()],
                pairs.map((pair) => [pair[at]]),
              ),
            ],
          });
        const all = { steps: 1000 };
        expect(compareStates(side(0), side(0), all)[0]?.samples?.rms).toBe(0);
        const there = compareStates(side(0), side(1), all)[0]?.samples;
        const back = compareStates(side(1), side(0), all)[0]?.samples;
        expect(back?.rms).toBe(there?.rms);
        expect((back?.largest ?? 1) + (there?.largest ?? 1)).toBe(0);
      }),
    );
  });
});
