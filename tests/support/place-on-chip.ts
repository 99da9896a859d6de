import { createFixedEngine, type FixedPlan, planFixed } from '../../backends/fixed-point/index.js';
import type { ChipCode } from '../../backends/neurocore/codegen/index.js';
import {
  type PlacedNetwork,
  type PlacementRequest,
  placeNetwork,
} from '../../backends/neurocore/placement/index.js';
import { loadHardware } from '../../backends/profiles/index.js';
import { loadNetwork } from '../../core/description/index.js';
import { Diagnostics } from '../../core/diagnostics/index.js';
import type { Hardware } from '../../core/hardware.js';
import type { ArrayId } from '../../core/ir/index.js';
import { createSession, frameworkVersion } from '../../core/runtime/index.js';
import { sketchCode } from './chip-code-sketch.js';
import { builtIn } from './hardware-files.js';

export interface Placing {
  readonly request: PlacementRequest;
  readonly plan: FixedPlan;
  readonly placed: PlacedNetwork | undefined;
  readonly diagnostics: Diagnostics;
}

export function hardwareOf(text: string): Hardware {
  const header = 'hardware: 1\nname: test\nextends: iso-256\n';
  const { hardware, diagnostics } = loadHardware(header + text, 'hardware.yaml', builtIn);
  if (hardware === undefined) throw new Error(diagnostics.map(({ message }) => message).join());
  return hardware;
}

/** Start values of a planned network: what an engine holds before step 0. */
function startValues({ fixed, hardware, program }: FixedPlan): ReadonlyMap<ArrayId, Float64Array> {
  const engine = createFixedEngine(fixed, hardware, { counting: false });
  createSession({
    plan: fixed,
    engine,
    kernels: fixed.kernels,
    programHash: '',
    meaning: { kernels: program.kernels },
    modelHash: () => '',
    info: {
      backend: 'fixed',
      engine: engine.name,
      version: frameworkVersion,
      network: program.name,
      seed: program.seed.toString(),
      dtSeconds: program.dtSeconds,
      hardware: hardware.name,
      hashes: {},
      notes: [],
    },
  });
  return engine.storage;
}

/** Places a network given as text; without `code`, with programs that only have the right memories. */
export async function placeText(
  network: string,
  hardware: Hardware,
  change: (request: PlacementRequest) => PlacementRequest = (request) => request,
): Promise<Placing> {
  const loaded = loadNetwork(network, 'network.yaml');
  if (loaded.network === undefined)
    throw new Error(loaded.diagnostics.map(({ message }) => message).join());
  const plan = await planFixed(loaded.network, { hardware });
  const initial = startValues(plan);
  const code: ChipCode = sketchCode(plan.fixed, initial);
  const populations = code.populations.map(({ name }) => name);
  const request = change({
    code,
    fixed: plan.fixed,
    hardware,
    initial,
    hostPopulations: new Set(populations),
    networkHash: 'network',
  });
  const diagnostics = new Diagnostics();
  const placed = placeNetwork(request, diagnostics);
  return { request, plan, placed, diagnostics };
}
