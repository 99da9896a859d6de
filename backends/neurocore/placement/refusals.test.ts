import { describe, expect, it, vi } from 'vitest';
import { type Diagnostic, Diagnostics } from '../../../core/diagnostics/index.js';
import { hardwareOf, placeText } from '../../../tests/support/place-on-chip.js';
import { randomPlacement } from '../../../tests/support/random-placement.js';
import type { SymbolicInstruction, SymbolicSection } from '../codegen/index.js';
import { type PlacementRequest, placeNetwork } from './index.js';

vi.setConfig({ testTimeout: 60_000 });

interface Shape {
  readonly cells?: number;
  readonly delay?: string;
  readonly connect?: string;
  readonly weight?: string;
}

/** A population that projects to itself. */
function network({
  cells = 4,
  delay = '0*ms',
  connect = 'all',
  weight = 'rand()',
}: Shape = {}): string {
  return `isospike: 1
name: example
dt: 0.5 ms
populations:
  cell:
    size: ${cells}
    equations: "dv/dt = -v/(10*ms) : 1"
    threshold: v > 1
    reset: v = 0
    bounds: {v: [-4, 4]}
projections:
  s:
    from: cell
    to: cell
    connect: ${connect}
    model: "w : 1"
    on_pre: v_post += w
    delay: ${delay}
    initial: {w: ${weight}}
    bounds: {w: [0, 1]}
timeline: [run: 1 ms]
`;
}

type Change = (request: PlacementRequest) => PlacementRequest;

async function refusal(text: string, hardware: string, change?: Change): Promise<Diagnostic> {
  const { placed, diagnostics } = await placeText(text, hardwareOf(hardware), change);
  expect(placed).toBeUndefined();
  const [first, ...others] = diagnostics.all;
  expect(others).toEqual([]);
  if (first === undefined) throw new Error('refused without a reason');
  return first;
}

/** The soma of every population with other instructions. */
function withSoma(instructions: readonly SymbolicInstruction[]): Change {
  const soma: SymbolicSection = { instructions, siteBase: 0 };
  return (request) => ({
    ...request,
    code: {
      ...request.code,
      populations: request.code.populations.map((entry) => ({ ...entry, soma, foldLength: 0 })),
    },
  });
}

const move: SymbolicInstruction = { op: 'MOV', predicate: 0, d: 0, shift: 0, x: 0 };

describe('what does not fit is refused with place, numbers and a repair', () => {
  it('a delay beyond the slots', async () => {
    const found = await refusal(network({ delay: '20*ms' }), '');
    expect(found.code).toBe('CHIP_DELAY_TOO_LONG');
    expect(found.message).toBe(
      'the longest delay of s is 40 steps (20 ms); the chip keeps spikes for 31 steps',
    );
    // 20 ms / 31.5: the largest number of steps that still rounds to 31.
    expect(found.help).toBe('cores: {delay_slots: 41}, or a dt of at least 0.635 ms');
    expect(found.span).toBeDefined();
  });

  it('accepts the longest delay that the slots hold', async () => {
    const text = network({ delay: '15.5*ms' });
    const { diagnostics, placed } = await placeText(text, hardwareOf(''));
    expect(diagnostics.all).toEqual([]);
    expect(placed?.image.cores[0]?.pathways[0]?.delayHigh).toBe(31);
  });

  it('a synapse wider than a word', async () => {
    const found = await refusal(
      network({ delay: 'rand()*10*ms' }),
      'memories: {synapse: {word_bits: 12}}',
    );
    expect(found.code).toBe('CHIP_LANE_TOO_WIDE');
    expect(found.message).toBe('a synapse of s takes 13 bits, a word of the synapse memory has 12');
    expect(found.help).toContain('memories: {synapse: {word_bits: 13}}');
  });

  it('an accumulator memory narrower than its sums', async () => {
    const found = await refusal(network({ cells: 20 }), 'memories: {accumulator: {word_bits: 12}}');
    expect(found.code).toBe('CHIP_ACC_WIDTH');
    // 20 synapses of 8 bits: 20 * 255 = 5100 takes 13 bits and a sign.
    expect(found.message).toBe(
      'cell.v#input needs an accumulator of 14 bits: up to 20 synapses of at most 255 in one step; the accumulator memory has words of 12 bits',
    );
  });

  it('sums that would saturate at another width than their formats', async () => {
    const wide = 'words: {accumulator: {mode: saturate}}\nmemories: {accumulator: {word_bits: 32}}';
    const found = await refusal(network(), wide);
    expect(found.code).toBe('CHIP_ACC_WIDTH');
    expect(found.message).toBe(
      'cell.v#input saturates at 24 bits; the accumulator memory has words of 32 bits',
    );
    const exact = await placeText(
      network(),
      hardwareOf('memories: {accumulator: {word_bits: 32}}'),
    );
    expect(exact.diagnostics.all).toEqual([]);
  });

  it('more cores than there are: the resource, what it would take, and the smallest change', async () => {
    const found = await refusal(
      network({ cells: 100 }),
      'cores: {count: 2, mesh: [2, 1], neurons: 32}',
    );
    expect(found.code).toBe('CHIP_CAPACITY');
    expect(found.message).toMatch(
      /^the network needs 4 cores, test has 2: on 2 it would need 50 neurons/,
    );
    expect(found.help).toBe(
      'cores: {count: 4, mesh: [4, 1]}, or count: auto; or cores: {neurons: 50}',
    );
  });

  it('a neuron whose synapses alone are too many', async () => {
    const found = await refusal(network({ cells: 100 }), 'memories: {synapse: {words: 60}}');
    expect(found.code).toBe('CHIP_CAPACITY');
    // 100 rows of one word.
    expect(found.message).toBe(
      'one neuron of cell does not fit a core: it needs 100 words of the synapse memory, a core has 60',
    );
    expect(found.help).toBe('memories: {synapse: {words: 100}}');
  });

  it('a program with more constants than it sees, or with one that is too wide', async () => {
    const constants = Array.from({ length: 33 }, (_, code): SymbolicInstruction => {
      return { ...move, a: { kind: 'constant', code } };
    });
    const many = await refusal(network(), '', withSoma(constants));
    expect(many.code).toBe('CHIP_CONSTANTS');
    expect(many.message).toBe('cell soma uses 33 different constants, a program sees 32');
    const wide = withSoma([{ ...move, a: { kind: 'constant', code: 128 } }]);
    const found = await refusal(network(), 'memories: {constant: {word_bits: 8}}', wide);
    expect(found.code).toBe('CHIP_CONSTANTS');
    expect(found.message).toContain('the constant 128, a word of the constant memory has 8 bits');
  });

  it('programs with more formats than a core has', async () => {
    const formats = Array.from({ length: 16 }, (_, bits): SymbolicInstruction => {
      const to = { signed: true, wordBits: bits + 1, fracBits: 0 };
      return { ...move, format: { to, rounding: 'floor', overflow: { kind: 'saturate' } } };
    });
    const found = await refusal(network(), '', withSoma(formats));
    expect(found.code).toBe('CHIP_FORMATS');
    // 16 in the soma, and the 24 bits of the reset.
    expect(found.message).toBe('the programs of cell use 17 number formats, a core has 15');
  });

  it('tables that do not fit, and ages beyond the longest table', async () => {
    const table = (length: number): Change => {
      const name = 'exp';
      const change = withSoma([{ ...move, op: 'LUT', b: { kind: 'table', table: name } }]);
      const format = { signed: false, wordBits: 16, fracBits: 16 };
      const codes = new Float64Array(length);
      const found = { name, kind: 'function', rows: length, columns: 1, codes, format } as const;
      return (request) => {
        const changed = change(request);
        return { ...changed, code: { ...changed.code, tables: new Map([[name, found]]) } };
      };
    };
    const full = await refusal(network(), '', table(3000));
    expect(full.code).toBe('CHIP_LUT_FULL');
    expect(full.message).toBe(
      'the tables of cell take 3000 words, a core has 2048 words and 64 tables',
    );
    expect(full.help).toContain('memories: {lut: {words: 3000}}');
    const old = await refusal(network(), '', (request) => ({
      ...request,
      code: {
        ...request.code,
        projections: request.code.projections.map((projection) =>
          projection.form === 'constant'
            ? projection
            : {
                ...projection,
                preTraces: [{ array: 's.w', bits: 16, signed: false, life: 2359 }],
              },
        ),
      },
    }));
    expect(old.code).toBe('CHIP_LUT_FULL');
    expect(old.message).toBe(
      's.w needs 2359 steps to fade from 16 bits to nothing, a decay table has at most 2048 entries',
    );
  });

  it('additions of on_post that saturate out of order', () => {
    const codes: string[] = [];
    for (let seed = 0; seed < 60; seed += 1) {
      const { request } = randomPlacement(
        seed,
        hardwareOf('cores: {count: auto}\nwords: {accumulator: {mode: saturate}}'),
      );
      const diagnostics = new Diagnostics();
      const projections = request.code.projections.map((projection) =>
        projection.form === 'constant' || projection.post === undefined || !projection.pre
          ? projection
          : { ...projection, post: { ...projection.post, body: projection.pre.body } },
      );
      placeNetwork({ ...request, code: { ...request.code, projections } }, diagnostics);
      codes.push(...diagnostics.all.map(({ code }) => code));
    }
    expect(new Set(codes)).toEqual(new Set(['CHIP_SYNAPSE_ORDER']));
  });

  it('more routes than a table holds', async () => {
    const cores = 'cores: {count: 40, mesh: [8, 5], neurons: 32, axons: 2048}';
    const memory = 'memories: {synapse: {words: 65536}}';
    const text = network({ cells: 33 * 32 });
    const found = await placeText(text, hardwareOf(`${cores}\n${memory}`));
    // 33 cores hear each core's 32 neurons; with the host that makes 34 routes on every one of them.
    expect(found.placed).toBeUndefined();
    expect(found.diagnostics.all.map(({ message }) => message)).toEqual([
      'core 0 needs 34 routes for the spikes of its neurons, a core has 32, and 32 more need too many',
    ]);
  });

  it('a mesh whose coordinates a packet cannot name', async () => {
    const found = await refusal(network(), 'cores: {count: 40, mesh: [40, 1]}');
    expect(found.code).toBe('CHIP_CAPACITY');
    expect(found.message).toBe('a mesh of 40 x 1 cores; a packet has 5 bits for a coordinate');
  });
});
