import type { SourceSpan } from '../diagnostics/index.js';
import type { Expression } from '../equations/index.js';
import type { FileReference } from './document.js';

/** A value to assign, once checked: numbers are in SI. */
export type ValueModel =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'list'; readonly values: readonly number[] }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | {
      readonly kind: 'file';
      readonly file: FileReference;
      readonly unitFactor: number;
      readonly span?: SourceSpan;
    };

export interface AssignmentModel {
  readonly variable: string;
  readonly value: ValueModel;
  readonly span?: SourceSpan;
}

/**
 * Contiguous part of a population or input: first included, end excluded and cut at the size. Of an
 * images input, whose size only its file tells, an open end is Infinity.
 */
export interface SliceModel {
  readonly object: string;
  readonly first: number;
  readonly end: number;
}
