import type { QuantityText, StepDocument } from '../../core/network/index.js';
import { quantityOf, seconds } from './brian2-texts.js';
import {
  integerAt,
  isAbsent,
  listAt,
  member,
  numberAt,
  refuse,
  textAt,
  unsupported,
  type VectorValue,
} from './vector-shape.js';

export interface TimelineOptions {
  /** Events that are left out, by their `op`. */
  readonly without: readonly string[];
  /** How often each `restore` is carried out. */
  readonly restores: number;
}

/**
 * The runs of a vector and its events, each of which comes before the step round(t / dt).
 *
 * @param units - Unit text by variable of the projections: `S.w`.
 */
export function timelineOf(
  root: VectorValue,
  dt: number,
  units: ReadonlyMap<string, string>,
  { without, restores }: TimelineOptions,
): readonly StepDocument[] {
  const last = integerAt(member(root, 'n_steps'));
  const steps: StepDocument[] = [];
  let now = 0;
  const runTo = (step: number): void => {
    if (step > now) steps.push({ run: seconds((step - now) * dt) });
    now = step;
  };
  const events = eventsOf(root, dt, last).filter(({ op }) => !without.includes(op));
  const apply = (timed: TimedEvent): void => {
    runTo(timed.step);
    steps.push(eventStep(timed, units));
  };
  events.forEach((timed, place) => {
    if (timed.op !== 'restore') {
      apply(timed);
      return;
    }
    runTo(timed.step);
    const to = stepAt(member(timed.event, 'to'), dt);
    const stored = events.findIndex(({ op, step }) => op === 'store' && step === to);
    if (stored < 0 || stored > place)
      refuse(timed.event.path, 'there is no checkpoint of that time');
    // What happened behind the checkpoint happens in each further pass.
    const again = events
      .slice(stored + 1, place)
      .filter(({ op }) => op !== 'store' && op !== 'restore');
    for (let time = 0; time < restores; time++) {
      steps.push({ restore: checkpointName(to) });
      now = to;
      again.forEach(apply);
      runTo(last);
    }
  });
  runTo(last);
  return steps;
}

interface TimedEvent {
  readonly event: VectorValue;
  readonly op: string;
  readonly step: number;
}

function eventsOf(root: VectorValue, dt: number, last: number): readonly TimedEvent[] {
  const list = member(root, 'events');
  let before = 0;
  return (isAbsent(list) ? [] : listAt(list)).map((event) => {
    const step = stepAt(member(event, 't'), dt);
    if (step < before || step > last) refuse(event.path, 'the events are not in order of time');
    before = step;
    return { event, op: textAt(member(event, 'op')), step };
  });
}

function stepAt(time: VectorValue, dt: number): number {
  return Math.round(numberAt(time) / dt);
}

function eventStep(
  { event, op, step }: TimedEvent,
  units: ReadonlyMap<string, string>,
): StepDocument {
  switch (op) {
    case 'set_where': {
      const [where, variable] = [member(event, 'where'), variableOf(event)];
      return {
        set: { [variable]: valueAt(member(event, 'value'), units.get(variable)) },
        ...(isAbsent(where) ? {} : { where: textAt(where) }),
      };
    }
    case 'normalize_columns': {
      const variable = variableOf(event);
      const total = quantityOf(numberAt(member(event, 'total')), units.get(variable));
      return { normalize: { variable, per: 'target', total } };
    }
    case 'store':
      return { checkpoint: checkpointName(step) };
    default:
      return unsupported(`the event ${op}`);
  }
}

function variableOf(event: VectorValue): string {
  return `${textAt(member(event, 'synapses'))}.${textAt(member(event, 'var'))}`;
}

/** A number in SI, or an expression with the variables of the synapse. */
function valueAt(of: VectorValue, unit: string | undefined): QuantityText {
  return typeof of.value === 'string' ? of.value : quantityOf(numberAt(of), unit);
}

function checkpointName(step: number): string {
  return `step_${step}`;
}
