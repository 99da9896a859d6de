import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import { hardwareOf, placeText } from '../../../tests/support/place-on-chip.js';
import { readText } from '../../../tests/support/repository-files.js';
import { diehlCook } from '../../../tests/support/sized-networks.js';
import { generateChipCode } from '../codegen/index.js';
import { checkImage } from '../image/index.js';
import { type PlacedNetwork, placeNetwork } from './index.js';

async function compile(text: string, hardware: Hardware): Promise<PlacedNetwork> {
  const { request } = await placeText(text, hardware);
  const diagnostics = new Diagnostics();
  const code = generateChipCode(request.fixed, hardware, diagnostics);
  const placed = code && placeNetwork({ ...request, code }, diagnostics);
  expect(diagnostics.all).toEqual([]);
  if (placed === undefined) throw new Error('nothing was placed, for no reason');
  expect(checkImage(placed.image)).toEqual([]);
  return placed;
}

describe('networks with their own programs', () => {
  it('three populations of Izhikevich neurons in a row take one core', async () => {
    const placed = await compile(readText('examples/stdp-clip-units/network.yaml'), hardwareOf(''));
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
    const placed = await compile(diehlCook(100, 'rand()*5*ms'), hardwareOf(''));
    expect(placed.image.cores).toHaveLength(2);
    for (const { pathways } of placed.image.cores)
      expect(pathways.map(({ kind }) => kind)).toEqual(['sparse', 'count', 'one', 'dense']);
    // Tables of 252 and 501 entries: the worked sizing counts 753.
    expect(placed.use).toContainEqual({ core: 0, resource: 'lut', used: 753, available: 2048 });
    const { inputs } = placed;
    expect(inputs.get('pixels')).toEqual([
      { low: 0, high: 783, x: 0, y: 0, kind: 'bit', inlet: 128 },
      { low: 0, high: 783, x: 1, y: 0, kind: 'bit', inlet: 128 },
    ]);
  });
});
