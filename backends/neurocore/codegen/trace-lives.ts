import type { CodeTable } from '../../fixed-point/index.js';
import type { ProjectionFacts } from './projection-facts.js';
import { refusal } from './refusal.js';
import type { Effect } from './select-instructions.js';
import { type NumberValue, operandsOfValue, type StoredTrace, type Value } from './value.js';

/** Longest decay table: stamps have 12 bits, and every entry is looked after each 2^11 steps. */
const longestTable: number = 2 ** 11;

/**
 * Checks that stored traces are only used times a decay factor, which is what lets the chip forget
 * them, and notes for how long each is needed: the entries of its longest table.
 */
export function noteLives(
  effects: readonly Effect[],
  facts: ProjectionFacts,
  lives: Map<string, number>,
): void {
  const tables = new Map(facts.program.codeTables.map((table) => [table.name, table]));
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value.op === 'decay') {
      const length = lengthOf(tables.get(value.table), value.table, facts);
      const stored = storedIn(value.operand);
      if (!vanishes(value.operand)) throw undecayed(facts, value.comment ?? 'a decay factor');
      for (const trace of stored) {
        const name = nameOf(facts, trace);
        lives.set(name, Math.max(lives.get(name) ?? 1, length));
      }
      return;
    }
    if (value.op === 'factor') throw undecayed(facts, 'a bare decay factor');
    if (value.op === 'input' && value.trace !== undefined)
      throw undecayed(facts, nameOf(facts, value.trace));
    for (const operand of operandsOfValue(value)) visit(operand);
  };
  for (const effect of effects) {
    if (effect.kind !== 'spike') visit(effect.value);
    if (effect.kind !== 'output') visit(effect.when);
  }
}

function lengthOf(table: CodeTable | undefined, name: string, { plan }: ProjectionFacts): number {
  if (table === undefined) throw new Error(`there is no table ${name}`);
  const { length } = table.codes;
  if (length <= longestTable) return length;
  throw refusal('CHIP_LUT_FULL', `traces of ${plan.name} decay over ${length} steps`, {
    span: plan.span,
    context: `projection ${plan.name}`,
    expected: `a table of at most ${longestTable} factors`,
    found: `${length} factors`,
    help: 'give the traces fewer bits, or use a larger dt or a shorter time constant',
  });
}

/** Whether a value is 0 when all stored traces are. */
function vanishes(value: NumberValue): boolean {
  switch (value.op) {
    case 'input':
      return value.trace !== undefined;
    case 'const':
      return value.code === 0n;
    case 'mul':
      return vanishes(value.left) || vanishes(value.right);
    case 'add':
    case 'sub':
    case 'min':
    case 'max':
      return vanishes(value.left) && vanishes(value.right);
    case 'neg':
    case 'shift':
    case 'decay':
      return vanishes(value.operand);
    case 'requantise':
      return !value.format.rounding.startsWith('jam') && vanishes(value.operand);
    case 'select':
      return vanishes(value.whenTrue) && vanishes(value.whenFalse);
    default:
      return false;
  }
}

function storedIn(value: Value): readonly StoredTrace[] {
  if (value.op === 'input') return value.trace === undefined ? [] : [value.trace];
  return operandsOfValue(value).flatMap(storedIn);
}

function nameOf(facts: ProjectionFacts, { side, number }: StoredTrace): string {
  const trace = [...facts.traces.values()].find(
    (entry) => entry.side === side && entry.number === number,
  );
  if (trace === undefined) throw new Error(`${facts.plan.name} has no ${side} trace ${number}`);
  return trace.variable;
}

function undecayed({ plan }: ProjectionFacts, what: string): Error {
  return refusal('CHIP_TRACE_NOT_FACTORABLE', `${plan.name} uses ${what} without its decay`, {
    span: plan.span,
    context: `projection ${plan.name}`,
    expected: 'stored traces times exp(-elapsed/tau): the chip forgets them when they are 0',
    help: 'let the variable decay, if slowly: dx/dt = -x/(100*ms) : 1 (event-driven)',
  });
}
