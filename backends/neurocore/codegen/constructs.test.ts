import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../../core/description/index.js';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import { CodeCheck } from '../../../tests/support/code-check.js';
import { readHardware } from '../../../tests/support/diagnose.js';
import { dice } from '../../../tests/support/dice.js';
import { planFixed } from '../../fixed-point/index.js';
import { type ChipCode, generateChipCode, printChipCode } from './index.js';

/** Compiles a network, compares all its sections with the interpreter, and gives its code. */
async function checked(text: string, changes = ''): Promise<ChipCode> {
  const { network, diagnostics } = loadNetwork(text, 'network.yaml');
  const { hardware } = readHardware(`hardware: 1\nname: example\nextends: iso-256\n${changes}`);
  if (network === undefined || hardware === undefined)
    throw new Error(diagnostics.map(({ message }) => message).join());
  const { fixed } = await planFixed(network, { hardware });
  const found = new Diagnostics();
  const code = generateChipCode(fixed, hardware, found);
  if (code === undefined) throw new Error(found.all.map(({ message }) => message).join());
  const check = new CodeCheck(fixed, hardware, code, dice(7));
  try {
    for (let round = 0; round < 12; round += 1) check.round();
  } catch (error) {
    throw new Error(`${error}\n${printChipCode(code)}`);
  }
  return code;
}

/** Text of a population of three neurons, and of projections onto it. */
function network(cell: string, projections = '', extra = ''): string {
  const indent = (text: string, by: string): string =>
    text
      .trim()
      .split('\n')
      .map((line) => `${by}${line}\n`)
      .join('');
  return `isospike: 1
name: example
dt: 0.5 ms
${extra}inputs:
  input: {poisson: {size: 4, rates: 20 Hz}}
populations:
  cell:
    size: 3
${indent(cell, '    ')}${projections === '' ? '' : `projections:\n${indent(projections, '  ')}`}timeline:
  - run: 1 ms
`;
}

const leaky = `equations: "dv/dt = -v/(10*ms) : 1"
threshold: v > 1
reset: v = 0
bounds: {v: [-4, 4]}`;

/** Operations of a section, as often as they stand there. */
function opsOf(code: ChipCode, part: 'soma' | 'reset'): readonly string[] {
  return (code.populations[0]?.[part]?.instructions ?? []).map(({ op }) => op);
}

describe('neurons', () => {
  it('multiply, shift and round in as few instructions as a person would write', async () => {
    const code = await checked(network(leaky));
    // v' = rq(v*(2^16 - k)): the compiler of kernels makes one product of an exact decay.
    expect(opsOf(code, 'soma')).toEqual(['MUL', 'CLT', 'SPK']);
    expect(opsOf(code, 'reset')).toEqual(['MOV']);
  });

  it('choose, compare and look up functions', async () => {
    const code = await checked(
      network(
        `equations: |
  dv/dt = (drive(t, i) + common(t) - v)/(10*ms)*int(t - lastspike > 2*ms) : 1
  dh/dt = (1/(1 + exp(-v)) - h)/(5*ms) : 1
  gain : 1
  n : integer
  on : boolean
threshold: v > 1 + abs(h) or (v > 0.9 and not on)
reset: |
  v = min(v - 1, 0)
  n = clip(n + i, 0, 5)
  gain = clip(gain*1.5 - 0.1*int(on), 0.1, 2)
regularly:
  - {do: "v = clip(v, -1, h*gain)*int(t - lastspike > 1.5*ms); h = -h", every: 1 ms}
refractory: v > 0.8
bounds: {v: [-4, 4], h: [-2, 2], gain: [0, 4], n: [0, 7]}
initial: {gain: 1}
method: euler`,
        '',
        `arrays:
  drive: {dt: 1 ms, values: [[0, 1, 0.5], [1, 0, 0.25]]}
  common: {dt: 2 ms, values: [0.5, -0.25, 3]}
`,
      ),
    );
    const [cell] = code.populations;
    expect(cell?.fields.map(({ source }) => source.kind).sort()).toEqual([
      'age',
      'array',
      'array',
      'array',
      'array',
      'array',
      'array',
      'index',
      'row',
    ]);
    expect(cell?.regular?.everyTicks).toBe(2);
    expect(opsOf(code, 'soma')).toContain('LUTI');
    expect([...code.tables.keys()]).toHaveLength(1);
  });

  it.each([
    ['a duration', '2 ms', 4],
    ['a parameter', 'period', 34],
  ])(
    'count steps since a spike up to what a refractory period of %s needs',
    async (_, period, limit) => {
      const code = await checked(
        network(
          `equations: |
  dv/dt = -v/(10*ms) : 1 (unless refractory)
  period : second
threshold: v > 1
reset: v = 0
refractory: ${period}
initial: {period: 2 ms}
bounds: {v: [-4, 4], period: [0*ms, 15*ms]}`,
          's:\n  from: input\n  to: cell\n  connect: all\n  on_pre: v_post += 0.25',
        ),
      );
      const ages = code.populations[0]?.fields.flatMap(({ source }) =>
        source.kind === 'age' ? [source.limit] : [],
      );
      expect(ages?.[0]).toBeGreaterThanOrEqual(limit);
      expect(ages?.[0]).toBeLessThanOrEqual(limit + 1);
    },
  );

  it('draw numbers', async () => {
    const code = await checked(
      network(`equations: |
  dv/dt = -v/(10*ms) + 0.2*xi/ms**0.5 : 1
  k : 1
threshold: v > 1
reset: |
  v = 0.1*rand()
  k = 0.5*randn()
method: euler
bounds: {v: [-4, 4], k: [-4, 4]}`),
    );
    const shifts = (code.populations[0]?.reset?.instructions ?? []).flatMap(({ op, shift }) =>
      op === 'RND' ? [shift] : [],
    );
    // A number has two sites: that of the second draw is two further on.
    expect([...shifts].sort()).toEqual([0, 2]);
  });

  it('swap variables', async () => {
    const code = await checked(
      network(`equations: |
  dv/dt = -v/(10*ms) : 1
  a : 1
  b : 1
  c : 1
threshold: v > 1
reset: |
  c = a
  a = b
  b = c
  c = v
  v = a
bounds: {v: [-4, 4], a: [-4, 4], b: [-4, 4], c: [-4, 4]}`),
    );
    expect(opsOf(code, 'reset').length).toBeLessThanOrEqual(5);
  });

  it.each([12, 16, 24, 32])(
    'make constants that are wider than a word of %i bits',
    async (bits) => {
      await checked(
        network(
          `equations: |
  dv/dt = (0.7123456 - v + common(t))/(10*ms) : 1
  du/dt = (v - 2.3456789*u - 1.1)/(30*ms) : 1
threshold: v > 1.2345678 + u
reset: v = -0.3456789
method: euler
bounds: {v: [-4, 4], u: [-4, 4]}`,
          's:\n  from: input\n  to: cell\n  connect: all\n  on_pre: v_post += 0.2512345',
          'arrays:\n  common: {dt: 2 ms, values: [0.5123456, -0.2512345, 3.1]}\n',
        ),
        `memories: {constant: {words: 512, word_bits: ${bits}}}\n`,
      );
    },
  );

  it.each(['iso-wide-32', 'iso-small-4bit'])('fit %s', async (name) => {
    const { network: parsed } = loadNetwork(
      network(
        `equations: |
  dv/dt = ((0.2 - v) + g*(1.5 - v))/(10*ms) : 1 (unless refractory)
  dg/dt = -g/(5*ms) : 1
threshold: v > 0.5
reset: v = 0
refractory: 2 ms
method: euler
bounds: {v: [-2, 2], g: [-2, 2]}`,
        's:\n  from: input\n  to: cell\n  connect: all\n  model: "w : 1"\n  on_pre: g_post += w\n  initial: {w: "0.1*rand()"}\n  bounds: {w: [0, 1]}',
      ),
      'network.yaml',
    );
    const { hardware } = readHardware(`hardware: 1\nname: example\nextends: ${name}\n`);
    if (parsed === undefined || hardware === undefined) throw new Error('no valid texts');
    const { fixed } = await planFixed(parsed, { hardware });
    const code = generateChipCode(fixed, hardware, new Diagnostics());
    if (code === undefined) throw new Error('refused');
    const check = new CodeCheck(fixed, hardware, code, dice(3));
    for (let round = 0; round < 12; round += 1) check.round();
    expect(check.counts.spikes).toBeGreaterThan(0);
  });

  it('round all variables stochastically', async () => {
    const code = await checked(
      network(`equations: |
  dv/dt = (0.5 - v)/(10*ms) : 1
  du/dt = (v - u)/(30*ms) : 1
  dw/dt = (u - w)/(40*ms) : 1
threshold: v > 1 + w
reset: |
  v = 0.5*v
  u = 0.25*u + 0.125*w
method: euler
bounds: {v: [-4, 4], u: [-4, 4], w: [-4, 4]}`),
      'words: {state: {rounding: stochastic}}\n',
    );
    const draws = (code.populations[0]?.soma.instructions ?? []).flatMap(({ format, shift, x }) =>
      format?.rounding === 'stochastic' && shift > 0 ? [x] : [],
    );
    expect([...draws].sort()).toEqual([0, 1, 2]);
  });

  it('keep many variables that depend on each other in 32 registers', async () => {
    const names = [...'abcdghkmnpqrsu'];
    const equations = names
      .map(
        (name, at) =>
          `  d${name}/dt = (${names[(at + 1) % names.length]}*v - ${name})/(${at + 3}*ms) : 1`,
      )
      .join('\n');
    const code = await checked(
      network(`equations: |
  dv/dt = (${names.join(' + ')} - v)/(10*ms) : 1
${equations}
threshold: v > 1
reset: v = 0
method: euler
bounds: {v: [-4, 4], ${names.map((name) => `${name}: [-1, 1]`).join(', ')}}`),
    );
    expect(code.populations[0]?.fields).toHaveLength(15);
  });
});

const learning = `model: |
  w : 1
  dx/dt = -x/(12*ms) : 1 (event-driven)
  dy/dt = -y/(9*ms) : 1 (event-driven)`;

describe('synapses', () => {
  it('that add a constant need no program', async () => {
    const code = await checked(
      network(
        leaky,
        's:\n  from: input\n  to: cell\n  connect: all\n  model: "w : 1"\n  on_pre: v_post += 0.5*w\n  initial: {w: 0.5}\n  delay: 1 ms',
      ),
    );
    expect(code.projections[0]?.form).toBe('constant');
  });

  it.each([
    ['the timeline sets', '- set: {s.w: 0.25}'],
    ['the timeline normalises', '- normalize: {variable: s.w, per: target, total: 2}'],
    ['a presentation sets', '- repeat: 2\n    steps:\n      - set: {s.w: 0.25}'],
  ])('with equal weights that %s have a lane', async (_, step) => {
    const text = network(
      leaky,
      's:\n  from: input\n  to: cell\n  connect: all\n  model: "w : 1"\n  on_pre: v_post += w\n  initial: {w: 0.5}',
    ).replace('  - run', `  ${step}\n  - run`);
    const [code] = (await checked(text)).projections;
    expect(code?.form === 'lanes' && code.weight?.array).toBe('s.w');
  });

  it('read constants, parameters and flags of their target and of themselves', async () => {
    const code = await checked(
      network(
        `equations: |
  dv/dt = -v/(10*ms) : 1 (unless refractory)
  unread : 1
  gain : 1
  open : boolean
threshold: v > 1
reset: |
  v = 0
  gain = clip(gain + 0.1*unread, 0, 2)
refractory: 2 ms
bounds: {v: [-4, 4], gain: [0, 2], unread: [0, 1]}`,
        `s:
  from: input
  to: cell
  connect: all
  model: |
    w : 1
    k : 1
    strong : boolean
    wide : boolean
    third : boolean
  on_pre: |
    v_post += w*gain_post*int(open_post) + k*int(strong) + 0.1*int(wide) - 0.2*int(third)
  initial: {w: "0.2*rand()", k: "0.1*rand()", strong: "rand() < 0.5", wide: "rand() < 0.5", third: "rand() < 0.5"}
  bounds: {w: [0, 1], k: [0, 1]}`,
      ),
    );
    const [projection] = code.projections;
    if (projection?.form !== 'lanes') throw new Error('no lanes');
    expect(projection.flags.map(({ array }) => array)).toEqual(['s.strong', 's.wide']);
    expect(projection.auxiliary.map(({ array }) => array)).toEqual(['s.k', 's.third']);
    expect(projection.pre?.body.instructions.map(({ op }) => op)).toContain('LDP');
    expect(code.populations[0]?.fields.slice(0, 2).map(({ name }) => name)).toEqual([
      'cell.gain',
      'cell.open',
    ]);
  });

  it('that can be frozen write under their own flag', async () => {
    const code = await checked(
      network(
        leaky,
        `s:
  from: input
  to: cell
  connect: all
  ${learning.replaceAll('\n', '\n  ')}
  freezable: true
  on_pre: |
    x += 0.1
    w = clip(w - y, 0, 1)
    v_post += w
  on_post: |
    y += 0.06
    w = clip(w + x, 0, 1)
  bounds: {w: [0, 1], x: [0, 3], y: [0, 3]}`,
      ),
    );
    const [projection] = code.projections;
    if (projection?.form !== 'lanes') throw new Error('no lanes');
    expect(projection.plastic).toMatchObject({ array: 's.frozen', inverted: true });
    const body = projection.pre?.body.instructions ?? [];
    expect(body[projection.pre?.update ?? -1]).toMatchObject({ predicate: 7, d: 8 });
  });

  it('decay four traces of a side, with more words than a decay can number', async () => {
    const names = [...'abcd'];
    const code = await checked(
      network(
        leaky,
        `s:
  from: input
  to: cell
  connect: all
  model: |
    w : 1
${names.map((name, at) => `    d${name}/dt = -${name}/(${at + 5}*ms) : 1 (event-driven)`).join('\n')}
  on_pre: |
    v_post += w
${names.map((name) => `    ${name} += 0.1`).join('\n')}
  on_post: |
    w = clip(0.9*w, 0, 1)
    w = clip(w + 0.1*(${names.join(' + ')}), 0, 1)
  delay: "rand()*4*ms"
  bounds: {w: [0, 1], ${names.map((name) => `${name}: [0, 1]`).join(', ')}}`,
      ),
    );
    const [projection] = code.projections;
    if (projection?.form !== 'lanes') throw new Error('no lanes');
    expect(projection.preTraces).toHaveLength(4);
    const prologue = projection.pre?.prologue?.instructions ?? [];
    expect(prologue.filter(({ op }) => op === 'DEC')).toHaveLength(4);
    // The word of the weight comes first: that of the fourth decay is number 4, which DEC cannot say.
    const body = projection.post?.body.instructions ?? [];
    expect(body.filter(({ op }) => op === 'DEC').map(({ x }) => x)).toEqual([3, 5, 7, 1]);
  });

  it('use traces of both sides before and after the event', async () => {
    await checked(
      network(
        leaky,
        `s:
  from: cell
  to: cell
  connect: others
  model: |
    w : 1
    dx/dt = -x/(12*ms) : 1 (event-driven)
    dy/dt = -y/(9*ms) : 1 (event-driven)
    dz/dt = -z/(25*ms) : 1 (event-driven)
  on_pre: |
    w = clip(w - x*y, 0, 1)
    x += 0.1
    v_post += w*x
  on_post: |
    w = clip(w + 0.1*x*z, 0, 1)
    y = 1
    z += 0.25
    w = clip(w - 0.01*z, 0, 1)
  delay: 1.5 ms
  bounds: {w: [0, 1], x: [0, 3], y: [0, 1], z: [0, 2]}`,
      ),
    );
  });

  it('add to several variables, some of which are guarded', async () => {
    const code = await checked(
      network(
        `equations: |
  dv/dt = (g - v)/(10*ms) : 1 (unless refractory)
  dg/dt = -g/(4*ms) : 1
threshold: v > 1
reset: v = 0
refractory: 1 ms
method: euler
bounds: {v: [-4, 4], g: [-4, 4]}`,
        `s:
  from: input
  to: cell
  connect: all
  model: "w : 1"
  on_pre: |
    v_post += w
    g_post += 0.25*w
  initial: {w: "0.2*rand()"}
  bounds: {w: [0, 1]}`,
      ),
    );
    const [cell] = code.populations;
    expect(cell?.receptors).toHaveLength(2);
    // One question whether the neuron is refractory, one sum with it, one without.
    expect(cell?.foldLength).toBe(3);
  });

  it('read a timed array that is equal for all of them', async () => {
    await checked(
      network(
        leaky,
        `s:
  from: input
  to: cell
  connect: all
  model: "w : 1"
  on_pre: v_post += w*common(t)
  initial: {w: "0.2*rand()"}
  bounds: {w: [0, 1]}`,
        'arrays:\n  common: {dt: 2 ms, values: [0.5, -0.25, 3]}\n',
      ),
    );
  });

  it('of slices of populations', async () => {
    await checked(
      network(
        leaky,
        `s:
  from: input[1:3]
  to: cell[1:3]
  connect: all
  ${learning.replaceAll('\n', '\n  ')}
  on_pre: |
    v_post += w
    x += 0.1
    w = clip(w - y, 0, 1)
  on_post: |
    y += 0.06
    w = clip(w + x, 0, 1)
  bounds: {w: [0, 1], x: [0, 3], y: [0, 3]}`,
      ),
    );
  });
});
