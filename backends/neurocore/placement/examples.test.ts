import { describe, expect, it, vi } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import { hardwareOf, placeText } from '../../../tests/support/place-on-chip.js';
import { readText } from '../../../tests/support/repository-files.js';
import { diehlCook } from '../../../tests/support/sized-networks.js';
import { generateChipCode } from '../codegen/index.js';
import { checkImage, decodeImage, encodeImage } from '../image/index.js';
import {
  type ChipSymbols,
  chipSymbols,
  encodeSymbols,
  type PlacedNetwork,
  placeNetwork,
} from './index.js';

vi.setConfig({ testTimeout: 60_000 });

interface Compiled {
  readonly placed: PlacedNetwork;
  readonly symbols: ChipSymbols;
}

async function compile(text: string, hardware: Hardware): Promise<Compiled> {
  const { request } = await placeText(text, hardware);
  const diagnostics = new Diagnostics();
  const code = generateChipCode(request.fixed, hardware, diagnostics);
  const placed = code && placeNetwork({ ...request, code }, diagnostics);
  expect(diagnostics.all).toEqual([]);
  if (placed === undefined) throw new Error('nothing was placed, for no reason');
  expect(checkImage(placed.image)).toEqual([]);
  if (code === undefined) throw new Error('no code');
  return { placed, symbols: chipSymbols(placed, code, request.fixed) };
}

describe('networks with their own programs', () => {
  it('three populations of Izhikevich neurons in a row take one core', async () => {
    const { placed, symbols } = await compile(
      readText('examples/stdp-clip-units/network.yaml'),
      hardwareOf(''),
    );
    const [core, ...others] = placed.image.cores;
    expect(others).toEqual([]);
    // By name: Syn_hid_out before Syn_inp_hid. Populations at multiples of 32.
    expect(core?.pathways.map(({ kind, inlets, targets }) => [kind, inlets, targets])).toEqual([
      ['dense', 10, 10],
      ['dense', 15, 10],
    ]);
    expect(core?.populations.map(({ first, last }) => [first, last])).toEqual([
      [0, 14],
      [32, 41],
      [64, 73],
    ]);
    const [v] = symbols.populations[0]?.fields ?? [];
    expect(v).toMatchObject({ name: 'Izh.v', field: { word: 0, low: 0, bits: 24, signed: true } });
    expect(v?.format).toMatch(/^s24f\d+ mV$/);
    expect(symbols.projections[1]?.fields).toEqual([
      { name: 'Syn_inp_hid.w', field: { word: 0, low: 0, bits: 8, signed: false }, format: 'u8f8' },
    ]);
    expect(placed.hostFields.map(({ population }) => population)).toEqual([
      'Izh',
      'HiddenLayer',
      'OutputLayer',
    ]);
    // Two populations with the same equations share the words of their programs.
    expect(core?.populations[1]?.soma).toEqual(core?.populations[2]?.soma);
    expect(placed.listing()).toContain(
      '; core 0: Izh[0..14], HiddenLayer[0..9], OutputLayer[0..9]',
    );
    expect(placed.listing()).toMatch(/Syn_inp_hid on_pre: ; \d+ instructions, \d+ cycles/);
  });

  it("Diehl and Cook's takes two, with delays between its populations too", async () => {
    const { placed, symbols } = await compile(diehlCook(100, 'rand()*5*ms'), hardwareOf(''));
    expect(placed.image.cores).toHaveLength(2);
    for (const { pathways } of placed.image.cores)
      expect(pathways.map(({ kind }) => kind)).toEqual(['sparse', 'count', 'one', 'dense']);
    // Tables of 252 and 501 entries: the worked sizing counts 753.
    expect(placed.use).toContainEqual({ core: 0, resource: 'lut', used: 753, available: 2048 });
    const { inputs } = placed;
    expect(symbols.populations[1]).toMatchObject({
      name: 'inh',
      size: 100,
      receptors: ['inh.ge#input'],
      slices: [
        { core: 0, descriptor: 1, low: 0, high: 49, first: 64, hostId: 100 },
        { core: 1, descriptor: 1, low: 50, high: 99, first: 64, hostId: 150 },
      ],
    });
    // IE is two entries of each core's table: all, and back from oneself.
    expect(symbols.projections.map(({ name, pathways }) => [name, pathways.length])).toEqual([
      ['EI', 2],
      ['IE', 4],
      ['XE', 2],
    ]);
    const read = decodeImage(encodeImage(placed.image, encodeSymbols(symbols)));
    expect(JSON.parse(Buffer.from(read.symbols).toString())).toEqual(
      JSON.parse(JSON.stringify(symbols)),
    );
    expect(inputs.get('pixels')).toEqual([
      { low: 0, high: 783, x: 0, y: 0, kind: 'bit', inlet: 128 },
      { low: 0, high: 783, x: 1, y: 0, kind: 'bit', inlet: 128 },
    ]);
  });
});
