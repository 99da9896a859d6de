import type { Backend, CompileOptions, Session } from '../../core/backend.js';
import { type Diagnostic, FrameworkError } from '../../core/diagnostics/index.js';
import { type Program, printKernel } from '../../core/ir/index.js';
import { prepareProgram } from '../../core/lower/index.js';
import {
  announceRecording,
  checkMemory,
  createSession,
  type Engine,
  frameworkVersion,
  hashModel,
  hashProgram,
  type NetworkMeaning,
} from '../../core/runtime/index.js';
import { ReferenceEngine } from './reference-engine.js';

const defaultMemoryBytes = 4 * 2 ** 30;

/** Runs networks in float64: what every other backend is compared with. */
export const referenceBackend: Backend = {
  name: 'reference',
  async compile(network, options = {}) {
    const { program, halfSteps, notes } = await prepareProgram(network, options);
    return openProgram(program, notes, { ...options, halfSteps });
  },
};

/**
 * A session of a lowered program.
 *
 * @param notes - What lowering found; the session shows it together with the announced recordings.
 * @throws FrameworkError MEMORY_LIMIT before anything is allocated
 */
export function openProgram(
  program: Program,
  notes: readonly Diagnostic[] = [],
  options: Pick<CompileOptions, 'memoryLimitBytes' | 'profiling' | 'interpreted'> &
    Pick<NetworkMeaning, 'halfSteps'> & {
      /** Sets another engine around the program's: one that listens, for example. */
      readonly wrap?: (engine: Engine) => Engine;
    } = {},
): Session {
  const tooLarge = checkMemory(program, options.memoryLimitBytes ?? defaultMemoryBytes);
  if (tooLarge.length > 0) throw new FrameworkError(tooLarge);
  const own = new ReferenceEngine(program, options);
  const engine = options.wrap?.(own) ?? own;
  const { whole, ...hashes } = hashProgram(program);
  return createSession({
    plan: program,
    engine,
    kernels: program.kernels,
    info: {
      backend: referenceBackend.name,
      engine: engine.name,
      version: frameworkVersion,
      network: program.name,
      seed: program.seed.toString(),
      dtSeconds: program.dtSeconds,
      hashes,
      notes: [...notes, ...announceRecording(program)],
    },
    programHash: whole,
    meaning: {
      kernels: program.kernels,
      ...(options.halfSteps === undefined ? {} : { halfSteps: options.halfSteps }),
    },
    modelHash: () => hashModel(program, program.kernels.map(printKernel).join('\n')),
    profiling: options.profiling === true,
  });
}
