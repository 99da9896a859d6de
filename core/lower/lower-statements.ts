import { type Expression, namesIn, type Statement } from '../equations/index.js';
import type { ArrayId, ElementIndex, ValueId } from '../ir/index.js';
import type { ExpressionLowering, Frame, Reading } from './lower-expression.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';

/** A variable that a statement writes. */
export interface WrittenVariable {
  readonly object: string;
  readonly variable: string;
  readonly at: Frame['at'];
}

export interface StatementRules {
  /** What names read, apart from locals. */
  readonly reading?: Reading;
  /** Condition under which a write takes place; undefined: always. */
  guard?(target: WrittenVariable): ValueId | undefined;
  /** True where `+=` and `-=` deliver into a sum (variables of target and source from a pathway). */
  accumulates?(target: WrittenVariable): boolean;
  /** Array that takes the value of a variable, where it is not the variable's own. */
  renames?(target: WrittenVariable): ArrayId;
  /** True for statements that have no effect here, because another kernel carries them out. */
  skips?(target: WrittenVariable, statement: Statement): boolean;
  /** Local names known beforehand; those of the block are added. */
  readonly locals?: Map<string, ValueId>;
}

/**
 * Writes a block of statements: in order, each seeing what the ones before it did. What was stored is
 * loaded again, so that a narrower format of a variable is seen by the statements that follow.
 */
export function lowerStatements(
  statements: readonly Statement[],
  frame: Frame,
  lowering: ExpressionLowering,
  draft: ProgramDraft,
  rules: StatementRules = {},
): void {
  const b = lowering.builder;
  const locals = rules.locals ?? new Map<string, ValueId>();
  const reading: Reading = { ...rules.reading, local: (name) => locals.get(name) };
  for (const statement of statements) {
    b.span = statement.span;
    const { target } = statement;
    const resolution = locals.has(target) ? undefined : frame.scope.resolve(target);
    if (resolution?.kind !== 'variable') {
      const known = locals.get(target);
      const value = assigned(statement, known, frame, lowering, reading);
      locals.set(target, value);
      continue;
    }
    const at = resolution.side === 'own' ? frame.at : resolution.side;
    const written = { object: resolution.object, variable: resolution.variable, at };
    if (rules.skips?.(written, statement) === true) continue;
    const id = rules.renames?.(written) ?? arrayId(written.object, written.variable);
    const array = found(draft.array(id), `array ${id}`);
    const index: ElementIndex = array.shared ? 'shared' : at;
    const guard = rules.guard?.(written);
    const sum = array.kind === 'real' && rules.accumulates?.(written) === true;
    if (sum && isDelivery(statement) && !readsArray(statement.value, frame, id, draft)) {
      const amount = lowering.real(statement.value, frame, reading);
      b.accumulate(id, index, statement.operator === '+=' ? amount : b.neg(amount), guard);
      continue;
    }
    const current =
      statement.operator === '='
        ? undefined
        : lowering.load(written.object, written.variable, at, reading);
    const value = assigned(statement, current, frame, lowering, reading);
    b.store(id, index, converted(value, array.kind, lowering), guard);
  }
  b.span = undefined;
}

function isDelivery({ operator }: Statement): boolean {
  return operator === '+=' || operator === '-=';
}

/** Value that a statement assigns; `current` is what its target holds. */
function assigned(
  { operator, value, target }: Statement,
  current: ValueId | undefined,
  frame: Frame,
  lowering: ExpressionLowering,
  reading: Reading,
): ValueId {
  if (operator === '=') return lowering.value(value, frame, reading);
  const b = lowering.builder;
  const left = b.toReal(found(current, `value of ${target}`));
  const right = lowering.real(value, frame, reading);
  switch (operator) {
    case '+=':
      return lowering.arithmetic('+', left, right);
    case '-=':
      return lowering.arithmetic('-', left, right);
    case '*=':
      return lowering.arithmetic('*', left, right);
    case '/=':
      return lowering.arithmetic('/', left, right);
    case '%=':
      return lowering.arithmetic('%', left, right);
  }
}

/** A value as an array keeps it: booleans as 1 and 0, integers truncated (semantics section 4). */
export function converted(
  value: ValueId,
  kind: 'real' | 'integer' | 'boolean',
  { builder: b }: ExpressionLowering,
): ValueId {
  if (kind === 'boolean') return b.toReal(b.toBool(value));
  if (b.typeOf(value) === 'bool') return b.toReal(value);
  return kind === 'integer' ? b.unary('trunc', value) : value;
}

/** True if an expression reads a variable, its subexpressions included. */
function readsArray(
  expression: Expression,
  frame: Pick<Frame, 'scope'>,
  id: ArrayId,
  draft: ProgramDraft,
): boolean {
  return arraysRead(expression, frame, draft).has(id);
}

/** Variables that an expression reads, its subexpressions included. */
export function arraysRead(
  expression: Expression,
  frame: Pick<Frame, 'scope'>,
  draft: ProgramDraft,
): ReadonlySet<ArrayId> {
  const read = new Set<ArrayId>();
  for (const name of namesIn(expression)) {
    const resolution = frame.scope.resolve(name);
    if (resolution?.kind === 'variable') read.add(arrayId(resolution.object, resolution.variable));
    if (resolution?.kind !== 'subexpression') continue;
    const { object, variable } = resolution;
    read.add(arrayId(object, variable));
    const equation = draft.variable(object, variable)?.equation;
    const owner = draft.population(object) ?? draft.projection(object);
    if (equation?.kind !== 'subexpression' || owner === undefined) continue;
    for (const inner of arraysRead(equation.right, owner, draft)) read.add(inner);
  }
  return read;
}
