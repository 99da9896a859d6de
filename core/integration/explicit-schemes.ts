import type { ValueId } from '../ir/index.js';
import type { Advanced, DifferentialSystem, SystemLowering } from './differential-system.js';

type Values = ReadonlyMap<string, ValueId>;

/** x + h f(x, t). Also heun and milstein where there is no noise (semantics section 8). */
export function advanceEuler(system: DifferentialSystem, lowering: SystemLowering): Advanced {
  const { builder: b, step } = lowering;
  return eachVariable(system, (name, index) => {
    const slope = lowering.real(rightSide(system, index));
    return b.add(lowering.state(name), b.mul(step, slope));
  });
}

/** k = h f(x, t); x + h f(x + k/2, t + h/2). */
export function advanceRk2(system: DifferentialSystem, lowering: SystemLowering): Advanced {
  const { builder: b, step } = lowering;
  const two = b.constant(2);
  const k = increments(system, lowering);
  const middle = moved(system, lowering, halves(k, lowering));
  const last = increments(system, lowering, middle, b.add(lowering.time(), b.div(step, two)));
  return moved(system, lowering, last);
}

/** The classical method: x + (k1 + 2 k2 + 2 k3 + k4)/6. */
export function advanceRk4(system: DifferentialSystem, lowering: SystemLowering): Advanced {
  const { builder: b, step } = lowering;
  const two = b.constant(2);
  const k1 = increments(system, lowering);
  const middleTime = b.add(lowering.time(), b.div(step, two));
  const k2 = increments(
    system,
    lowering,
    moved(system, lowering, halves(k1, lowering)),
    middleTime,
  );
  const k3 = increments(
    system,
    lowering,
    moved(system, lowering, halves(k2, lowering)),
    middleTime,
  );
  const endTime = b.add(lowering.time(), step);
  const k4 = increments(system, lowering, moved(system, lowering, k3), endTime);
  const total = eachVariable(system, (name) => {
    const inner = b.add(incrementOf(k1, name), b.mul(two, incrementOf(k2, name)));
    const sum = b.add(b.add(inner, b.mul(two, incrementOf(k3, name))), incrementOf(k4, name));
    return b.div(sum, b.constant(6));
  });
  return moved(system, lowering, total);
}

/** h f at the given values; 0 for guarded variables of refractory neurons, so that others see them constant. */
function increments(
  system: DifferentialSystem,
  lowering: SystemLowering,
  values?: Values,
  time?: ValueId,
): Values {
  const { builder: b, step, notRefractory } = lowering;
  return eachVariable(system, (_, index) => {
    const increment = b.mul(step, lowering.real(rightSide(system, index), values, time));
    const guarded = system.equations[index]?.guarded === true;
    if (!guarded || notRefractory === undefined) return increment;
    return b.select(notRefractory, increment, b.constant(0));
  });
}

function halves(increment: Values, { builder: b }: SystemLowering): Values {
  const two = b.constant(2);
  return new Map([...increment].map(([name, value]) => [name, b.div(value, two)]));
}

function moved(
  system: DifferentialSystem,
  { builder: b, state }: SystemLowering,
  increment: Values,
): Advanced {
  return eachVariable(system, (name) => b.add(state(name), incrementOf(increment, name)));
}

function eachVariable(
  system: DifferentialSystem,
  value: (name: string, index: number) => ValueId,
): Map<string, ValueId> {
  return new Map(system.equations.map(({ name }, index) => [name, value(name, index)]));
}

function rightSide(system: DifferentialSystem, index: number): ExpressionOf {
  const equation = system.equations[index];
  if (equation === undefined) throw new Error(`the system has no equation ${index}`);
  return equation.right;
}
type ExpressionOf = DifferentialSystem['equations'][number]['right'];

function incrementOf(values: Values, name: string): ValueId {
  const value = values.get(name);
  if (value === undefined) throw new Error(`no value for ${name}`);
  return value;
}
