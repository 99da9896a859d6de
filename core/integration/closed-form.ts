import { exprel, type KernelBuilder, type ValueId } from '../ir/index.js';
import { drivers, isTwoLevel } from './component.js';
import type { Advanced, SystemLowering } from './differential-system.js';
import { coefficient, input } from './held-coefficient.js';
import type { LinearSystem } from './linear-system.js';

/**
 * Exact step of a system whose coefficients, or whose step, are known only at run time.
 *
 * Every variable depends on itself and on variables that depend on nobody else; what a driver y with
 * rate l adds to x with rate a is a divided difference of exponentials, written with exprel so that
 * equal rates and rates of 0 give their limits (deviation D4 of semantics section 14):
 * x' = e^(ah) x + b h exprel(ah) + sum of c (y e^(lh) h exprel((a-l)h) + b_y h^2 exp[0, ah, lh]).
 *
 * @throws Error if the system has another form.
 */
export function advanceClosedForm(system: LinearSystem, lowering: SystemLowering): Advanced {
  if (!isTwoLevel(system)) throw new Error('no closed form for this system');
  const { builder: b, step } = lowering;
  const rates = system.names.map((_, row) => coefficient(system, row, row, lowering));
  const rests = system.names.map((_, row) => input(system, row, lowering));
  const advanced = new Map<string, ValueId>();
  for (const [row, name] of system.names.entries()) {
    const [rate, rest] = [rates[row], rests[row]];
    const terms: ValueId[] = [decayed(b, lowering.state(name), rate, step)];
    if (rest !== undefined) terms.push(b.mul(rest, integral(b, rate, step)));
    for (const column of drivers(system, row)) {
      const coupling = coefficient(system, row, column, lowering) as ValueId;
      const driver = driven(b, step, {
        rate: rate ?? b.constant(0),
        driverRate: rates[column] ?? b.constant(0),
        driver: lowering.state(system.names[column] as string),
        driverRest: rests[column],
      });
      terms.push(b.mul(coupling, driver));
    }
    advanced.set(
      name,
      terms.reduce((sum, term) => b.add(sum, term)),
    );
  }
  return advanced;
}

/** x e^(ah). */
function decayed(b: KernelBuilder, x: ValueId, rate: ValueId | undefined, h: ValueId): ValueId {
  return rate === undefined ? x : b.mul(x, b.unary('exp', b.mul(rate, h)));
}

/** Integral of e^(as) over s from 0 to h. */
function integral(b: KernelBuilder, rate: ValueId | undefined, h: ValueId): ValueId {
  return rate === undefined ? h : b.mul(h, exprel(b, b.mul(rate, h)));
}

interface Drive {
  readonly rate: ValueId;
  readonly driverRate: ValueId;
  readonly driver: ValueId;
  readonly driverRest: ValueId | undefined;
}
/** What a driver contributes over a step, for a coupling of 1. */
function driven(b: KernelBuilder, h: ValueId, drive: Drive): ValueId {
  const scaled = b.mul(drive.driverRate, h);
  const apart = b.mul(b.sub(drive.rate, drive.driverRate), h);
  const first = b.mul(b.mul(b.unary('exp', scaled), h), exprel(b, apart));
  const own = b.mul(drive.driver, first);
  if (drive.driverRest === undefined) return own;
  const second = secondDifference(b, b.mul(drive.rate, h), scaled);
  return b.add(own, b.mul(drive.driverRest, b.mul(b.mul(h, h), second)));
}

/** Largest distance of the three points for which the series is used. */
const seriesSpread = 0.5;
/** Terms of the series: 0.5^15 * 16 / 17! is below 2^-60. */
const seriesTerms = 15;

/**
 * Second divided difference of exp at 0, x and y. Far apart: difference of first differences over
 * the distance of the outer points. Near each other that would cancel, so there the Taylor series
 * about the middle point m, sum of h_k(p, q)/(k + 2)!, with h_k the complete symmetric polynomial of
 * the distances p <= 0 <= q of the outer points.
 */
function secondDifference(b: KernelBuilder, x: ValueId, y: ValueId): ValueId {
  const zero = b.constant(0);
  const [smaller, larger] = [b.min(x, y), b.max(x, y)];
  const low = b.min(smaller, zero);
  const high = b.max(larger, zero);
  const middle = b.max(smaller, b.min(larger, zero));
  const spread = b.sub(high, low);
  const upper = firstDifference(b, middle, high);
  const direct = b.div(b.sub(upper, firstDifference(b, low, middle)), spread);
  const series = nearSeries(b, b.sub(low, middle), b.sub(high, middle));
  const near = b.mul(b.unary('exp', middle), series);
  return b.select(b.le(spread, b.constant(seriesSpread)), near, direct);
}
/** (e^q - e^p)/(q - p), with its limit. */
function firstDifference(b: KernelBuilder, p: ValueId, q: ValueId): ValueId {
  return b.mul(b.unary('exp', p), exprel(b, b.sub(q, p)));
}
function nearSeries(b: KernelBuilder, p: ValueId, q: ValueId): ValueId {
  let powerOfQ = b.constant(1);
  let symmetric = b.constant(1);
  let factorial = 2;
  let sum = b.constant(1 / factorial);
  for (let k = 1; k <= seriesTerms; k++) {
    powerOfQ = b.mul(powerOfQ, q);
    symmetric = b.add(b.mul(p, symmetric), powerOfQ);
    factorial *= k + 2;
    sum = b.add(sum, b.mul(symmetric, b.constant(1 / factorial)));
  }
  return sum;
}
