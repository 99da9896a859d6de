import { FrameworkError } from '../diagnostics/index.js';
import type { ArrayDeclaration, StepPlan } from '../ir/index.js';
import type { Variables } from './variables.js';

const absurd = 1e50;

/** A value that no simulation survives. */
export interface InvalidValue {
  readonly declaration: ArrayDeclaration;
  readonly element: number;
  readonly value: number;
}

/** Looks for NaN, infinities and values beyond 1e50 in the differential variables. */
export class ValueWatch {
  readonly #watched: readonly {
    readonly declaration: ArrayDeclaration;
    readonly data: Float64Array;
  }[];

  constructor(plan: StepPlan, variables: Variables) {
    this.#watched = plan.objects
      .flatMap((object) => (object.kind === 'input' ? [] : (object.watched ?? [])))
      .map((id) => ({
        declaration: variables.declaration(id),
        data: variables.slot(id, 0),
      }));
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
