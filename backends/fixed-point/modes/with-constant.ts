import type { Network } from '../../../core/network/index.js';

/**
 * The network with a constant of a population moved by an amount, in the unit it is written in.
 *
 * @returns undefined if there is no such constant, or it is no number and no quantity.
 */
export function withConstant(
  { document, source }: Network,
  population: string,
  constant: string,
  amount: number,
): Network | undefined {
  const object = document.populations?.[population];
  const old = object?.constants?.[constant];
  if (object === undefined || old === undefined) return undefined;
  const value = moved(old, amount);
  if (value === undefined) return undefined;
  const constants = { ...object.constants, [constant]: value };
  return {
    document: {
      ...document,
      populations: { ...document.populations, [population]: { ...object, constants } },
    },
    source,
  };
}

function moved(old: unknown, amount: number): number | string | undefined {
  if (typeof old === 'number') return old + amount;
  const [, digits, unit] =
    /^\s*([-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?)\s*(.*)$/i.exec(typeof old === 'string' ? old : '') ??
    [];
  return digits === undefined ? undefined : `${Number(digits) + amount} ${unit}`;
}
