import { analyseNetwork } from '../analysis/index.js';
import type { CompileOptions } from '../backend.js';
import { readDataFiles } from '../description/index.js';
import { type Diagnostic, FrameworkError } from '../diagnostics/index.js';
import { type Program, verifyProgram } from '../ir/index.js';
import type { Model, Network, StepModel } from '../network/index.js';
import { type LoweringOptions, lowerModel } from './lower-model.js';

/** What a backend starts from: the program, and everything worth knowing that is no error. */
export interface PreparedProgram {
  readonly program: Program;
  readonly notes: readonly Diagnostic[];
}

/** Reads nothing: for networks whose data stand in the network itself. */
const noFiles = {
  read: (name: string): Promise<Uint8Array> =>
    Promise.reject(
      new FrameworkError([
        {
          code: 'FILE_DATA',
          severity: 'error',
          message: `${name} cannot be read: no reader of files was given`,
        },
      ]),
    ),
};

/**
 * Network -> program: analyses, reads the data files, connects and lowers.
 *
 * @param options - `seed` and `items` replace what the network says; `data` reads its files;
 *   `memoryLimitBytes` bounds arrays and synapses. What backends alone care about is not looked at.
 * @param lowering - Forms of the program that no user chooses.
 * @throws FrameworkError with all faults that could be found in one go.
 */
export async function prepareProgram(
  network: Network,
  options: CompileOptions = {},
  lowering: Pick<LoweringOptions, 'literalTraces'> = {},
): Promise<PreparedProgram> {
  const analysed = analyseNetwork(network);
  if (analysed.model === undefined) throw new FrameworkError(errorsOf(analysed.diagnostics));
  const model = overridden(analysed.model, options);
  const { files, diagnostics: ofFiles } = await readDataFiles(model, options.data ?? noFiles);
  const { memoryLimitBytes } = options;
  const lowered = lowerModel(model, files, {
    ...lowering,
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
  });
  const all = [...analysed.diagnostics, ...ofFiles, ...lowered.diagnostics];
  const errors = errorsOf(all);
  if (errors.length > 0) throw new FrameworkError(errors);
  const { program } = lowered;
  if (program === undefined) throw new Error('no program, and no error that says why');
  verifyProgram(program);
  return { program, notes: all };
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
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
