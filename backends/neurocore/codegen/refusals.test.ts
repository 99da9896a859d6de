import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../../core/description/index.js';
import { type Diagnostic, Diagnostics, type ErrorCode } from '../../../core/diagnostics/index.js';
import { readHardware } from '../../../tests/support/diagnose.js';
import { fencedBlocks } from '../../../tests/support/markdown.js';
import { readText } from '../../../tests/support/repository-files.js';
import { planFixed } from '../../fixed-point/index.js';
import { generateChipCode } from './index.js';

const iso256 = 'hardware: 1\nname: example\nextends: iso-256\n';

async function refusalsOf(text: string, file = iso256): Promise<readonly Diagnostic[]> {
  const { network, diagnostics } = loadNetwork(text, 'network.yaml');
  const { hardware } = readHardware(file);
  if (network === undefined || hardware === undefined)
    throw new Error(diagnostics.map(({ message }) => message).join());
  const { fixed } = await planFixed(network, { hardware });
  const found = new Diagnostics();
  const code = generateChipCode(fixed, hardware, found);
  expect(code === undefined).toBe(found.hasErrors);
  return found.all;
}

/** Network and hardware file of the example on a page. */
function exampleOf(code: ErrorCode): readonly [network: string, hardware: string | undefined] {
  const [, example = ''] = readText(`docs/reference/errors/${code}.md`).split(/^## Example$/m);
  const blocks = fencedBlocks(example.split(/^## /m)[0] ?? '').map(({ text }) => text);
  const network = blocks.find((text) => text.startsWith('isospike:'));
  if (network === undefined) throw new Error(`${code} shows no network`);
  return [network, blocks.find((text) => text.startsWith('hardware:'))];
}

interface Expected {
  /** Text that the place points at. */
  readonly at: string;
  readonly context: string;
  readonly message: string;
  readonly expected: string;
  readonly found?: string;
}

const pages: Readonly<Partial<Record<ErrorCode, Expected>>> = {
  CHIP_CLOCK_DRIVEN: {
    at: '-x/(10*ms)',
    context: 'projection s',
    message: 's_stateupdater changes all synapses of s',
    expected: 'when a spike arrives',
  },
  CHIP_DRAWS: {
    at: 'size: 2',
    context: 'population cell',
    message: 'the soma of cell needs more than 8 random words',
    expected: 'random words 1 to 8',
    found: 'the 9th',
  },
  CHIP_EVENT: {
    at: 'size: 2',
    context: 'population cell, events',
    message: 'cell has an event of its own: high',
    expected: 'spikes',
    found: 'high',
  },
  CHIP_FOREIGN_STATE: {
    at: 'drive',
    context: 'population cell',
    message: 'one value that all neurons share',
    expected: 'each neuron has for itself',
    found: 'cell.drive',
  },
  CHIP_INDEX: {
    at: 'i',
    context: 'projection s',
    message: 's.pre computes with the number',
    expected: 'lie in the synapse',
  },
  CHIP_NONADDITIVE: {
    at: 'last_post = w',
    context: 'projection s',
    message: 'assigns cell.last of its target',
    expected: '+=',
    found: 'an assignment',
  },
  CHIP_PATHWAYS: {
    at: 'from: cell',
    context: 'projection s',
    message: 's has 2 pathways on_pre',
    expected: 'one on_pre',
    found: 'near, far',
  },
  CHIP_POST_DELAY: {
    at: 'from: cell',
    context: 'projection s',
    message: 'on_post of s has a delay',
    expected: 'no delay',
    found: '2 steps',
  },
  CHIP_PRE_STATE: {
    at: 'u_pre',
    context: 'projection s',
    message: 's.pre reads cell.u of its source',
    expected: 'a source may lie on another core',
  },
  CHIP_PRODUCT_WIDTH: {
    at: 'size: 2',
    context: 'population cell',
    message: 'shifts a value by 67 places',
    expected: 'at most 63 places',
    found: '67 places',
  },
  CHIP_REGISTERS: {
    at: 'size: 2',
    context: 'population cell',
    message: 'cell has 25 state fields',
    expected: 'at most 24',
    found: '25: cell.v, cell.x0',
  },
  CHIP_REGULAR: {
    at: 'size: 2',
    context: 'population cell, regularly',
    message: 'several periods',
    expected: 'one period',
    found: '2 steps, 4 steps',
  },
  CHIP_SLOT: {
    at: 'size: 2',
    context: 'population cell',
    message: 'after the synapses',
    expected: 'before_synapses',
    found: 'slot end',
  },
  CHIP_SR_IN_FOLD: {
    at: 'size: 2',
    context: 'population cell, hardware example',
    message: 'input of cell.v is folded into the state with saturate_symmetric',
    expected: 'saturate',
    found: 'saturate_symmetric',
  },
  CHIP_STEP_NUMBER: {
    at: 't',
    context: 'population cell',
    message: 'cell.update computes with the number of the step',
    expected: 'the steps since the last spike',
  },
  CHIP_TARGET: {
    at: 'from: a',
    context: 'projection s',
    message: 'ends on the input b',
    expected: 'a population',
    found: 'input b',
  },
  CHIP_TIMED_COLUMN: {
    at: 'drive(t, 1 - i)',
    context: 'population cell',
    message: 'reads drive at a computed column',
    expected: 'drive(t, i)',
  },
  CHIP_TRACE_NOT_FACTORABLE: {
    at: 'dx/dt = -x/(10*ms) : 1 (event-driven)',
    context: 'projection s',
    message: 's keeps s.x in its synapses',
    expected: 'events of one side',
  },
};

function check(code: ErrorCode, all: readonly Diagnostic[], expected: Expected): void {
  const faults = all.filter(({ severity }) => severity === 'error');
  expect(new Set(faults.map((fault) => fault.code))).toEqual(new Set([code]));
  const [fault] = faults;
  const { span } = fault ?? {};
  expect(span?.source.text.slice(span.start, span.end)).toMatch(startOf(expected.at));
  expect(fault?.context).toBe(expected.context);
  expect(fault?.message).toContain(expected.message);
  expect(fault?.expected).toContain(expected.expected);
  if (expected.found !== undefined) expect(fault?.found).toContain(expected.found);
  expect(fault?.help).toBeDefined();
}

function startOf(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

describe('the example of a page is refused with place and numbers', () => {
  it.each(Object.entries(pages) as [ErrorCode, Expected][])('%s', async (code, expected) => {
    check(code, await refusalsOf(...exampleOf(code)), expected);
  });
});

function network(population: string, projection: string): string {
  return `isospike: 1
name: example
dt: 0.5 ms
populations:
  cell:
    size: 2
${population}
    threshold: v > 1
    reset: v = 0
projections:
  s:
    from: cell
    to: cell
    connect: all
${projection}
timeline:
  - run: 1 ms
`;
}
const plain = '    equations: "dv/dt = -v/(10*ms) : 1"\n    bounds: {v: [-4, 4]}';
const letters = [...'abcdghkm'];

describe('registers', () => {
  it('of pending input are seven', async () => {
    const names = letters.map((name) => `g${name}`);
    const equations = names.map((name) => `      d${name}/dt = -${name}/(10*ms) : 1`).join('\n');
    const bounds = names.map((name) => `${name}: [-4, 4]`).join(', ');
    const deliveries = names.map((name) => `      ${name}_post += 0.1`).join('\n');
    const all = await refusalsOf(
      network(
        `    equations: |\n      dv/dt = -v/(10*ms) : 1\n${equations}\n    bounds: {v: [-4, 4], ${bounds}}`,
        `    on_pre: |\n${deliveries}`,
      ),
    );
    check('CHIP_REGISTERS', all, {
      at: 'size: 2',
      context: 'population cell',
      message: 'synapses add to 8 variables of cell',
      expected: 'at most 7',
      found: '8',
    });
  });

  it('of a synapse are a weight and four others', async () => {
    const names = letters.slice(0, 6);
    const model = names.map((name) => `      ${name} : 1`).join('\n');
    const bounds = names.map((name) => `${name}: [0, 1]`).join(', ');
    const values = names.map((name) => `${name}: "0.1*rand()"`).join(', ');
    const all = await refusalsOf(
      network(
        plain,
        `    model: |\n${model}\n    on_pre: v_post += ${names.join(' + ')}\n    initial: {${values}}\n    bounds: {${bounds}}`,
      ),
    );
    check('CHIP_REGISTERS', all, {
      at: 'from: cell',
      context: 'projection s',
      message: 's has 6 synaptic variables',
      expected: 'a weight, 4 others',
      found: 's.a, s.b, s.c, s.d, s.g, s.h',
    });
  });

  it('of traces are four on a side', async () => {
    const names = letters.slice(0, 5);
    const model = names
      .map((name, at) => `      d${name}/dt = -${name}/(${at + 5}*ms) : 1 (event-driven)`)
      .join('\n');
    const bounds = names.map((name) => `${name}: [0, 1]`).join(', ');
    const advance = names.map((name) => `      ${name} += 0.1`).join('\n');
    const all = await refusalsOf(
      network(
        plain,
        `    model: |\n      w : 1\n${model}\n    on_pre: |\n      v_post += w\n${advance}\n    on_post: w = clip(w + ${names.join(' + ')}, 0, 1)\n    bounds: {w: [0, 1], ${bounds}}`,
      ),
    );
    check('CHIP_REGISTERS', all, {
      at: 'from: cell',
      context: 'projection s',
      message: 's keeps 5 presynaptic traces',
      expected: 'at most 4',
      found: 's.a, s.b, s.c, s.d, s.g',
    });
  });

  it('that synapses reach are eight of their target', async () => {
    const names = [...letters, 'n'];
    const equations = names.map((name) => `      ${name} : 1`).join('\n');
    const bounds = names.map((name) => `${name}: [-4, 4]`).join(', ');
    const all = await refusalsOf(
      network(
        `    equations: |\n      dv/dt = -v/(10*ms) : 1\n${equations}\n    bounds: {v: [-4, 4], ${bounds}}`,
        `    on_pre: v_post += ${names.map((name) => `${name}_post`).join(' + ')}`,
      ),
    );
    check('CHIP_REGISTERS', all, {
      at: 'size: 2',
      context: 'population cell',
      message: 'pathways read 9 variables of their target cell',
      expected: 'at most 8',
    });
  });
});

describe('other places that are refused', () => {
  it('a decay table that is longer than stamps tell', async () => {
    const all = await refusalsOf(
      network(
        plain,
        `    model: |
      w : 1
      dx/dt = -x/(500*ms) : 1 (event-driven)
    on_pre: |
      v_post += w
      x += 0.1
    on_post: w = clip(w + x, 0, 1)
    bounds: {w: [0, 1], x: [0, 4]}`,
      ),
    );
    // tau 500 ms / 0.5 ms = 1000 steps; ceil(1000 * ln(2 * 255)) + 2 = 6237.
    check('CHIP_LUT_FULL', all, {
      at: 'from: cell',
      context: 'projection s',
      message: 'traces of s decay over 6237 steps',
      expected: 'at most 2048',
      found: '6237',
    });
  });

  it('the time since the last spike as a number', async () => {
    const all = await refusalsOf(
      network(
        '    equations: "dv/dt = ((t - lastspike)/second - v)/(10*ms) : 1"\n    bounds: {v: [-4, 4]}\n    refractory: 2 ms',
        '    on_pre: v_post += 0.1',
      ),
    );
    expect(new Set(all.map(({ code }) => code))).toEqual(new Set(['CHIP_STEP_NUMBER']));
  });

  it('random numbers beside stochastic roundings', async () => {
    const cell =
      '    equations: "dv/dt = -v/(10*ms) + 0.2*xi/ms**0.5 : 1"\n    method: euler\n    bounds: {v: [-4, 4]}';
    const all = await refusalsOf(
      network(cell, '    on_pre: v_post += 0.1'),
      `${iso256}words: {state: {rounding: stochastic}}\n`,
    );
    check('CHIP_DRAWS', all, {
      at: 'size: 2',
      context: 'population cell',
      message: 'the soma of cell rounds stochastically and draws numbers',
      expected: 'one of both',
    });
  });

  it('a state of the source that is written', async () => {
    const all = await refusalsOf(network(plain, '    on_pre: v_pre += 0.1'));
    check('CHIP_PRE_STATE', all, {
      at: 'v_pre += 0.1',
      context: 'projection s',
      message: 's.pre adds to cell.v#input of its source',
      expected: 'another core',
    });
  });

  it('all at once, where there are several', async () => {
    const [first] = exampleOf('CHIP_PATHWAYS');
    const text = first.replace(
      'bounds: {v: [-4, 4]}',
      'bounds: {v: [-4, 4]}\n    events: {high: v > 0.5}',
    );
    const codes = (await refusalsOf(text)).map(({ code }) => code);
    expect(codes).toEqual(['CHIP_PATHWAYS', 'CHIP_EVENT']);
  });
});
