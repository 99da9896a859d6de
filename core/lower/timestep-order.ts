import type { Action } from '../ir/index.js';
import { slotOrder } from '../ir/index.js';

/** An action with the `order` of its object. */
export interface OrderedAction {
  readonly order: number;
  readonly action: Action;
}

/**
 * Negative, zero or positive as a runs before, with or after c within one slot: by order, then by
 * name, compared by code point.
 */
export function compareOrder(
  a: { readonly order: number; readonly name: string },
  c: { readonly order: number; readonly name: string },
): number {
  if (a.order !== c.order) return a.order - c.order;
  return compareCodePoints(a.name, c.name);
}

/** The clock of an action, object or probe; nothing for the network's. */
export function onClock(clock: number): { readonly clock?: number } {
  return clock === 0 ? {} : { clock };
}

/** Actions of a step as they run: by slot, order, name (semantics section 7). */
export function sortActions(actions: readonly OrderedAction[]): readonly Action[] {
  const slot = ({ action }: OrderedAction): number => slotOrder.indexOf(action.slot);
  return [...actions]
    .sort(
      (a, c) =>
        slot(a) - slot(c) ||
        compareOrder(
          { order: a.order, name: a.action.name },
          { order: c.order, name: c.action.name },
        ),
    )
    .map(({ action }) => action);
}

function compareCodePoints(a: string, c: string): number {
  const [left, right] = [Array.from(a), Array.from(c)];
  for (const [at, character] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const difference = (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
