import type { SymbolicOperand, SymbolicSection } from '../codegen/index.js';
import { constantWindow } from './limits.js';
import type { HostConstant } from './placement.js';

type Constant = Extract<SymbolicOperand, { kind: 'constant' | 'host' }>;

/** Constants that one or several sections see from one base. */
export interface ConstantWindow {
  /** Place of a constant, by its key. */
  readonly places: ReadonlyMap<string, number>;
}

export interface PackedConstants {
  readonly windows: ReadonlyMap<SymbolicSection, ConstantWindow>;
  /** First word in the constant memory. */
  readonly bases: ReadonlyMap<ConstantWindow, number>;
  /** Words that the host writes are 0 until it does. */
  readonly constants: readonly number[];
  readonly hostConstants: readonly Omit<HostConstant, 'core'>[];
}

/** Two operands with one key share a word. */
export function constantKey(operand: Constant): string {
  if (operand.kind === 'constant') return String(operand.code);
  const { value, low, bits, signed } = operand;
  const { kernel, slot } = value;
  const row = value.kind === 'row' ? ` ${value.table} ${value.column}` : '';
  return `host ${kernel} ${slot}${row} ${low} ${bits} ${signed}`;
}

/** Constants that a section needs, each once, in the order of their first use. */
export function constantsOf({ instructions }: SymbolicSection): ReadonlyMap<string, Constant> {
  const found = new Map<string, Constant>();
  for (const { a, b } of instructions) {
    for (const operand of [a, b]) {
      if (operand?.kind === 'constant' || operand?.kind === 'host')
        found.set(constantKey(operand), operand);
    }
  }
  return found;
}

/**
 * Sections see 32 constants from their base. Those whose constants fit one window together share it;
 * the section goes where it adds the fewest words.
 */
export function packConstants(sections: readonly SymbolicSection[]): PackedConstants {
  const open: { readonly places: Map<string, number>; readonly constants: Constant[] }[] = [];
  const windows = new Map<SymbolicSection, ConstantWindow>();
  for (const section of new Set(sections)) {
    const needed = constantsOf(section);
    const added = ({ places }: (typeof open)[number]): number =>
      [...needed.keys()].filter((key) => !places.has(key)).length;
    const fitting = open
      .filter((window) => window.places.size + added(window) <= constantWindow)
      .sort((a, b) => added(a) - added(b));
    const window = fitting[0] ?? { places: new Map<string, number>(), constants: [] };
    if (fitting.length === 0) open.push(window);
    for (const [key, constant] of needed) {
      if (window.places.has(key)) continue;
      window.places.set(key, window.places.size);
      window.constants.push(constant);
    }
    windows.set(section, window);
  }
  const bases = new Map<ConstantWindow, number>();
  const constants: number[] = [];
  const hostConstants: Omit<HostConstant, 'core'>[] = [];
  for (const window of open) {
    bases.set(window, constants.length);
    for (const constant of window.constants) {
      if (constant.kind === 'host') {
        const { value, low, bits, signed } = constant;
        hostConstants.push({ address: constants.length, value, low, bits, signed });
      }
      constants.push(constant.kind === 'constant' ? constant.code : 0);
    }
  }
  return { windows, bases, constants, hostConstants };
}
