import type { Expression, Statement } from '../equations/index.js';
import { namesIn } from '../equations/index.js';
import { judgeShared } from './equation-checks.js';
import type { ExpressionCheck } from './expression-check.js';
import { isRandom } from './function-signatures.js';
import type { Meaning } from './name-scope.js';
import { callsIn } from './subexpressions.js';

/**
 * Watches a block that runs for all elements and may write shared variables (semantics section 4):
 * from shared values only, and before the first statement that has a value per element, so that the
 * order of the statements means the same for one value and for many.
 */
export class SharedWrites {
  /** Local names with a value per element. */
  readonly #elementLocals = new Set<string>();
  #elementStatement: Statement | undefined;

  /**
   * Judges the next statement of the block.
   *
   * @param written - What the target means; undefined for a local name.
   * @returns false if a shared variable cannot be written so, which has been reported.
   */
  accept(statement: Statement, written: Meaning | undefined, check: ExpressionCheck): boolean {
    const { target, value, targetSpan } = statement;
    const shared = written?.variable?.shared === true;
    if (!shared) {
      const draws = callsIn(value).some(({ callee }) => isRandom(callee));
      const many = written !== undefined || draws || this.#elementName(value, check) !== undefined;
      if (!many) return true;
      if (written === undefined) this.#elementLocals.add(target);
      this.#elementStatement ??= statement;
      return true;
    }
    const name = this.#elementName(value, check);
    if (name !== undefined) {
      const message = `${target} is shared, it cannot be written from ${name}, which has a value per element`;
      check.error('ILLEGAL_READ', value.span, message, {
        help: 'use constants, shared variables and the time only',
      });
      return false;
    }
    if (this.#elementStatement === undefined) return true;
    const first = this.#elementStatement.target;
    check.error(
      'ILLEGAL_WRITE',
      targetSpan,
      `${target} is shared and written after ${first}, which has a value per element`,
      { help: `put the statements for shared variables first` },
    );
    return false;
  }

  /** A name in the expression with a value per element. */
  #elementName(expression: Expression, check: ExpressionCheck): string | undefined {
    const judge = judgeShared('');
    return [...namesIn(expression)].find((name) => {
      if (check.isLocal(name)) return this.#elementLocals.has(name);
      const meaning = check.scope.meaning(name);
      return meaning !== undefined && judge(name, meaning) !== undefined;
    });
  }
}
