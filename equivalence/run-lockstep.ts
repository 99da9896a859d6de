import type { CompileOptions, LockstepErrors, Session } from '../core/backend.js';
import type { Network } from '../core/network/index.js';
import { noRecordFiles, type Recording } from '../core/recording/index.js';
import type { Comparison } from './comparison.js';
import { type LagPrediction, predictLag } from './predict-lag.js';
import { type RunComparisonOptions, runComparison } from './run-comparison.js';

export interface RunLockstepOptions extends RunComparisonOptions {
  /** Opens a lockstep run; `ticks` bounds the part of which errors are taken. */
  readonly lockstep: (
    network: Network,
    options: CompileOptions,
  ) => Promise<{ readonly session: Session; readonly errors: () => LockstepErrors }>;
  /**
   * Opens a float64 run with another input to the equation of a variable: `amount` added to the
   * equation in SI per second, or to a constant in its own unit. Says what that adds per second.
   */
  readonly shifted: (
    network: Network,
    options: CompileOptions,
    shift: {
      readonly population: string;
      readonly variable: string;
      readonly amount: number;
      readonly constant?: string;
    },
  ) => Promise<{ readonly session: Session; readonly perSecond: number }>;
  /** Input of the slope run; absent: the equivalent input, or more where that moves too little. */
  readonly shift?: { readonly amount: number; readonly constant?: string };
  /** Seconds a spike moves per unit of input, in SI per second, where that is known: no slope run is made. */
  readonly slope?: number;
  /** Number of the spike whose lag is predicted, from 1; absent: the last one all runs have. */
  readonly spike?: number;
}

export interface LockstepComparison {
  /** Both engines alone: the measured side of what the errors predict. */
  readonly free: Comparison;
  /** Absent if a run of the comparison failed. */
  readonly errors?: LockstepErrors;
  /** One per population with an equivalent input and spikes. */
  readonly lags: readonly LagPrediction[];
  /** Populations of which no lag can be told. */
  readonly untold: readonly { readonly population: string; readonly reason: string }[];
}

/** Steps that the slope run must move the spike by, so that the grid of ticks does not matter. */
const leastMove = 100;
/** Times that a shift that moves too little is made ten times as large. */
const mostGrowths = 3;

/**
 * Compares two engines step by step from equal states, and predicts from the mean errors of single
 * steps by how much spikes are late: equivalent input times the slope of a run with a known input.
 *
 * @throws FrameworkError as `runComparison`.
 */
export async function runLockstep(options: RunLockstepOptions): Promise<LockstepComparison> {
  let compiled: { readonly network: Network; readonly options: CompileOptions } | undefined;
  const free = await runComparison({
    ...options,
    mode: 'lockstep',
    formats: (network, own) => {
      compiled = { network, options: own };
      return options.formats?.(network, own) ?? (() => undefined);
    },
  });
  if (compiled === undefined || free.subject === undefined) return { free, lags: [], untold: [] };
  const { network, options: own } = compiled;
  const run = async (session: Session): Promise<Recording> => {
    try {
      await session.run(
        options.budget?.simulateSeconds === undefined ? undefined : free.plannedSteps,
        {
          files: noRecordFiles,
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        },
      );
      return await session.recording();
    } finally {
      await session.close();
    }
  };
  const opened = await options.lockstep(network, own);
  await run(opened.session);
  const errors = opened.errors();
  const lags: LagPrediction[] = [];
  const untold: { population: string; reason: string }[] = [];
  const { reference, subject } = free;
  const slopeRun = async (input: {
    readonly population: string;
    readonly variable: string;
    readonly amount: number;
  }): Promise<{ readonly shifted: Recording; readonly input: number }> => {
    const { session, perSecond } = await options.shifted(network, own, {
      ...input,
      ...options.shift,
    });
    return { shifted: await run(session), input: perSecond };
  };
  for (const { population, membrane: variable, total, shares } of errors.inputs) {
    if (total === 0) {
      untold.push({ population, reason: 'its mean errors are worth no input' });
      continue;
    }
    const membrane = shares.find(({ array }) => array === variable)?.input ?? 0;
    let amount = total;
    for (let growths = 0; ; growths += 1) {
      const slope = options.slope ?? (await slopeRun({ population, variable, amount }));
      const found = predictLag({
        ...{ population, slope, total, membrane, ticks: errors.ticks },
        ...{ reference: reference.recording, subject: subject.recording },
        ...(options.spike === undefined ? {} : { spike: options.spike }),
      });
      const moved = Math.abs(found?.shift?.movedBy ?? 0) / reference.recording.dtSeconds;
      const given = options.shift !== undefined || options.slope !== undefined;
      const done = given || growths === mostGrowths || moved >= leastMove;
      if (!done && found !== undefined) {
        amount *= 10;
        continue;
      }
      if (found !== undefined) lags.push(found);
      else untold.push({ population, reason: missingSpike(options.spike) });
      break;
    }
  }
  return { free, errors, lags, untold };
}

function missingSpike(spike: number | undefined): string {
  return spike === undefined
    ? 'no neuron of it spikes in all runs'
    : `spike ${spike} of its busiest neuron is not in all three runs: run longer, or name another`;
}
