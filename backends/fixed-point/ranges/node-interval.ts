import { type ScalarNode, unaryFunctions, type ValueId } from '../../../core/ir/index.js';
import {
  absoluteInterval,
  addIntervals,
  divideIntervals,
  everything,
  type Interval,
  interval,
  mapIncreasing,
  multiplyIntervals,
  negateInterval,
  union,
} from './interval.js';

/** What is known of a value that is not symbolic: of a load, a table, the clock. */
export interface LeafRanges {
  load(array: string, index: string): Interval;
  table(name: string): Interval;
}

const truth = interval(0, 1);
const certain = interval(1);
const impossible = interval(0);
const fromNow: Interval = { low: 0, high: Number.POSITIVE_INFINITY };

/**
 * Interval of one node from those of its operands. Ends are computed by the operation itself, and
 * rounding is monotone: so the float64 value lies inside, not only the real one.
 */
export function nodeInterval(
  node: ScalarNode,
  of: (id: ValueId) => Interval,
  leaves: LeafRanges,
): Interval {
  switch (node.op) {
    case 'const':
      return interval(node.value);
    case 'load':
    case 'load_aged':
      return leaves.load(node.array, node.index);
    case 'lookup':
      return leaves.table(node.table);
    case 'tick':
    case 'time':
    case 'index':
      return fromNow;
    case 'draw':
      return node.distribution === 'uniform' ? truth : everything;
    case 'add':
      return addIntervals(of(node.left), of(node.right));
    case 'sub':
      return addIntervals(of(node.left), negateInterval(of(node.right)));
    case 'mul':
      return node.left === node.right
        ? square(of(node.left))
        : multiplyIntervals(of(node.left), of(node.right));
    case 'div':
      return divideIntervals(of(node.left), of(node.right));
    case 'min':
      return mapPair(of(node.left), of(node.right), Math.min);
    case 'max':
      return mapPair(of(node.left), of(node.right), Math.max);
    case 'rem':
      return remainder(of(node.left), of(node.right));
    case 'poisson':
      return fromNow;
    case 'select':
      return selected(of(node.condition), of(node.whenTrue), of(node.whenFalse));
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return comparison(node.op, of(node.left), of(node.right));
    case 'and':
      return mapPair(of(node.left), of(node.right), Math.min);
    case 'or':
      return mapPair(of(node.left), of(node.right), Math.max);
    case 'not': {
      const { low, high } = of(node.operand);
      return { low: 1 - high, high: 1 - low };
    }
    default:
      return 'operand' in node ? unaryInterval(node.op, of(node.operand)) : everything;
  }
}

function unaryInterval(op: string, x: Interval): Interval {
  switch (op) {
    case 'neg':
      return negateInterval(x);
    case 'abs':
      return absoluteInterval(x);
    case 'exp':
    case 'expm1':
    case 'floor':
    case 'ceil':
    case 'trunc':
    case 'nearest':
    case 'arctan':
    case 'tanh':
    case 'sinh':
      return mapIncreasing(x, unaryFunctions[op]);
    case 'sqrt':
    case 'log':
    case 'log10':
      return x.low < 0 ? everything : mapIncreasing(x, unaryFunctions[op]);
    case 'log1p':
      return x.low < -1 ? everything : mapIncreasing(x, Math.log1p);
    case 'sin':
    case 'cos':
      return interval(-1, 1);
    case 'cosh':
      return mapIncreasing(absoluteInterval(x), Math.cosh);
    default:
      return everything;
  }
}

/** Sign of the dividend, and smaller than the divisor and not larger than the dividend. */
function remainder(a: Interval, b: Interval): Interval {
  const size = Math.max(Math.abs(b.low), Math.abs(b.high));
  return {
    low: a.low >= 0 ? 0 : Math.max(a.low, -size),
    high: a.high <= 0 ? 0 : Math.min(a.high, size),
  };
}

function comparison(
  op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge',
  a: Interval,
  b: Interval,
): Interval {
  const decide = (yes: boolean, no: boolean): Interval => {
    if (yes) return certain;
    return no ? impossible : truth;
  };
  switch (op) {
    case 'lt':
      return decide(a.high < b.low, a.low >= b.high);
    case 'le':
      return decide(a.high <= b.low, a.low > b.high);
    case 'gt':
      return decide(a.low > b.high, a.high <= b.low);
    case 'ge':
      return decide(a.low >= b.high, a.high < b.low);
    default: {
      const apart = a.high < b.low || a.low > b.high;
      const equal = a.low === a.high && b.low === b.high && a.low === b.low;
      return op === 'eq' ? decide(equal, apart) : decide(apart, equal);
    }
  }
}

function selected(condition: Interval, whenTrue: Interval, whenFalse: Interval): Interval {
  if (condition.low > 0) return whenTrue;
  return condition.high === 0 ? whenFalse : union(whenTrue, whenFalse);
}

function square(a: Interval): Interval {
  const magnitude = absoluteInterval(a);
  return multiplyIntervals(magnitude, magnitude);
}

function mapPair(a: Interval, b: Interval, f: (x: number, y: number) => number): Interval {
  return interval(f(a.low, b.low), f(a.high, b.high));
}
