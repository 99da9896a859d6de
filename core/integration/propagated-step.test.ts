import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import { type Matrix, solveLinear } from '../../tests/support/solve-linear.js';

const dt = 1e-4;
const names = ['x', 'y', 'z'];

/** Three variables with a coefficient of their own for every entry of `where`, all per neuron. */
function equations(where: readonly (readonly boolean[])[], inputs: boolean): string {
  const rows = names.map((name, r) => {
    const terms = names.flatMap((other, c) => (where[r]?.[c] ? [`m${r}${c}*${other}`] : []));
    return `d${name}/dt = ${[...terms, ...(inputs ? [`b${r}`] : [])].join(' + ')} : 1`;
  });
  const parameters = names.flatMap((_, r) => [
    ...names.flatMap((_unused, c) => (where[r]?.[c] ? [`m${r}${c} : Hz`] : [])),
    ...(inputs ? [`b${r} : Hz (constant)`] : []),
  ]);
  return [...rows, ...parameters].join('\n');
}

const chain = [
  [true, true, false],
  [false, true, true],
  [false, false, true],
];
const bothWays = [
  [true, true, false],
  [true, true, true],
  [false, false, true],
];
const full = names.map(() => [true, true, true]);

async function oneStep(
  where: readonly (readonly boolean[])[],
  matrices: readonly Matrix[],
  inputs: readonly number[] | undefined,
  start: readonly number[],
  steps = 1,
): Promise<readonly (readonly number[])[]> {
  const initial: Record<string, number | string[]> = {};
  for (const [r, name] of names.entries()) {
    initial[name] = start[r] as number;
    if (inputs !== undefined) initial[`b${r}`] = matrices.map(() => `${inputs[r]} Hz`);
    for (const c of [0, 1, 2]) {
      if (!where[r]?.[c]) continue;
      initial[`m${r}${c}`] = matrices.map((m) => `${m[r]?.[c]} Hz`);
    }
  }
  const population = {
    size: matrices.length,
    equations: equations(where, inputs !== undefined),
    method: 'exact' as const,
    initial,
  };
  const timeline = [{ run: `${steps * 0.1} ms` }];
  const { final } = await runDocument({ populations: { P: population }, timeline });
  return matrices.map((_, neuron) => names.map((name) => final(`P.${name}`)[neuron] as number));
}

function near(got: readonly number[], expected: readonly number[], relative: number): void {
  const size = Math.max(1e-6, ...expected.map(Math.abs));
  for (const [k, value] of got.entries())
    expect(Math.abs(value - (expected[k] as number))).toBeLessThanOrEqual(relative * size);
}

describe('exact with coefficients that differ between neurons', () => {
  const slow = [
    [-100, 50, 0],
    [0, -200, 30],
    [0, 0, -20],
  ];
  it.each([
    ['a chain', chain, slow],
    [
      'a chain with equal rates',
      chain,
      [
        [-100, 100, 0],
        [0, -100, 100],
        [0, 0, -100],
      ],
    ],
    [
      'a chain with a rate of 0',
      chain,
      [
        [0, 40, 0],
        [0, -100, 7],
        [0, 0, 0],
      ],
    ],
    [
      'coupled both ways, then driven',
      bothWays,
      [
        [-100, 80, 0],
        [60, -150, 90],
        [0, 0, -300],
      ],
    ],
    [
      'all by all',
      full,
      [
        [-100, 30, 20],
        [10, -200, 50],
        [5, 40, -700],
      ],
    ],
    [
      'oscillating in one neuron, which Brian2 gives as NaN',
      bothWays,
      [
        [-10, 900, 0],
        [-900, -10, 5],
        [0, 0, -30],
      ],
    ],
  ] as const)('%s: 50 steps are the solution', async (_, where, matrix) => {
    const [start, inputs] = [
      [0.3, -0.8, 1.5],
      [20, -35, 60],
    ];
    const [first, second] = await oneStep(where, [matrix, slow], inputs, start, 50);
    near(first as number[], solveLinear(matrix, inputs, start, 50 * dt), 2e-13);
    const other = where === chain ? slow : undefined;
    if (other) near(second as number[], solveLinear(other, inputs, start, 50 * dt), 2e-13);
  });

  it('agrees with the solution for any rates, without inputs as well', async () => {
    const rate = fc.double({ min: -5000, max: 500, noNaN: true });
    const rows = fc.array(fc.array(rate, { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 3,
    });
    const run = fc.asyncProperty(rows, fc.boolean(), async (matrix, withInputs) => {
      const start = [1, -2, 3];
      const inputs = withInputs ? [100, -200, 50] : undefined;
      const [got] = await oneStep(full, [matrix], inputs, start);
      near(got as number[], solveLinear(matrix, inputs ?? [0, 0, 0], start, dt), 1e-12);
    });
    await fc.assert(run, { numRuns: 25 });
  });

  it('turns by 60,000 radians in a step, near the largest norm it is made for', async () => {
    const angle = 60_000;
    const w = angle / dt;
    const turning = [
      [0, w, 0],
      [-w, 0, 0],
      [0, 0, -1],
    ];
    const [got] = await oneStep(bothWays, [turning], undefined, [1, 0, 0]);
    near(got as number[], [Math.cos(angle), -Math.sin(angle), 0], 1e-9);
  });

  it('what decays within a step rests at -b/M', async () => {
    const matrix = [
      [-1e10, 1e10, 0],
      [0, -1e9, 1e9],
      [0, 0, -1e8],
    ];
    // z = b2/1e8, y = z, x = y.
    const [got] = await oneStep(chain, [matrix], [0, 0, 2e8], [5, 6, 7]);
    near(got as number[], [2, 2, 2], 1e-12);
  });

  it('a coefficient that statements write is taken as it is in each step', async () => {
    const { final } = await runDocument({
      populations: {
        P: {
          size: 1,
          method: 'exact',
          equations: equations(chain, false),
          initial: { x: 1, m00: '-100 Hz', m01: 0, m11: 0, m12: 0, m22: 0 },
          regularly: [{ do: 'm00 = 2*m00', every: '0.1 ms' }],
        },
      },
      timeline: [{ run: '0.3 ms' }],
    });
    // Slot start comes before groups: rates 200, 400 and 800 per second.
    expect(final('P.x')[0]).toBeCloseTo(Math.exp(-1400 * dt), 14);
  });

  it('while a neuron is refractory its guarded variables hold still for the others', async () => {
    const { final } = await runDocument({
      populations: {
        P: {
          size: 2,
          method: 'exact',
          equations: [
            'dx/dt = (y - x)/tau : 1 (unless refractory)',
            'dy/dt = (z - y)/tau : 1 (unless refractory)',
            'dz/dt = (y - 2*z)/tau : 1',
            'tau : second (constant)',
          ].join('\n'),
          threshold: 'x > 10',
          refractory: 'i == 0',
          initial: { x: [11, 0], y: [1, 1], z: 0, tau: ['5 ms', '8 ms'] },
        },
      },
      timeline: [{ run: '0.2 ms' }],
    });
    // Step 1 for both; neuron 0 fires in it, and in step 2 its y stands at the value of step 1.
    const all = (tau: number): Matrix => [
      [-1 / tau, 1 / tau, 0],
      [0, -1 / tau, 1 / tau],
      [0, 1 / tau, -2 / tau],
    ];
    const one = solveLinear(all(0.005), [0, 0, 0], [11, 1, 0], dt);
    const matrix = [[0, 0, 0], [0, 0, 0], ...all(0.005).slice(2)];
    const expected = solveLinear(matrix, [0, 0, 0], one, dt);
    near(
      names.map((name) => final(`P.${name}`)[0] as number),
      expected,
      1e-13,
    );
    const free = solveLinear(all(0.008), [0, 0, 0], [0, 1, 0], 2 * dt);
    near(
      names.map((name) => final(`P.${name}`)[1] as number),
      free,
      1e-13,
    );
  });

  it.each([
    {
      middle: '(x - I)/tb',
      last: '(1.5 - x)/tc',
      v: [1.5401614708602398, 1.4789781231579993, 1.3201081293868124],
      I: [1.5337650426452392, 1.5625127578128304, 1.3849654624795524],
      x: [1.5019089507020096, 1.5033689734995401, 1.3160602794142713],
    },
    {
      middle: '(v + x - 2*I)/tb',
      last: '-x/tc',
      v: [0.3654021432571482, 0.5464107132073055, 0.819571267270056],
      I: [0.23799442462517495, 0.3388924817518794, 0.6642472525176549],
      x: [0.0038179014040194267, 0.0134758939981711, 0.3678794411714512],
    },
  ])('dI/dt = $middle: 200 steps end as in Brian2 2.5.1', async ({ middle, last, ...ends }) => {
    const { final } = await runDocument({
      populations: {
        P: {
          size: 3,
          method: 'exact',
          equations: `dv/dt = (I - v)/ta : 1
            dI/dt = ${middle} : 1
            dx/dt = ${last} : 1
            ta : second
            tb : second
            tc : second (constant)`,
          initial: {
            v: [0.1, 0.2, 0.3],
            I: [1, 2, 3],
            x: [3, 2, 1],
            ta: ['5 ms', '10 ms', '15 ms'],
            tb: ['6 ms', '7 ms', '8 ms'],
            tc: ['3 ms', '4 ms', '20 ms'],
          },
        },
      },
      timeline: [{ run: '20 ms' }],
    });
    for (const [name, values] of Object.entries(ends)) {
      near([...final(`P.${name}`)], values, 1e-12);
    }
  });

  it('is chosen for chains, as in Brian2, and not for circles of three without being named', async () => {
    const timeline = [{ run: '0.1 ms' }];
    const chosen = await lowerDocument({
      populations: { P: { size: 1, equations: equations(chain, false) } },
      timeline,
    });
    expect(chosen.notes.find(({ code }) => code === 'METHOD_CHOSEN')?.message).toMatch(/^exact/);
    const faults = await faultsOf({
      populations: { P: { size: 1, equations: equations(full, false) } },
      timeline,
    });
    expect(faults.map(({ code }) => code)).toEqual(['UNSUPPORTED_FEATURE']);
    expect(faults[0]?.message).toContain('circle of three');
  });

  it('nine variables are refused by name', async () => {
    const all = Array.from({ length: 9 }, (_, k) => `x${k}`);
    const rows = all.map((x, k) => `d${x}/dt = a*(${all[k + 1] ?? '1'} - ${x}) : 1`);
    const network = (lines: readonly string[]) => ({
      populations: {
        P: { size: 1, method: 'exact', equations: [...lines, 'a : Hz'].join('\n') } as const,
      },
      timeline: [{ run: '0.1 ms' }],
    });
    const faults = await faultsOf(network(rows));
    expect(faults.map(({ code }) => code)).toEqual(['UNSUPPORTED_FEATURE']);
    await lowerDocument(network(rows.slice(1)));
  });
});
