import type { Cause, SourceSpan } from '../diagnostics/index.js';
import type { ArrayDeclaration, ArrayId, ObjectPlan, StepPlan } from '../ir/index.js';
import { type Dimension, formatQuantity } from '../units/index.js';

/** A link of a chain of causes. */
export function cause(message: string, span?: SourceSpan): Cause {
  return span === undefined ? { message } : { message, span };
}

export function placed(span: SourceSpan | undefined): { readonly span?: SourceSpan } {
  return span === undefined ? {} : { span };
}

export function arrayOf(plan: StepPlan, id: ArrayId): ArrayDeclaration {
  const found = plan.arrays.find((array) => array.id === id);
  if (found === undefined) throw new Error(`the plan has no array ${id}`);
  return found;
}

export function objectOf(plan: StepPlan, name: string): ObjectPlan {
  const found = plan.objects.find((object) => object.name === name);
  if (found === undefined) throw new Error(`the plan has no object ${name}`);
  return found;
}

/** Powers of ten of the units that people use. */
const scales = [1, 1e-3, 1e-6, 1e-9, 1e-12, 1e3] as const;

/** A value of an array with its unit, rounded to the four digits that people read. */
export function quantity(
  value: number,
  { dimension }: Pick<ArrayDeclaration, 'dimension'>,
): string {
  const [m = 0, kg = 0, s = 0, a = 0, k = 0, mol = 0, cd = 0] = dimension;
  const unit: Dimension = { twelfths: [m, kg, s, a, k, mol, cd] };
  // What is round in one unit need not be round in float64 in another: the shortest text is meant.
  const texts = scales.map((scale) =>
    formatQuantity(Number((value / scale).toPrecision(4)) * scale, unit),
  );
  return texts.reduce((best, text) => (text.length < best.length ? text : best));
}

export function seconds(value: number): string {
  return `${Number((value * 1e3).toPrecision(4))} ms`;
}

/** `1,240`: whole numbers as people read them; four digits of others. */
export function count(value: number): string {
  const shown = Number.isInteger(value) ? value : Number(value.toPrecision(4));
  return Number.isInteger(shown)
    ? String(shown).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
    : String(shown);
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

export function plural(number: number, one: string, more: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : more}`;
}
