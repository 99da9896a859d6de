import type { Diagnostics } from '../diagnostics/index.js';
import type { Statement } from '../equations/index.js';
import type { Resolution } from '../network/index.js';
import { checkAssignment } from './check-assignment.js';
import { ExpressionCheck } from './expression-check.js';
import type { ExpressionType } from './expression-type.js';
import { inferType } from './infer-type.js';
import type { Meaning, NameScope } from './name-scope.js';
import { SharedWrites } from './shared-writes.js';
import { reportUnresolved } from './unresolved-name.js';

export interface StatementsOptions {
  readonly scope: NameScope;
  readonly diagnostics: Diagnostics;
  /** `projection Syn, on_pre`. */
  readonly context: string;
  readonly reported: Set<string>;
  /** Whether the block runs for all elements at once and so may write shared variables. */
  readonly sharedWrites?: boolean;
}

/** A statement that writes a variable of an object. */
export interface Write {
  readonly statement: Statement;
  /** Where it stands: `on_pre, statement 3`. */
  readonly context: string;
  readonly object: string;
  readonly variable: string;
  readonly side: 'own' | 'pre' | 'post';
}

/**
 * Checks names, units and targets of a block of statements, in order: each sees the local names of
 * those before it.
 *
 * @returns What the block writes, in order; local names and faulty writes left out.
 */
export function checkStatements(
  statements: readonly Statement[],
  options: StatementsOptions,
): readonly Write[] {
  const locals = new Map<string, ExpressionType | undefined>();
  const writes: Write[] = [];
  const shared = options.sharedWrites === true ? new SharedWrites() : undefined;
  for (const [index, statement] of statements.entries()) {
    const context = `${options.context}, statement ${index + 1}`;
    const check = new ExpressionCheck({ ...options, context, locals });
    const write = checkStatement(statement, check, locals, shared);
    if (write !== undefined) writes.push({ ...write, statement, context });
  }
  return writes;
}

function checkStatement(
  statement: Statement,
  check: ExpressionCheck,
  locals: Map<string, ExpressionType | undefined>,
  shared: SharedWrites | undefined,
): Pick<Write, 'object' | 'variable' | 'side'> | undefined {
  const { target, operator, value } = statement;
  const valueType = inferType(value, check);
  const local = locals.has(target);
  const meaning = local ? undefined : check.scope.meaning(target);
  if (!local && meaning === undefined) {
    shared?.accept(statement, undefined, check);
    declareLocal(statement, valueType, check, locals);
    return undefined;
  }
  if (meaning !== undefined && refuseWrite(statement, meaning, check, shared !== undefined)) {
    return undefined;
  }
  if (shared?.accept(statement, meaning, check) === false) return undefined;
  const targetType = local ? locals.get(target) : meaning?.type;
  // A faulty write is left out, so that no later check judges it a second time.
  if (targetType === undefined || valueType === undefined) return undefined;
  if (!checkAssignment({ target, targetType, operator, value, valueType }, check)) return undefined;
  const resolution = meaning?.resolution;
  return resolution?.kind === 'variable' ? resolution : undefined;
}

/** `NAME = EXPR` with a new name makes it a local one; every other use of a new name is a fault. */
function declareLocal(
  statement: Statement,
  valueType: ExpressionType | undefined,
  check: ExpressionCheck,
  locals: Map<string, ExpressionType | undefined>,
): void {
  const { target, operator, targetSpan } = statement;
  const sided = target.endsWith('_pre') || target.endsWith('_post');
  if (operator !== '=' || sided) {
    reportUnresolved(target, targetSpan, check);
    return;
  }
  // In a text with missing declarations the name may be one of them, with a unit of its own.
  locals.set(target, check.scope.complete ? valueType : undefined);
}

/** Reports a target that statements must not write; true if there was such a fault. */
function refuseWrite(
  statement: Statement,
  meaning: Meaning,
  check: ExpressionCheck,
  sharedWrites: boolean,
): boolean {
  const { target, targetSpan } = statement;
  const refusal = reasonNotToWrite(target, meaning, sharedWrites);
  if (refusal === undefined) return false;
  check.error('ILLEGAL_WRITE', targetSpan, refusal.message, { help: refusal.help });
  return true;
}

function reasonNotToWrite(
  target: string,
  meaning: Meaning,
  sharedWrites: boolean,
): { readonly message: string; readonly help: string } | undefined {
  const { resolution, variable } = meaning;
  if (resolution === undefined) return undefined;
  if (resolution.kind !== 'variable') {
    return {
      message: `${target} is ${describe(resolution)}, no statement can write it`,
      help:
        resolution.kind === 'subexpression'
          ? `declare ${target} as a parameter, or write the variables of its expression`
          : `choose another name than ${target}`,
    };
  }
  if (resolution.variable === 'frozen' && variable === undefined) {
    return { message: 'frozen is set by the timeline, not by statements', help: 'use freeze' };
  }
  if (variable?.constant === true) {
    return {
      message: `${target} is declared constant, no statement can write it`,
      help: `remove (constant) from ${variable.name}`,
    };
  }
  if (variable?.shared === true && !(sharedWrites && resolution.side === 'own')) {
    return {
      message: `${target} is shared: one value for the whole object, which no event can write`,
      help: `remove (shared) from ${variable.name}, or write it in regularly or the timeline`,
    };
  }
  return undefined;
}

function describe(resolution: Exclude<Resolution, { kind: 'variable' }>): string {
  switch (resolution.kind) {
    case 'subexpression':
      return 'a subexpression';
    case 'constant':
      return resolution.scope === 'built-in' ? 'a built-in constant' : 'a constant';
    case 'unit':
      return 'a unit';
    case 'function':
      return 'a function';
    case 'array':
      return 'a timed array';
    case 'noise':
      return 'white noise';
    case 'builtin':
      return 'kept by the engine';
  }
}
