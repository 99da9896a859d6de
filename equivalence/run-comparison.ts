import { analyseNetwork } from '../core/analysis/index.js';
import type { AbortSignalLike, Backend, CompileOptions, Progress } from '../core/backend.js';
import { type Diagnostic, FrameworkError } from '../core/diagnostics/index.js';
import type { Program } from '../core/ir/index.js';
import { prepareProgram } from '../core/lower/index.js';
import type { Model, Network } from '../core/network/index.js';
import { measureTimeline } from '../core/runtime/index.js';
import type { Budget } from './budget.js';
import { checkBudget } from './check-budget.js';
import { prepareComparison } from './compare-network.js';
import type { PlasticVariable } from './compare-weights.js';
import type { Comparison, RunMode } from './comparison.js';
import type { FormatLookup } from './format-info.js';
import { judgeComparison } from './judge-comparison.js';
import { type RunSideOptions, runSide, type SideRun } from './run-side.js';
import { weightBounds } from './weight-bounds.js';

export type SideName = 'reference' | 'subject' | 'chip';

export interface ComparisonProgress extends Progress {
  readonly side: SideName;
}

export interface RunComparisonOptions {
  /** As declared: what a comparison needs to record is added here. */
  readonly network: Network;
  readonly reference: Backend;
  readonly subject: Backend;
  /** A chip that must do what the subject does, to the bit: run and compared with it as well. */
  readonly chip?: Backend;
  /** For both sides; `hardware` for the subject alone, which also gets the reference's ranges. */
  readonly compileOptions?: Omit<CompileOptions, 'profile' | 'profiling'>;
  readonly budget?: Budget;
  /** What the two backends are to each other; default: free. */
  readonly mode?: RunMode;
  /**
   * Formats of the subject for what it was given to compile; asked when its run is over. Without
   * them nothing is stated in LSB.
   */
  readonly formats?: (
    network: Network,
    options: CompileOptions,
  ) => FormatLookup | Promise<FormatLookup>;
  readonly onProgress?: (progress: ComparisonProgress) => void;
  readonly signal?: AbortSignalLike;
}

/**
 * Runs a network on two backends, each alone from the same initial state, stimulus and seed, and
 * compares what they leave. The reference runs first; the ranges it saw decide formats of the
 * subject. An engine that fails and a run that is stopped give an `incomplete` result with what
 * there is.
 *
 * @throws FrameworkError with every fault of the network, the budget and what a backend refuses.
 */
export async function runComparison(options: RunComparisonOptions): Promise<Comparison> {
  const { network, budget, signal } = options;
  const model = modelOf(network, budget);
  const shared = sharedOptions(options);
  const { hardware: _hardware, ...forReference } = shared;
  const { program } = await prepareProgram(network, shared);
  const until =
    budget?.simulateSeconds === undefined
      ? undefined
      : Math.round(budget.simulateSeconds / program.dtSeconds);
  const plannedSteps = until ?? measureTimeline(program).ticks;
  const prepared = prepareComparison(network, {
    steps: plannedSteps,
    variables: [...(budget?.variables.keys() ?? [])],
  });
  const plastic = plasticVariables(model, program);
  const run = (side: SideName, own: SideOptions): Promise<SideRun> =>
    runSide({
      network: prepared,
      plastic: plastic.map(({ name }) => name),
      ...own,
      ...(until === undefined ? {} : { until }),
      ...(signal === undefined ? {} : { signal }),
      ...(options.onProgress === undefined
        ? {}
        : { onProgress: (progress) => options.onProgress?.({ side, ...progress }) }),
    });
  const reference = await run('reference', {
    backend: options.reference,
    compileOptions: { ...forReference, profiling: true },
  });
  const forSubject: CompileOptions | undefined =
    reference.ranges === undefined ? undefined : { ...shared, profile: reference.ranges };
  const subject =
    forSubject === undefined
      ? undefined
      : await run('subject', { backend: options.subject, compileOptions: forSubject });
  const chip =
    forSubject === undefined || options.chip === undefined
      ? undefined
      : await run('chip', { backend: options.chip, compileOptions: forSubject });
  const formats =
    forSubject === undefined ? undefined : await options.formats?.(prepared, forSubject);
  return judgeComparison({
    network,
    plannedSteps,
    ...(options.mode === undefined ? {} : { mode: options.mode }),
    plastic: withInitial(plastic, reference, subject),
    reference: reference.side,
    ...(subject === undefined ? {} : { subject: subject.side }),
    ...(chip === undefined ? {} : { chip: chip.side }),
    ...(formats === undefined ? {} : { formats }),
    ...(budget === undefined ? {} : { budget }),
  });
}

type SideOptions = Pick<RunSideOptions, 'backend' | 'compileOptions'>;

/** @throws FrameworkError with all faults of network and budget. */
function modelOf(network: Network, budget: Budget | undefined): Model {
  const { model, diagnostics } = analyseNetwork(network);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (model === undefined) throw new FrameworkError(errors);
  const found = budget === undefined ? [] : checkBudget(budget, model);
  if (found.length > 0) throw new FrameworkError(found);
  return model;
}

/** The seed of the budget applies unless another one is asked for, which would judge another case. */
function sharedOptions({ compileOptions = {}, budget }: RunComparisonOptions): CompileOptions {
  const seed = budget?.seed;
  if (budget === undefined || seed === undefined) return compileOptions;
  if (compileOptions.seed === undefined) return { ...compileOptions, seed };
  if (compileOptions.seed === seed) return compileOptions;
  const span = budget.span(['seeds']);
  const conflict: Diagnostic = {
    code: 'FILE_CONFLICT',
    severity: 'error',
    message: `the budget is for seed ${seed}, and seed ${compileOptions.seed} was asked for`,
    context: 'seeds',
    ...(span === undefined ? {} : { span }),
    help: 'leave one of them out',
  };
  throw new FrameworkError([conflict]);
}

/** The plastic variables of a network: what snapshots of weights are compared for. */
export function plasticVariables(model: Model, program: Program): readonly PlasticVariable[] {
  return model.projections.flatMap((projection) => {
    const plan = program.objects.find(({ name }) => name === projection.name);
    const targets = plan?.kind === 'projection' ? plan.post : new Int32Array(0);
    return projection.plastic.map((variable) => {
      const bounds = weightBounds(projection, variable);
      const name = `${projection.name}.${variable}`;
      return { name, targets, ...(bounds === undefined ? {} : { bounds }) };
    });
  });
}

function withInitial(
  plastic: readonly PlasticVariable[],
  reference: SideRun,
  subject: SideRun | undefined,
): readonly PlasticVariable[] {
  return plastic.map((variable) => {
    const ours = reference.initial.get(variable.name);
    const theirs = subject?.initial.get(variable.name);
    return ours === undefined || theirs === undefined
      ? variable
      : { ...variable, initial: { reference: ours, subject: theirs } };
  });
}
