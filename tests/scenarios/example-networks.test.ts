/** The shipped examples: file and API twin are one network, and each shows what it is there for. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  loadNetwork,
  type Network,
  type NetworkBuilder,
  networkFromDocument,
  type Session,
} from 'isospike';
import { fixedPointBackend } from 'isospike/fixed-point';
import { loadHardware } from 'isospike/hardware';
import { createFileReader } from 'isospike/node';
import { referenceBackend } from 'isospike/reference';
import { describe, expect, it } from 'vitest';
import { diehlCookMnist } from '../../examples/diehl-cook-mnist/network.js';
import { freezeSynapses } from '../../examples/freeze-synapses/network.js';
import { nerveCsv } from '../../examples/parameter-sweep/nerve.js';
import { parameterSweep } from '../../examples/parameter-sweep/network.js';
import { stdpClipUnits } from '../../examples/stdp-clip-units/network.js';
import { readText, repositoryRoot } from '../support/repository-files.js';

const twins: Readonly<Record<string, NetworkBuilder>> = {
  'diehl-cook-mnist': diehlCookMnist,
  'freeze-synapses': freezeSynapses,
  'parameter-sweep': parameterSweep,
  'stdp-clip-units': stdpClipUnits,
};
const examples = readdirSync(join(repositoryRoot, 'examples')).filter((name) =>
  existsSync(join(repositoryRoot, 'examples', name, 'network.yaml')),
);

function load(name: string): Network {
  const file = `examples/${name}/network.yaml`;
  const { network, diagnostics } = loadNetwork(readText(file), file);
  if (network === undefined) throw new Error(JSON.stringify(diagnostics));
  return network;
}

describe.each(examples)('examples/%s', (name) => {
  it('has an API twin that is the same network', () => {
    expect(twins[name]?.toDocument()).toEqual(load(name).document);
  });
});

/** Runs to the end; gives the snapshots of a projection's weights in order. */
async function weightsOf(session: Session): Promise<(object: string) => readonly number[][]> {
  await session.run();
  const { weights } = await session.recording();
  await session.close();
  return (object) =>
    weights
      .filter((snapshot) => snapshot.object === object && snapshot.variable === 'w')
      .map(({ values }) => [...values]);
}

const { hardware } = loadHardware(...hardwareFileOf('iso-256'), () => undefined);

function hardwareFileOf(name: string): [text: string, fileName: string] {
  const file = `examples/hardware/${name}.yaml`;
  return [readText(file), file];
}

/** Ranges from a run of the reference, then formats and integers. */
async function compileFixed(network: Network): Promise<Session> {
  if (hardware === undefined) throw new Error('iso-256 has a fault');
  const first = await referenceBackend.compile(network, { profiling: true });
  await first.run();
  const profile = await first.ranges();
  await first.close();
  return fixedPointBackend.compile(network, { hardware, profile });
}

describe('freeze-synapses', () => {
  it('ends with the same weights in both spellings', async () => {
    const weights = await weightsOf(await referenceBackend.compile(load('freeze-synapses')));
    const [, end] = weights('flag');
    expect(end).toHaveLength(100);
    expect(weights('frozen')).toEqual(weights('flag'));
  });

  it.each(['reference', 'fixed'])('keeps frozen weights bit for bit: %s', async (engine) => {
    const network = load('freeze-synapses');
    const session = await (engine === 'reference'
      ? referenceBackend.compile(network)
      : compileFixed(network));
    const weights = await weightsOf(session);
    for (const projection of ['flag', 'frozen']) {
      const [stopped = [], end = []] = weights(projection);
      const frozen = stopped.map((value) => value > 0.3);
      const changed = end.map((value, at) => value !== stopped[at]);
      expect(frozen.filter(Boolean).length).toBeGreaterThan(10);
      expect(changed.filter((one, at) => one && frozen[at])).toEqual([]);
      expect(changed.filter(Boolean).length).toBeGreaterThan(10);
    }
  });
});

describe('parameter-sweep', () => {
  const reader = createFileReader(join(repositoryRoot, 'examples/parameter-sweep/network.yaml'));
  const blocks = [0, 1, 2, 3];

  /** The same grid as a projection per block, with constants in place of variables. */
  function separateBlocks(): Network {
    const { document } = load('parameter-sweep');
    const { STDP } = document.projections ?? {};
    if (STDP === undefined) throw new Error('no projection');
    const model = String(STDP.model).replace(/^A(pre|post) : 1 \(constant\)\n/gm, '');
    const projections = blocks.map((block) => {
      const part = `[${10 * block}:${10 * block + 10}]`;
      const Apre = block < 2 ? 1e-5 : 0.1;
      const projection = {
        ...STDP,
        from: `nerve${part}`,
        to: `cortex${part}`,
        connect: 'all',
        model,
        constants: { Apre, Apost: -Apre * (1 + 3 * (block % 2)) },
        initial: { w: STDP.initial?.w ?? 0 },
      };
      return [`block${block}`, projection] as const;
    });
    return networkFromDocument({
      ...document,
      projections: Object.fromEntries(projections),
      probes: blocks.map((block) => ({ weights: `block${block}` })),
    });
  }

  it('has the spikes that nerve.ts makes', () => {
    expect(readText('examples/parameter-sweep/nerve.csv')).toBe(nerveCsv());
  });

  it('gives the weights of four projections in one', async () => {
    const whole = await weightsOf(
      await referenceBackend.compile(load('parameter-sweep'), { data: reader }),
    );
    const parts = await weightsOf(
      await referenceBackend.compile(separateBlocks(), { data: reader }),
    );
    const [together = []] = whole('STDP');
    const apart = blocks.flatMap((block) => parts(`block${block}`)[0] ?? []);
    expect(together).toHaveLength(400);
    // A trace per neuron and one per synapse order their products differently: a last bit may differ.
    for (const [at, value] of apart.entries()) {
      expect(Math.abs(value - (together[at] ?? Number.NaN))).toBeLessThanOrEqual(1e-15);
    }
  });

  it('saturates where one spike adds 2.5 times the range, and hardly moves with 1e-5', async () => {
    const weights = await weightsOf(
      await referenceBackend.compile(load('parameter-sweep'), { data: reader }),
    );
    const [end = []] = weights('STDP');
    const share = (block: number, wanted: (value: number) => boolean): number =>
      end.slice(100 * block, 100 * block + 100).filter(wanted).length / 100;
    const atBound = (value: number): boolean => value === 0 || value === 0.04;
    const nearStart = (value: number): boolean =>
      Math.abs(value - 0.004 * Math.round(value / 0.004)) < 4e-4;
    expect(blocks.map((block) => share(block, atBound) > 0.9)).toEqual([false, false, true, true]);
    expect(share(0, nearStart)).toBe(1);
  });
});
