import type { Condition, NumberValue, Value } from './value.js';

/** Conditions of a section, and the store of shared values. */
export class ConditionGraph {
  readonly #known: Map<string, Value> = new Map();

  truth(holds: boolean): Condition {
    return this.#condition(`T${holds}`, { op: 'truth', holds });
  }

  /** An input predicate. */
  flag(predicate: number): Condition {
    return this.#condition(`p${predicate}`, { op: 'flag', predicate });
  }

  lt(left: NumberValue, right: NumberValue): Condition {
    if (left.range.highest < right.range.lowest) return this.truth(true);
    if (left.range.lowest >= right.range.highest) return this.truth(false);
    if (left.op === 'shift' && right.op === 'shift' && left.bits === right.bits)
      return this.lt(left.operand, right.operand);
    return this.#condition(`a${left.id} ${right.id}`, { op: 'lt', left, right });
  }

  le(left: NumberValue, right: NumberValue): Condition {
    if (left.range.highest <= right.range.lowest) return this.truth(true);
    if (left.range.lowest > right.range.highest) return this.truth(false);
    if (left.op === 'shift' && right.op === 'shift' && left.bits === right.bits)
      return this.le(left.operand, right.operand);
    return this.#condition(`b${left.id} ${right.id}`, { op: 'le', left, right });
  }

  eq(left: NumberValue, right: NumberValue): Condition {
    if (left === right) return this.truth(true);
    if (left.range.highest < right.range.lowest || left.range.lowest > right.range.highest)
      return this.truth(false);
    // A condition as a number, compared with 0 or 1, is the condition.
    for (const [number, code] of [
      [left, right],
      [right, left],
    ] as const) {
      if (number.op !== 'select' || code.op !== 'const') continue;
      const { condition, whenTrue, whenFalse } = number;
      if (whenTrue.op !== 'const' || whenFalse.op !== 'const') continue;
      if (whenTrue.code === code.code) return condition;
      if (whenFalse.code === code.code) return this.not(condition);
    }
    return this.#condition(`e${left.id} ${right.id}`, { op: 'eq', left, right });
  }

  not(operand: Condition): Condition {
    if (operand.op === 'truth') return this.truth(!operand.holds);
    if (operand.op === 'not') return operand.operand;
    return this.#condition(`!${operand.id}`, { op: 'not', operand });
  }

  and(left: Condition, right: Condition): Condition {
    if (left.op === 'truth') return left.holds ? right : left;
    if (right.op === 'truth') return right.holds ? left : right;
    if (left === right) return left;
    return this.#condition(`&${left.id} ${right.id}`, { op: 'and', left, right });
  }

  or(left: Condition, right: Condition): Condition {
    return this.not(this.and(this.not(left), this.not(right)));
  }

  protected shared<T extends Value>(key: string, make: (id: number) => T): T {
    const known = this.#known.get(key);
    // A key names one kind of value only.
    if (known !== undefined) return known as T;
    const made = make(this.#known.size);
    this.#known.set(key, made);
    return made;
  }

  #condition(key: string, parts: ConditionParts): Condition {
    return this.shared(key, (id): Condition => ({ ...parts, id }));
  }
}

type ConditionParts = Condition extends infer C
  ? C extends Condition
    ? Omit<C, 'id'>
    : never
  : never;
