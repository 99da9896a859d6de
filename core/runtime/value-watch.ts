import { FrameworkError } from '../diagnostics/index.js';
import type { ArrayDeclaration, ArrayId, StepPlan } from '../ir/index.js';
import type { Variables } from './variables.js';

const absurd = 1e50;

/** A value that no simulation survives. */
export interface InvalidValue {
  readonly declaration: ArrayDeclaration;
  readonly element: number;
  readonly value: number;
}

interface Watched {
  readonly declaration: ArrayDeclaration;
  readonly data: Float64Array;
}

/**
 * Looks for NaN, infinities and values beyond 1e50 in the differential variables, and for NaN in
 * what else users see: weights and parameters, where infinity and any magnitude may be meant.
 */
export class ValueWatch {
  readonly #watched: readonly Watched[];
  readonly #others: readonly Watched[];

  constructor(plan: StepPlan, variables: Variables) {
    const entry = (id: ArrayId): Watched => ({
      declaration: variables.declaration(id),
      data: variables.slot(id, 0),
    });
    const watched = plan.objects.flatMap((object) =>
      object.kind === 'input' ? [] : (object.watched ?? []),
    );
    const ids = new Set(watched);
    this.#watched = watched.map(entry);
    this.#others = plan.arrays
      .filter(({ id, visible, slots }) => visible && slots === 1 && !ids.has(id))
      .map(({ id }) => entry(id));
  }

  /** NaN in a variable that is not differential; too many values to look at while running. */
  findSpoiled(): InvalidValue | undefined {
    for (const { declaration, data } of this.#others) {
      const element = data.findIndex(Number.isNaN);
      if (element >= 0) return { declaration, element, value: Number.NaN };
    }
    return undefined;
  }

  find(): InvalidValue | undefined {
    for (const { declaration, data } of this.#watched) {
      for (let element = 0; element < data.length; element += 1) {
        const value = data[element] as number;
        // False for NaN too.
        if (value >= -absurd && value <= absurd) continue;
        return { declaration, element, value };
      }
    }
    return undefined;
  }
}

/** What was found when `steps` steps were done. */
export function spoiledValueError(
  { declaration: { object, variable, span }, element }: InvalidValue,
  steps: number,
): FrameworkError {
  return new FrameworkError([
    {
      code: 'INVALID_VALUE',
      severity: 'error',
      message: `${object}.${variable}[${element}] is NaN after ${steps} steps`,
      context: object,
      expected: 'a number',
      found: 'NaN',
      help: `look for a division by 0, or a function outside its domain, in the statements that write ${variable}`,
      ...(span === undefined ? {} : { span }),
    },
  ]);
}

/** `first` and `last`: steps between which the value appeared; equal if the step is known. */
export function invalidValueError(
  { declaration, element, value }: InvalidValue,
  first: number,
  last: number,
): FrameworkError {
  const { object, variable, span } = declaration;
  const when = first === last ? `in step ${first}` : `between step ${first} and step ${last}`;
  return new FrameworkError([
    {
      code: 'INVALID_VALUE',
      severity: 'error',
      message: `${object}.${variable}[${element}] became ${value} ${when}`,
      context: object,
      expected: 'a finite value of magnitude 1e50 or less',
      found: String(value),
      help: 'look for a division by 0, a time step that is too large for `euler`, or a wrong unit of a constant',
      ...(span === undefined ? {} : { span }),
    },
  ]);
}
