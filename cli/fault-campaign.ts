import type { FixedPlan } from '../backends/fixed-point/index.js';
import {
  type CampaignPlan,
  type DrawnFault,
  drawFaults,
  type FaultKind,
  type FaultTarget,
  type NeurocoreRun,
  openNeurocorePlan,
  PacketRecorder,
} from '../backends/neurocore/index.js';
import { analyseNetwork } from '../core/analysis/index.js';
import { type Diagnostic, FrameworkError, isFrameworkError } from '../core/diagnostics/index.js';
import type { Network } from '../core/network/index.js';
import { noRecordFiles } from '../core/recording/index.js';
import {
  type Budget,
  type ComparedSide,
  judgeComparison,
  type PlasticVariable,
  plasticVariables,
} from '../equivalence/index.js';

/**
 * What became of a fault. `masked`: spikes, states and weights are those of the run without it.
 * `detected`: the chip raised a sticky fault or stopped. The others went unnoticed: `corrupted` where
 * the budget is not held or, without one, a spike or a weight differs; else `tolerated`.
 */
export const outcomes = ['masked', 'tolerated', 'corrupted', 'detected'] as const;
export type Outcome = (typeof outcomes)[number];

export interface FaultResult extends DrawnFault {
  readonly outcome: Outcome;
  /** What was detected, or what differs. */
  readonly reason: string;
}

export interface Campaign {
  readonly golden: ComparedSide;
  readonly results: readonly FaultResult[];
}

export interface CampaignOptions {
  /** As declared, and as it was planned: with everything recorded that is compared. */
  readonly network: Network;
  readonly plan: FixedPlan;
  readonly seed: bigint;
  readonly count: number;
  readonly targets: readonly FaultTarget[];
  readonly kinds: readonly FaultKind[];
  readonly budget?: Budget;
  readonly memoryLimitBytes?: number;
  readonly signal: { readonly aborted: boolean };
  /** After each run; run 0 is the one without a fault. */
  readonly onRun: (done: number) => void;
}

/** A run with a fault may take so many times the cycles of the longest step without one. */
const stepCapFactor = 50;

/**
 * One run without a fault, then one per fault, all from the same start.
 *
 * @throws FrameworkError with what the chip refuses, and RUN_INCOMPLETE after an interrupt.
 */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { plan, network, onRun } = options;
  const limits =
    options.memoryLimitBytes === undefined ? {} : { memoryLimitBytes: options.memoryLimitBytes };
  const packets = new PacketRecorder();
  const clean = openNeurocorePlan(plan, limits, {
    emulatorOptions: { receive: packets.receive },
  });
  const golden = await runToEnd(clean, options.signal);
  if (golden.failure !== undefined) throw new FrameworkError([golden.failure]);
  onRun(0);
  const longest = (await clean.session.chip?.())?.longestStep.cycles ?? 0;
  const known = new Set(clean.device.emulator.faults.map(({ kind }) => kind));
  await clean.session.close();
  const { model } = analyseNetwork(network);
  const plastic = model === undefined ? [] : plasticVariables(model, plan.program);
  const request: CampaignPlan = {
    seed: options.seed,
    count: options.count,
    targets: options.targets,
    kinds: options.kinds,
    image: clean.placed.image,
    steps: golden.recording.steps,
    packets,
  };
  const results: FaultResult[] = [];
  for (const drawn of drawFaults(request)) {
    const run = openNeurocorePlan(plan, limits, {
      faults: () => [drawn.fault],
      emulatorOptions: { stepCap: Math.max(1000, stepCapFactor * longest) },
    });
    const side = await runToEnd(run, options.signal);
    const raised = run.device.emulator.faults.find(({ kind }) => !known.has(kind));
    await run.session.close();
    results.push({
      ...drawn,
      ...(raised === undefined
        ? judge(golden, side, plastic, options)
        : { outcome: 'detected', reason: raised.kind }),
    });
    onRun(results.length);
  }
  return { golden, results };
}

/** Runs the timeline. A chip that stops has a failure; an interrupt is one of the user. */
async function runToEnd(
  { session }: NeurocoreRun,
  signal: { readonly aborted: boolean },
): Promise<ComparedSide> {
  let failure: Diagnostic | undefined;
  try {
    const { finished, step } = await session.run(undefined, { signal, files: noRecordFiles });
    if (!finished) throw interrupted(step);
  } catch (error) {
    if (signal.aborted || !isFrameworkError(error)) throw error;
    [failure] = error.diagnostics;
  }
  return {
    info: session.info,
    recording: await session.recording(),
    hashes: await session.hashes(),
    counters: await session.counters(),
    finished: failure === undefined,
    ...(failure === undefined ? {} : { failure }),
  };
}

function interrupted(step: number): FrameworkError {
  return new FrameworkError([
    {
      code: 'RUN_INCOMPLETE',
      severity: 'error',
      message: `stopped at step ${step} of a run, before the campaign was done`,
    },
  ]);
}

function judge(
  golden: ComparedSide,
  side: ComparedSide,
  plastic: readonly PlasticVariable[],
  { network, budget }: CampaignOptions,
): { readonly outcome: Outcome; readonly reason: string } {
  if (side.failure !== undefined) return { outcome: 'detected', reason: side.failure.code };
  const differing = (['spikes', 'weights', 'states'] as const).filter(
    (what) => golden.hashes[what] !== side.hashes[what],
  );
  const [first] = differing;
  if (first === undefined) return { outcome: 'masked', reason: '' };
  const reason = `${differing.join(', ')} differ`;
  if (budget === undefined)
    return { outcome: first === 'states' ? 'tolerated' : 'corrupted', reason };
  const { verdict } = judgeComparison({
    network,
    plannedSteps: golden.recording.steps,
    reference: golden,
    subject: side,
    plastic,
    budget: outputsOf(budget),
  });
  // What cannot be judged is not shown to be harmless.
  return {
    outcome: verdict.word === 'holds' ? 'tolerated' : 'corrupted',
    reason: `${reason}; ${verdict.word}`,
  };
}

/** What a budget says of outputs: a chip counts no operations of single nodes. */
function outputsOf(budget: Budget): Budget {
  const variables = [...budget.variables].map(([name, { saturationPer1e6: _, ...rest }]) => {
    return [name, rest] as const;
  });
  return { ...budget, counters: {}, variables: new Map(variables), allowInconclusive: false };
}
