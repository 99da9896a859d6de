import type { Backend, CompileOptions, Session } from '../../core/backend.js';
import { FrameworkError } from '../../core/diagnostics/index.js';
import { printPlan } from '../../core/ir/index.js';
import type { Network } from '../../core/network/index.js';
import { hex, sha256, utf8 } from '../../core/random/index.js';
import {
  announceRecording,
  checkMemory,
  createSession,
  type Engine,
  frameworkVersion,
  hashModel,
  hashPlainData,
} from '../../core/runtime/index.js';
import { createFixedEngine } from './fixed-engine.js';
import { printFixedProgram } from './lower/print.js';
import { type FixedPlan, planFixed } from './plan-fixed.js';

/** What only this backend asks for. */
export interface FixedPointOptions {
  /** Counters of every requantisation; on by default, results are the same without. */
  readonly counters?: boolean;
}

/**
 * The integer interpreter: the exact meaning of a network on given hardware, without cores or
 * cycles. Chips must reproduce it bit for bit.
 */
export function createFixedPointBackend(own: FixedPointOptions = {}): Backend {
  return {
    name: 'fixed',
    compile: async (network: Network, options: CompileOptions = {}): Promise<Session> =>
      openFixedPlan(await planFixed(network, options), options, own),
  };
}

/** `createFixedPointBackend()` with its defaults. */
export const fixedPointBackend: Backend = createFixedPointBackend();

const defaultMemoryBytes = 4 * 2 ** 30;

/**
 * A session of a planned network: for callers that also want the plan's formats.
 *
 * @throws FrameworkError MEMORY_LIMIT before anything is allocated.
 */
export function openFixedPlan(
  plan: FixedPlan,
  options: Pick<CompileOptions, 'memoryLimitBytes'> = {},
  own: FixedPointOptions = {},
): Session {
  requireMemory(plan, options);
  const { fixed, hardware } = plan;
  return openEngine(
    plan,
    createFixedEngine(fixed, hardware, { counting: own.counters ?? true }),
    'fixed',
  );
}

/** @throws FrameworkError MEMORY_LIMIT if arrays, synapses and recordings take more than allowed. */
export function requireMemory(
  { fixed }: FixedPlan,
  { memoryLimitBytes }: Pick<CompileOptions, 'memoryLimitBytes'>,
): void {
  const tooLarge = checkMemory(fixed, memoryLimitBytes ?? defaultMemoryBytes);
  if (tooLarge.length > 0) throw new FrameworkError(tooLarge);
}

/** A session that walks through a fixed plan on an engine that takes its place. */
export function openEngine(plan: FixedPlan, engine: Engine, backend: string): Session {
  const { program, fixed, hardware, halfSteps, notes } = plan;
  const printed = hex(sha256(utf8(`${printPlan(fixed)}\n${printFixedProgram(fixed)}`)));
  return createSession({
    plan: fixed,
    engine,
    kernels: fixed.kernels,
    programHash: hashPlainData([printed, fixed.seed, hardware.hash]),
    meaning: { kernels: program.kernels, ...(halfSteps === undefined ? {} : { halfSteps }) },
    modelHash: () => hashModel(fixed, `${printFixedProgram(fixed)}\n${hardware.hash}`),
    info: {
      backend,
      engine: engine.name,
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
      notes: [...notes, ...announceRecording(fixed)],
    },
  });
}
