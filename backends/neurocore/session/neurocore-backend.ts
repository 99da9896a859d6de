import type { Backend, CompileOptions, Session } from '../../../core/backend.js';
import { Diagnostics, FrameworkError } from '../../../core/diagnostics/index.js';
import { type ArrayId, printPlan } from '../../../core/ir/index.js';
import type { Network } from '../../../core/network/index.js';
import { hex, sha256, utf8 } from '../../../core/random/index.js';
import {
  announceRecording,
  checkMemory,
  createSession,
  frameworkVersion,
  hashModel,
  hashPlainData,
} from '../../../core/runtime/index.js';
import {
  createFixedEngine,
  type FixedPlan,
  planFixed,
  printFixedProgram,
} from '../../fixed-point/index.js';
import { observeEmulator, type StepObserver } from '../artefacts/index.js';
import { type ChipCode, generateChipCode } from '../codegen/index.js';
import {
  createEventEmulator,
  createPerClockEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../emulator/index.js';
import { createFaultyEmulator, type InjectedFault } from '../faults/index.js';
import { checkImage } from '../image/index.js';
import { type PlacedNetwork, placeNetwork } from '../placement/index.js';
import { ChipDevice } from './chip-device.js';
import { layoutHash } from './layout-hash.js';
import { NeurocoreEngine } from './neurocore-engine.js';
import { refuseHostUse } from './refuse-host-use.js';

/** What only this backend asks for. */
export interface NeurocoreOptions {
  /** `events` (default) skips over cycles in which nothing is decided; `clock` runs every one. Same results. */
  readonly emulator?: 'events' | 'clock';
  /** Who looks at every step: waveform windows, rows per step, coverage. Nothing changes by it. */
  readonly observers?: (placed: PlacedNetwork) => readonly StepObserver[];
  /** Faults to put in, chosen once the image is known. @throws FrameworkError for those that cannot be */
  readonly faults?: (placed: PlacedNetwork) => readonly InjectedFault[];
  readonly emulatorOptions?: EmulatorOptions;
}

/** A network on the chip, and the parts that reports are made from. */
export interface NeurocoreRun {
  readonly session: Session;
  readonly plan: FixedPlan;
  readonly code: ChipCode;
  readonly placed: PlacedNetwork;
  readonly device: ChipDevice;
}

/** The cycle-level emulator of the neurocore: bit for bit what the integer interpreter computes. */
export function createNeurocoreBackend(own: NeurocoreOptions = {}): Backend {
  return {
    name: 'neurocore',
    compile: async (network: Network, options: CompileOptions = {}): Promise<Session> =>
      openNeurocorePlan(await planFixed(network, options), options, own).session,
  };
}

const defaultMemoryBytes = 4 * 2 ** 30;

/**
 * Compiles a planned network to the chip and opens a session of it.
 *
 * @throws FrameworkError with all that the chip refuses, each with its place and a repair.
 */
export function openNeurocorePlan(
  plan: FixedPlan,
  options: Pick<CompileOptions, 'memoryLimitBytes'> = {},
  own: NeurocoreOptions = {},
): NeurocoreRun {
  const { program, fixed, hardware, halfSteps, notes } = plan;
  const tooLarge = checkMemory(fixed, options.memoryLimitBytes ?? defaultMemoryBytes);
  if (tooLarge.length > 0) throw new FrameworkError(tooLarge);
  const diagnostics = new Diagnostics();
  refuseHostUse(fixed, diagnostics);
  const code = generateChipCode(fixed, hardware, diagnostics);
  diagnostics.throwIfErrors();
  if (code === undefined) throw new Error('code generation gave nothing and no reason');
  const printed = hex(sha256(utf8(`${printPlan(fixed)}\n${printFixedProgram(fixed)}`)));
  const engine = new NeurocoreEngine(
    fixed,
    createFixedEngine(fixed, hardware, { counting: false }),
  );
  const emulatorKind = own.emulator ?? 'events';
  // Sets the initial values, delays in steps included: what placement fills the memories with.
  const session = createSession({
    plan: fixed,
    engine,
    kernels: fixed.kernels,
    programHash: hashPlainData([printed, fixed.seed, hardware.hash, 'neurocore']),
    meaning: { kernels: program.kernels, ...(halfSteps === undefined ? {} : { halfSteps }) },
    modelHash: () => {
      if (placed === undefined) throw new Error('the network is not on the chip yet');
      const layout = layoutHash(placed.image);
      return hashModel(
        fixed,
        `${printFixedProgram(fixed)}\n${hardware.hash}\nneurocore\n${layout}`,
      );
    },
    info: {
      backend: 'neurocore',
      engine: emulatorKind === 'events' ? 'event-based emulator' : 'per-clock emulator',
      version: frameworkVersion,
      network: program.name,
      seed: program.seed.toString(),
      dtSeconds: program.dtSeconds,
      hardware: hardware.name,
      hashes: {
        program: printed,
        host: hashPlainData([fixed.host, fixed.hostKernels]),
        hardware: hardware.hash,
      },
      notes: [...notes, ...diagnostics.all, ...announceRecording(fixed)],
    },
  });
  const placed = placeNetwork(
    {
      code,
      fixed,
      hardware,
      initial: engine.storage,
      hostPopulations: heardByHost(fixed),
      networkHash: printed,
    },
    diagnostics,
  );
  diagnostics.throwIfErrors();
  if (placed === undefined) throw new Error('placement gave nothing and no reason');
  const problems = checkImage(placed.image);
  if (problems.length > 0) throw new Error(`the image is not valid: ${problems.join('; ')}`);
  const emulator: Emulator = observeEmulator(
    createFaultyEmulator(
      placed.image,
      own.faults?.(placed) ?? [],
      emulatorKind === 'events' ? createEventEmulator : createPerClockEmulator,
      own.emulatorOptions,
    ),
    own.observers?.(placed) ?? [],
  );
  const { storage, spikeLists } = engine;
  const device = new ChipDevice({
    hardware,
    code,
    program: fixed,
    placed,
    emulator,
    storage,
    spikeLists,
  });
  engine.attach(device, compiledArrays(fixed, placed));
  return { session, plan, code, placed, device };
}

/** Arrays that the chip's programs use, but that lie in none of its memories. */
function compiledArrays(
  { objects, kernels, arrays }: FixedPlan['fixed'],
  placed: PlacedNetwork,
): ReadonlySet<ArrayId> {
  const traces = new Set(
    objects.flatMap((object) =>
      object.kind === 'projection' ? object.traces.map(({ kernel }) => kernel) : [],
    ),
  );
  const used = new Set(
    kernels
      .filter(({ id }) => !traces.has(id))
      .flatMap(({ body }) => body.flatMap((node) => ('array' in node ? [node.array] : []))),
  );
  return new Set(
    arrays.flatMap(({ id, role }) =>
      role !== 'accumulator' && (used.has(id) || role === 'delay-ticks') && !placed.arrays.has(id)
        ? [id]
        : [],
    ),
  );
}

/** Populations whose spikes somebody records: only these leave the chip. */
function heardByHost({ probes }: FixedPlan['fixed']): ReadonlySet<string> {
  return new Set(
    probes.flatMap(({ kind, object }) =>
      kind === 'spikes' || kind === 'rate' || kind === 'responses' ? [object] : [],
    ),
  );
}
