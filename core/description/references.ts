import { Diagnostics, nearNames, type SourceSpan } from '../diagnostics/index.js';
import {
  itemSets,
  type NetworkObject,
  NetworkObjects,
  type ObjectKind,
  textOf,
} from './network-objects.js';
import type { PlacedValue } from './placed-value.js';
import { withArticle } from './wording.js';

/** Finds what a document refers to, and reports what is not there. */
export class References {
  readonly diagnostics: Diagnostics = new Diagnostics();
  readonly objects: NetworkObjects;

  constructor(root: PlacedValue) {
    this.objects = new NetworkObjects(root);
  }

  /** Finds an object of certain kinds; anything else is reported. */
  object(
    value: PlacedValue | undefined,
    context: string,
    ...kinds: readonly ObjectKind[]
  ): NetworkObject | undefined {
    const name = textOf(value);
    return name === undefined ? undefined : this.named(name, value?.span, context, ...kinds);
  }

  named(
    name: string,
    span: SourceSpan | undefined,
    context: string,
    ...kinds: readonly ObjectKind[]
  ): NetworkObject | undefined {
    const object = this.objects.get(name);
    if (object !== undefined && kinds.includes(object.kind)) return object;
    const wanted = kinds.join(' or ');
    const message =
      object === undefined
        ? `there is no ${wanted} ${name}`
        : `expected ${withArticle(wanted)}, ${name} is ${withArticle(object.kind)}`;
    this.reference(message, name, this.objects.names(...kinds), span, context);
    return undefined;
  }

  reference(
    message: string,
    found: string,
    known: readonly string[],
    span: SourceSpan | undefined,
    context: string,
  ): void {
    const near = nearNames(found, known);
    const help =
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : known.length > 0
          ? `there is ${known.slice(0, 8).join(', ')}`
          : undefined;
    this.diagnostics.error('FILE_REFERENCE', message, {
      ...(span === undefined ? {} : { span }),
      context,
      found,
      ...(help === undefined ? {} : { help }),
    });
  }

  fault(
    code: 'FILE_NAME' | 'FILE_VALUE' | 'FILE_CONFLICT' | 'FILE_MISSING',
    message: string,
    span: SourceSpan | undefined,
    context: string,
    help?: string,
  ): void {
    this.diagnostics.error(code, message, {
      ...(span === undefined ? {} : { span }),
      context,
      ...(help === undefined ? {} : { help }),
    });
  }

  /** An input that has items to show. */
  itemInput(value: PlacedValue | undefined, context: string): NetworkObject | undefined {
    const input = this.object(value, context, 'input');
    if (input === undefined || input.value.kind !== 'map') return undefined;
    if (itemSets(input.value) !== undefined) return input;
    const withItems = this.objects
      .names('input')
      .filter((name) => itemSets(this.objects.get(name)?.value ?? input.value) !== undefined);
    const message = `the input ${input.name} has no items to show`;
    this.reference(message, input.name, withItems, value?.span, context);
    return undefined;
  }
}
