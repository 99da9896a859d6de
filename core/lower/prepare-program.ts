import { analyseNetwork } from '../analysis/index.js';
import type { CompileOptions } from '../backend.js';
import { readDataFiles } from '../description/index.js';
import { type Diagnostic, FrameworkError } from '../diagnostics/index.js';
import { type Program, type ScalarKernel, verifyProgram } from '../ir/index.js';
import { lintModel, lintProgram } from '../lints/index.js';
import type { Model, Network, StepModel } from '../network/index.js';
import { lowerHalfSteps } from './half-steps.js';
import { type LoweringOptions, lowerModel } from './lower-model.js';

/** What a backend starts from: the program, and everything worth knowing that is no error. */
export interface PreparedProgram {
  /** The analysed network, with what the options replace. */
  readonly model: Model;
  readonly program: Program;
  /** Its populations for half a time step; see `lowerHalfSteps`. */
  readonly halfSteps: () => readonly ScalarKernel[];
  /** Findings of analysis, files, lowering, and of the checks on text and program (`core/lints`). */
  readonly notes: readonly Diagnostic[];
}

/**
 * Network -> program: analyses, reads the data files, connects and lowers.
 *
 * @param options - `seed` and `items` replace what the network says; `data` reads its files;
 *   `memoryLimitBytes` bounds arrays and synapses. What backends alone care about is not looked at.
 * @param lowering - Forms of the program that no user chooses.
 * @throws FrameworkError with all faults of the first stage that finds any: texts, files, connections
 *   and what is not available.
 */
export async function prepareProgram(
  network: Network,
  options: CompileOptions = {},
  lowering: Pick<LoweringOptions, 'literalTraces'> = {},
): Promise<PreparedProgram> {
  const analysed = analyseNetwork(network);
  throwErrors(analysed.diagnostics);
  if (analysed.model === undefined) throw new Error('no model, and no error that says why');
  const model = overridden(analysed.model, options);
  const { files, diagnostics: ofFiles } = await readDataFiles(model, options.data);
  throwErrors(ofFiles);
  const { memoryLimitBytes } = options;
  const lowered = lowerModel(model, files, {
    ...lowering,
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
  });
  throwErrors(lowered.diagnostics);
  const { program } = lowered;
  if (program === undefined) throw new Error('no program, and no error that says why');
  verifyProgram(program);
  const notes = [
    ...analysed.diagnostics,
    ...lintModel(network, model),
    ...ofFiles,
    ...lowered.diagnostics,
    ...lintProgram(model, program),
  ];
  return { model, program, halfSteps: () => lowerHalfSteps(model, program), notes };
}

function throwErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new FrameworkError(errors);
}

function overridden(model: Model, { seed, items }: CompileOptions): Model {
  return {
    ...model,
    ...(seed === undefined ? {} : { seed }),
    ...(items === undefined ? {} : { timeline: withItems(model.timeline, items) }),
  };
}

function withItems(steps: readonly StepModel[], items: number): readonly StepModel[] {
  return steps.map((step): StepModel => {
    if (step.kind === 'present') {
      const [before, after] = [withItems(step.before, items), withItems(step.after, items)];
      return { ...step, items, before, after };
    }
    return step.kind === 'repeat' ? { ...step, steps: withItems(step.steps, items) } : step;
  });
}
