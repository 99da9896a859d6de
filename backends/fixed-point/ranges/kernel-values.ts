import type {
  ArrayId,
  ElementIndex,
  ScalarKernel,
  ScalarNode,
  ValueId,
} from '../../../core/ir/index.js';
import {
  addIntervals,
  everything,
  type Interval,
  intersect,
  interval,
  isBounded,
  magnitudeOf,
  union,
} from './interval.js';
import { type LeafRanges, nodeInterval } from './node-interval.js';
import {
  addPolynomials,
  constantPolynomial,
  linearIn,
  multiplyPolynomials,
  type Polynomial,
  scalePolynomial,
  symbolPolynomial,
  symbolsOf,
} from './polynomial.js';
import { polynomialRange } from './polynomial-range.js';

/** What a kernel reads, for one reading of its values. */
export interface KernelReader extends LeafRanges {
  /** Interval of a node that the reader knows more of than its operation says: ages of events. */
  known?(node: ScalarNode, id: ValueId): Interval | undefined;
}

/** What a polynomial is made of: an element that is read, or a value that is no polynomial. */
export interface KernelSymbol {
  readonly range: Interval;
  readonly array?: ArrayId;
  readonly index?: ElementIndex;
}

/** An element that a condition narrows. */
export interface Narrowing {
  readonly array: ArrayId;
  readonly index: ElementIndex;
  readonly range: Interval;
}

interface Value {
  readonly interval: Interval;
  /** Absent for values without bound. */
  readonly polynomial?: Polynomial;
}

/** Half a unit in the last place of a float64, doubled for the coefficients' own roundings. */
const unitRoundoff = 2 ** -52;
/** What `x if abs(x) > tiny else 0` may change. */
const tinyValue = 1e-300;

/**
 * Ranges of all values of a kernel: an interval each, and a polynomial of what the kernel reads
 * where there is one. Elements that the kernel has stored are read back as what was stored.
 */
export class KernelValues {
  readonly kernel: ScalarKernel;
  readonly symbols: readonly KernelSymbol[];
  readonly #values: Value[] = [];
  readonly #best = new Map<ValueId, Interval>();
  readonly #symbols: KernelSymbol[] = [];
  readonly #reader: KernelReader;
  readonly #assumed: ReadonlyMap<ValueId, boolean>;
  /** What the kernel itself has put into an array, through any index. */
  readonly #stored = new Map<ArrayId, Interval>();

  /** @param assumed - Conditions that are taken as true or false. */
  constructor(
    kernel: ScalarKernel,
    reader: KernelReader,
    assumed: ReadonlyMap<ValueId, boolean> = new Map(),
  ) {
    this.kernel = kernel;
    this.symbols = this.#symbols;
    this.#reader = reader;
    this.#assumed = assumed;
    const loaded = new Map<string, Value>();
    for (const [id, node] of kernel.body.entries()) {
      this.#values.push(this.#evaluate(node, id, loaded));
      if (node.op === 'store' || node.op === 'accumulate') this.#written(node, loaded);
    }
  }

  /** The tightest range known of a value. */
  range(id: ValueId): Interval {
    const found = this.#best.get(id);
    if (found !== undefined) return found;
    const { interval: plain, polynomial } = this.#value(id);
    const smart = polynomial === undefined ? everything : this.#polynomialRange(polynomial);
    const best = intersect(plain, smart) ?? plain;
    this.#best.set(id, best);
    return best;
  }

  polynomial(id: ValueId): Polynomial | undefined {
    return this.#value(id).polynomial;
  }

  /** 1, 0, or undefined where a condition is open. */
  truth(id: ValueId): boolean | undefined {
    const { low, high } = this.range(id);
    if (low > 0) return true;
    return high === 0 ? false : undefined;
  }

  /**
   * What follows for the elements read if a condition holds, or does not.
   *
   * @returns undefined if it cannot be.
   */
  narrowings(condition: ValueId, holds: boolean): readonly Narrowing[] | undefined {
    const known = this.truth(condition);
    if (known !== undefined) return known === holds ? [] : undefined;
    const node = this.kernel.body[condition];
    switch (node?.op) {
      case 'not':
        return this.narrowings(node.operand, !holds);
      case 'and':
      case 'or': {
        // Both parts are decided where `and` holds or `or` does not; otherwise only one of them is.
        if ((node.op === 'and') !== holds) return this.#eitherNarrows(node.left, node.right, holds);
        const [left, right] = [
          this.narrowings(node.left, holds),
          this.narrowings(node.right, holds),
        ];
        return left === undefined || right === undefined ? undefined : [...left, ...right];
      }
      case 'lt':
      case 'le':
        return this.#ordered(holds ? node.left : node.right, holds ? node.right : node.left);
      case 'gt':
      case 'ge':
        return this.#ordered(holds ? node.right : node.left, holds ? node.left : node.right);
      default:
        return [];
    }
  }

  /** One of two conditions is as said: if the other is known not to be, this one is. */
  #eitherNarrows(left: ValueId, right: ValueId, holds: boolean): readonly Narrowing[] | undefined {
    if (this.truth(left) === !holds) return this.narrowings(right, holds);
    if (this.truth(right) === !holds) return this.narrowings(left, holds);
    return [];
  }

  /** small <= large (a strict order is not used: ranges are closed). */
  #ordered(small: ValueId, large: ValueId): readonly Narrowing[] | undefined {
    const found: Narrowing[] = [];
    const [smaller, larger] = [this.range(small), this.range(large)];
    if (smaller.low > larger.high) return undefined;
    const upper = this.#element(small);
    const lower = this.#element(large);
    if (upper !== undefined) {
      found.push({ ...upper, range: { low: Number.NEGATIVE_INFINITY, high: larger.high } });
    }
    if (lower !== undefined) {
      found.push({ ...lower, range: { low: smaller.low, high: Number.POSITIVE_INFINITY } });
    }
    return [...found, ...this.#linearNarrowings(small, large)];
  }

  /** From small - large <= 0 for elements in which the difference is linear. */
  #linearNarrowings(small: ValueId, large: ValueId): readonly Narrowing[] {
    const [a, b] = [this.polynomial(small), this.polynomial(large)];
    const difference =
      a === undefined || b === undefined
        ? undefined
        : addPolynomials(a, scalePolynomial(b, -1, b.error), a.error + b.error);
    if (difference === undefined) return [];
    return symbolsOf(difference.terms.values()).flatMap((symbol): readonly Narrowing[] => {
      const { array, index } = this.#symbols[symbol] ?? {};
      const linear = linearIn(difference, symbol);
      if (array === undefined || index === undefined || linear === undefined) return [];
      const { coefficient, rest } = linear;
      if (coefficient === 0 || rest.terms.size === 0) return [];
      const others = this.#polynomialRange(rest);
      const bound = -others.low / coefficient;
      if (!Number.isFinite(bound)) return [];
      const room = Math.abs(bound) * 2 ** -40;
      return [
        {
          array,
          index,
          range:
            coefficient > 0
              ? { low: Number.NEGATIVE_INFINITY, high: bound + room }
              : { low: bound - room, high: Number.POSITIVE_INFINITY },
        },
      ];
    });
  }

  /** The element that a value is, read as it was before the kernel. */
  #element(id: ValueId): { readonly array: ArrayId; readonly index: ElementIndex } | undefined {
    const polynomial = this.polynomial(id);
    if (polynomial === undefined || polynomial.error !== 0 || polynomial.terms.size !== 1)
      return undefined;
    const [term] = polynomial.terms.values();
    const [factor] = term?.factors ?? [];
    if (term?.coefficient !== 1 || term.factors.length !== 1 || factor?.[1] !== 1) return undefined;
    const { array, index } = this.#symbols[factor[0]] ?? {};
    return array === undefined || index === undefined ? undefined : { array, index };
  }

  #value(id: ValueId): Value {
    return this.#values[id] ?? { interval: everything };
  }

  #polynomialRange(polynomial: Polynomial): Interval {
    return polynomialRange(polynomial, (symbol) => this.#symbols[symbol]?.range ?? everything);
  }

  #symbol(symbol: KernelSymbol): Value {
    const { range } = symbol;
    if (!isBounded(range)) return { interval: range };
    if (range.low === range.high)
      return { interval: range, polynomial: constantPolynomial(range.low) };
    const id = this.#symbols.push(symbol) - 1;
    return { interval: range, polynomial: symbolPolynomial(id) };
  }

  #evaluate(node: ScalarNode, id: ValueId, loaded: Map<string, Value>): Value {
    const assumed = this.#assumed.get(id);
    if (assumed !== undefined) return { interval: interval(assumed ? 1 : 0) };
    const known = this.#reader.known?.(node, id);
    if (known !== undefined) return this.#symbol({ range: known });
    if (node.op === 'const') {
      const range = interval(node.value);
      return isBounded(range)
        ? { interval: range, polynomial: constantPolynomial(node.value) }
        : { interval: range };
    }
    if (node.op === 'load') {
      const key = `${node.array} ${node.index}`;
      const before = loaded.get(key);
      if (before !== undefined) return before;
      const old = this.#reader.load(node.array, node.index);
      const own = this.#stored.get(node.array);
      // Another index may be the element that was just stored.
      const range = own === undefined ? old : union(old, own);
      const value = this.#symbol({ range, array: node.array, index: node.index });
      loaded.set(key, value);
      return value;
    }
    const plain = nodeInterval(node, (operand) => this.range(operand), this.#reader);
    const chosen = this.#chosenArm(node);
    if (chosen !== undefined) return { ...chosen, interval: plain };
    const polynomial = isBounded(plain) ? this.#combined(node, plain) : undefined;
    return polynomial === undefined
      ? this.#symbol({ range: plain })
      : { interval: plain, polynomial };
  }

  /** An arm of a select that is decided, or differs from the other only for tiny values. */
  #chosenArm(node: ScalarNode): Value | undefined {
    if (node.op !== 'select') return undefined;
    const decided = this.truth(node.condition);
    if (decided !== undefined) return this.#value(decided ? node.whenTrue : node.whenFalse);
    const condition = this.kernel.body[node.condition];
    if (condition?.op !== 'le') return undefined;
    const size = this.kernel.body[condition.left];
    const limit = this.range(condition.right).high;
    const flushed = size?.op === 'abs' && size.operand === node.whenFalse && limit <= tinyValue;
    if (!flushed || this.range(node.whenTrue).high !== 0) return undefined;
    const { polynomial } = this.#value(node.whenFalse);
    if (polynomial === undefined) return undefined;
    return { interval: everything, polynomial: { ...polynomial, error: polynomial.error + limit } };
  }

  #combined(node: ScalarNode, plain: Interval): Polynomial | undefined {
    const rounding = unitRoundoff * magnitudeOf(plain);
    switch (node.op) {
      case 'neg': {
        const a = this.polynomial(node.operand);
        return a === undefined ? undefined : scalePolynomial(a, -1, a.error);
      }
      case 'add':
      case 'sub': {
        const [a, b] = [this.polynomial(node.left), this.polynomial(node.right)];
        if (a === undefined || b === undefined) return undefined;
        const second = node.op === 'add' ? b : scalePolynomial(b, -1, b.error);
        return addPolynomials(a, second, a.error + b.error + rounding);
      }
      case 'mul': {
        const [a, b] = [this.polynomial(node.left), this.polynomial(node.right)];
        if (a === undefined || b === undefined) return undefined;
        const [x, y] = [magnitudeOf(this.range(node.left)), magnitudeOf(this.range(node.right))];
        const error = a.error * (y + b.error) + b.error * x + rounding;
        return multiplyPolynomials(a, b, error);
      }
      case 'div': {
        const a = this.polynomial(node.left);
        const divisor = this.range(node.right);
        if (a === undefined || divisor.low !== divisor.high || divisor.low === 0) return undefined;
        const factor = 1 / divisor.low;
        return scalePolynomial(a, factor, a.error * Math.abs(factor) + rounding);
      }
      default:
        return undefined;
    }
  }

  /** What later loads of the same kernel see. */
  #written(
    node: Extract<ScalarNode, { op: 'store' | 'accumulate' }>,
    loaded: Map<string, Value>,
  ): void {
    const stored = this.#value(node.value);
    const plain = this.range(node.value);
    const key = `${node.array} ${node.index}`;
    const guard = node.guard === undefined ? true : this.truth(node.guard);
    if (guard === false) return;
    const before = loaded.get(key)?.interval ?? this.#reader.load(node.array, node.index);
    const after = node.op === 'store' ? plain : addIntervals(before, plain);
    const earlier = this.#stored.get(node.array);
    this.#stored.set(node.array, earlier === undefined ? after : union(earlier, after));
    for (const other of [...loaded.keys()]) {
      if (other.startsWith(`${node.array} `) && other !== key) loaded.delete(other);
    }
    const certain = node.op === 'store' && guard === true && node.index !== 'shared';
    loaded.set(key, certain ? stored : this.#symbol({ range: union(before, after) }));
  }
}
