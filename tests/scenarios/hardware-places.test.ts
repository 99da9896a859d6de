import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planFixed } from '../../backends/fixed-point/index.js';
import { loadHardware } from '../../backends/profiles/index.js';
import { loadNetwork, networkFromDocument } from '../../core/description/index.js';
import { type Diagnostic, FrameworkError, locate } from '../../core/diagnostics/index.js';
import type { Hardware } from '../../core/hardware.js';
import type { Network, NetworkDocument } from '../../core/network/index.js';

const builtIn = (name: string) => ({
  text: readFileSync(new URL(`../../backends/profiles/${name}.yaml`, import.meta.url), 'utf8'),
  fileName: `${name}.yaml`,
});

function hardware(lines: string): Hardware {
  const text = `hardware: 1\nname: own\nextends: iso-256\n${lines}`;
  const { hardware: loaded, diagnostics } = loadHardware(text, 'own.yaml', builtIn);
  expect(diagnostics).toEqual([]);
  if (loaded === undefined) throw new Error('no hardware');
  return loaded;
}

const document: NetworkDocument = {
  isospike: 1,
  name: 'test',
  inputs: { X: { spikes: { size: 40, indices: [0], steps: [1] } } },
  populations: {
    P: {
      size: 2,
      equations: 'dx/dt = -x/(10*ms) : 1',
      bounds: { x: [-100, 100] },
    },
  },
  projections: {
    S: {
      from: 'X',
      to: 'P',
      connect: 'all',
      model: 'w : 1',
      initial: { w: 1.5 },
      bounds: { w: [0, 2] },
      onPre: 'x_post += w',
    },
  },
  timeline: [{ run: '1 ms' }],
};

async function faultsOf(network: Network, on: Hardware): Promise<readonly Diagnostic[]> {
  try {
    await planFixed(network, { hardware: on });
  } catch (error) {
    if (error instanceof FrameworkError) return error.diagnostics;
    throw error;
  }
  return [];
}

/** File, line and the text that is marked. */
function placeOf({ span }: Diagnostic): readonly [string, number, string] | undefined {
  if (span === undefined) return undefined;
  const { line } = locate(span).start;
  return [span.source.name, line, span.source.text.slice(span.start, span.end)];
}

describe('findings about hardware', () => {
  // Lines 1 to 3 are version, name and base.
  it.each([
    ['HARDWARE_LIMIT', 'words:\n  accumulator: {bits: 8, fraction: 4}\n', ['own.yaml', 5, '8']],
    [
      'HARDWARE_LIMIT',
      'words: {accumulator: {rounding: stochastic}}\n',
      ['own.yaml', 4, 'stochastic'],
    ],
    ['FILE_REFERENCE', 'classes:\n  P.y: state\n', ['own.yaml', 5, 'P.y']],
    [
      'UNSUPPORTED_FEATURE',
      'rng: {kind: lfsr, width: 16, taps: [16, 14, 13, 11], seed: 44257}\nwords: {state: {rounding: stochastic}}\n',
      ['own.yaml', 4, 'lfsr'],
    ],
  ] as const)('%s stands where it is written: %s', async (code, lines, place) => {
    const faults = await faultsOf(networkFromDocument(document), hardware(lines));
    const places = faults.filter((one) => one.code === code).map(placeOf);
    expect(places).toContainEqual(place);
  });

  it('what is inherited stands in the file of the base', () => {
    const { spans } = hardware('words: {accumulator: {bits: 24}}\n');
    expect(spans?.get('words.accumulator.bits')?.source.name).toBe('own.yaml');
    expect(spans?.get('words.state.bits')?.source.name).toBe('iso-256.yaml');
  });

  it('places do not enter the hash', () => {
    const near = hardware('words: {accumulator: {bits: 24}}\n');
    const far = hardware('\n\n\nwords:\n  accumulator:\n    bits: 24\n');
    expect(far.spans?.get('words.accumulator.bits')).not.toEqual(
      near.spans?.get('words.accumulator.bits'),
    );
    expect(far.hash).toBe(near.hash);
  });

  it('several clocks are named where the object is', async () => {
    const text = `isospike: 1
name: test
populations:
  fast: {size: 1, equations: "dx/dt = -x/(10*ms) : 1", bounds: {x: [-1, 1]}}
  slow: {size: 1, dt: 0.2 ms, equations: "dx/dt = -x/(10*ms) : 1", bounds: {x: [-1, 1]}}
timeline: [run: 1 ms]
`;
    const { network } = loadNetwork(text, 'net.yaml');
    if (network === undefined) throw new Error('no network');
    const [fault] = await faultsOf(network, hardware(''));
    expect(fault?.message).toContain('several clocks');
    expect(fault && placeOf(fault)?.slice(0, 2)).toEqual(['net.yaml', 5]);
  });
});
