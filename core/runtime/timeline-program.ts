import type { HostStep, RetryPlan, StepPlan } from '../ir/index.js';

/** Host step that acts between two ticks and takes no time. */
export type HostAction = Extract<
  HostStep,
  {
    readonly kind:
      | 'set'
      | 'set-rates'
      | 'set-spikes'
      | 'switch'
      | 'normalize'
      | 'checkpoint'
      | 'restore';
  }
>;

/**
 * The timeline as a flat program with numbered counters, so that the place in it is a few numbers
 * that a checkpoint can hold. `exit` is where a loop goes on when it is done.
 */
export type TimelineInstruction =
  | { readonly op: 'run'; readonly seconds: number }
  | { readonly op: 'ticks'; readonly ticks: number }
  | { readonly op: 'phase'; readonly name: string }
  | { readonly op: 'act'; readonly step: HostAction }
  | { readonly op: 'loop'; readonly counter: number; readonly times: number; exit: number }
  | { readonly op: 'items'; readonly shown: ShownItems; exit: number }
  | { readonly op: 'show'; readonly shown: ShownItems }
  | { readonly op: 'rest'; readonly shown: ShownItems }
  | {
      readonly op: 'retry';
      readonly shown: ShownItems;
      readonly retry: RetryPlan;
      readonly to: number;
    }
  | { readonly op: 'again'; readonly counter: number; readonly to: number };

/** One `present` step. */
export interface ShownItems {
  readonly counter: number;
  readonly input: string;
  readonly set: string;
  /** Items to show in all, and in one pass. */
  readonly items: number;
  readonly perPass: number;
  /** Whose spikes during the item decide whether it is shown again. */
  readonly population?: string;
}

export interface TimelineProgram {
  readonly instructions: readonly TimelineInstruction[];
  readonly counters: number;
}

/** Flattens the host program of a plan. */
export function flattenTimeline(plan: StepPlan): TimelineProgram {
  const instructions: TimelineInstruction[] = [];
  let counters = 0;

  const add = (step: HostStep): void => {
    switch (step.kind) {
      case 'run':
        instructions.push({ op: 'run', seconds: step.seconds });
        return;
      case 'phase':
        instructions.push({ op: 'phase', name: step.name });
        return;
      case 'repeat': {
        const counter = counters++;
        const loop = { op: 'loop' as const, counter, times: step.times, exit: 0 };
        const to = instructions.push(loop) - 1;
        for (const inner of step.steps) add(inner);
        instructions.push({ op: 'again', counter, to });
        loop.exit = instructions.length;
        return;
      }
      case 'present':
        addPresent(step);
        return;
      case 'set':
      case 'set-rates':
      case 'set-spikes':
      case 'switch':
      case 'normalize':
      case 'checkpoint':
      case 'restore':
        instructions.push({ op: 'act', step });
        return;
    }
  };
  const addPresent = (step: Extract<HostStep, { kind: 'present' }>): void => {
    const input = plan.objects.find((object) => object.name === step.input);
    if (input?.kind !== 'input' || input.source !== 'images')
      throw new Error(`the timeline presents ${step.input}, which has no items`);
    const perPass = input.sets.find((set) => set.name === step.set)?.count;
    if (perPass === undefined) throw new Error(`input ${step.input} has no set ${step.set}`);
    const counter = counters++;
    const items = perPass === 0 ? 0 : (step.items ?? perPass);
    const watched = input.retry === undefined ? {} : { population: input.retry.population };
    const shown = { counter, input: step.input, set: step.set, items, perPass, ...watched };
    const head = { op: 'items' as const, shown, exit: 0 };
    const to = instructions.push(head) - 1;
    const first = instructions.length;
    for (const before of step.before) add(before);
    instructions.push({ op: 'show', shown }, { op: 'ticks', ticks: input.presentTicks });
    instructions.push({ op: 'rest', shown }, { op: 'ticks', ticks: input.restTicks });
    const { retry } = input;
    if (retry !== undefined) instructions.push({ op: 'retry', shown, retry, to: first });
    for (const after of step.after) add(after);
    instructions.push({ op: 'again', counter, to });
    head.exit = instructions.length;
  };

  for (const step of plan.host) add(step);
  return { instructions, counters };
}

/**
 * Step at which a run to `seconds` ends: the nearest whole number of steps if it is within 1e-4 of a
 * step, else the next one (semantics section 12.1).
 */
export function endStep(seconds: number, dtSeconds: number): number {
  const steps = seconds / dtSeconds;
  const nearest = Math.round(steps);
  return Math.abs(steps - nearest) <= 1e-4 ? nearest : Math.ceil(steps);
}
