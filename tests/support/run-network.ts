import { openProgram } from '../../backends/reference/index.js';
import type { CompileOptions } from '../../core/backend.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { Diagnostic } from '../../core/diagnostics/index.js';
import { FrameworkError } from '../../core/diagnostics/index.js';
import type { Program } from '../../core/ir/index.js';
import { type LoweringOptions, prepareProgram } from '../../core/lower/index.js';
import type { NetworkDocument } from '../../core/network/index.js';
import type { Recording } from '../../core/recording/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

export interface NetworkRun {
  readonly program: Program;
  readonly notes: readonly Diagnostic[];
  readonly recording: Recording;
  /** Final values of `OBJECT.VARIABLE`. */
  final(name: string): readonly number[];
  /** Steps in which the neurons of an object spiked, in order. */
  spikeSteps(object: string): readonly number[];
}

/** Lowers a network that is written as a document without head. */
export async function lowerDocument(
  parts: Parts,
  options: CompileOptions = {},
  lowering: Pick<LoweringOptions, 'literalTraces'> = {},
): Promise<{ readonly program: Program; readonly notes: readonly Diagnostic[] }> {
  const network = networkFromDocument({ isospike: 1, name: 'test', ...parts });
  return prepareProgram(network, options, lowering);
}

/** Runs the whole timeline of such a network in the interpreter of the IR. */
export async function runDocument(
  parts: Parts,
  options: CompileOptions = {},
  lowering: Pick<LoweringOptions, 'literalTraces'> = {},
): Promise<NetworkRun> {
  const { program, notes } = await lowerDocument(parts, options, lowering);
  const session = openProgram(program, notes, { interpreted: true });
  await session.run();
  const recording = await session.recording();
  return {
    program,
    notes,
    recording,
    final(name) {
      const found = recording.final.find(
        ({ object, variable }) => `${object}.${variable}` === name,
      );
      if (found === undefined) throw new Error(`no final values of ${name}`);
      return [...found.values];
    },
    spikeSteps(object) {
      const found = recording.spikes.find((train) => train.object === object);
      if (found === undefined) throw new Error(`no spikes of ${object}`);
      return [...found.steps];
    },
  };
}

/** The faults of a network that must not compile. */
export async function faultsOf(
  parts: Parts,
  options: CompileOptions = {},
): Promise<readonly Diagnostic[]> {
  try {
    await lowerDocument(parts, options);
  } catch (error) {
    if (error instanceof FrameworkError) return error.diagnostics;
    throw error;
  }
  throw new Error('the network compiles');
}
