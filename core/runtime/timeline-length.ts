import type { HostStep, StepPlan } from '../ir/index.js';
import { endStep } from './timeline-program.js';

/** What the timeline will do, as far as it is known beforehand. */
export interface TimelineExtent {
  /** Ticks in all; those after a `restore` count again. */
  readonly ticks: number;
  /** Items shown per input. */
  readonly items: ReadonlyMap<string, number>;
  readonly checkpoints: number;
}

interface Clock {
  readonly step: number;
  readonly seconds: number;
}

/** Adds up the host program of a plan. */
export function measureTimeline(plan: StepPlan): TimelineExtent {
  const dt = plan.dtSeconds;
  const items = new Map<string, number>();
  const stored = new Map<string, Clock>();
  let ticks = 0;
  let checkpoints = 0;
  let clock: Clock = { step: 0, seconds: 0 };

  const runTo = (step: number, seconds: number): void => {
    ticks += Math.max(step - clock.step, 0);
    clock = { step: Math.max(step, clock.step), seconds };
  };
  const rounds = (times: number, body: () => void): void => {
    for (let round = 0; round < times; round += 1) {
      const before = { clock, ticks, checkpoints, items: new Map(items) };
      body();
      const passed = clock.step - before.clock.step;
      const seconds = clock.seconds - before.clock.seconds;
      const left = times - round - 1;
      // Whole steps from whole steps: every further round takes as long as this one.
      const whole = Math.abs(before.clock.seconds / dt - before.clock.step) < 1e-4;
      if (passed < 0 || !whole || Math.abs(seconds / dt - passed) > 1e-4 / times) continue;
      ticks += (ticks - before.ticks) * left;
      checkpoints += (checkpoints - before.checkpoints) * left;
      for (const [input, count] of items)
        items.set(input, count + (count - (before.items.get(input) ?? 0)) * left);
      clock = { step: clock.step + passed * left, seconds: clock.seconds + seconds * left };
      return;
    }
  };
  const walk = (steps: readonly HostStep[]): void => {
    for (const step of steps) {
      switch (step.kind) {
        case 'run': {
          const seconds = clock.seconds + step.seconds;
          runTo(endStep(seconds, dt), seconds);
          break;
        }
        case 'repeat':
          rounds(step.times, () => walk(step.steps));
          break;
        case 'present': {
          const input = plan.objects.find((object) => object.name === step.input);
          if (input?.kind !== 'input' || input.source !== 'images') break;
          const perPass = input.sets.find((set) => set.name === step.set)?.count ?? 0;
          rounds(perPass === 0 ? 0 : (step.items ?? perPass), () => {
            items.set(step.input, (items.get(step.input) ?? 0) + 1);
            walk(step.before);
            const end = clock.step + input.presentTicks + input.restTicks;
            runTo(end, end * dt);
            walk(step.after);
          });
          break;
        }
        case 'checkpoint':
          checkpoints += 1;
          stored.set(step.name, clock);
          break;
        case 'restore':
          clock = stored.get(step.name) ?? clock;
          break;
        default:
      }
    }
  };
  walk(plan.host);
  return { ticks, items, checkpoints };
}
