import type { Backend } from '../../../core/backend.js';
import { FrameworkError } from '../../../core/diagnostics/index.js';
import { createFixedEngine } from '../fixed-engine.js';
import { openEngine, requireMemory } from '../fixed-point-backend.js';
import type { ArrayFormat, FixedProgram, RequantiseNode } from '../lower/fixed-ir.js';
import { type FixedPlan, planFixed } from '../plan-fixed.js';

/** A part of the arithmetic that can be rounded by itself. */
export interface RoundingUnit {
  /** `OBJECT.VARIABLE`; or a storage class for what belongs to no variable: `constant`, `temporary`. */
  readonly name: string;
  /** Storage class. */
  readonly wordClass: string;
}

/**
 * What can be rounded or left exact: every stored variable with its format, and besides them the
 * constants, temporaries, accumulators and tables of numbers. All of them together are the integers.
 */
export function roundingUnits({
  formats,
  kernels,
  codeTables,
}: FixedProgram): readonly RoundingUnit[] {
  const units = new Map<string, RoundingUnit>();
  const add = (name: string, wordClass: string): void => {
    if (!units.has(name)) units.set(name, { name, wordClass });
  };
  for (const entry of formats.values()) {
    if (entry.wordClass === 'flag' || entry.wordClass === 'step') continue;
    add(unitOfArray(entry), entry.wordClass);
  }
  for (const kernel of kernels)
    for (const node of kernel.body) {
      if (node.op === 'requantise') add(unitOfNode(node, formats), node.wordClass);
      if (node.op === 'const' && node.exact !== undefined) add('constant', 'constant');
    }
  if (codeTables.some(({ exact }) => exact !== undefined)) add('table', 'table');
  return [...units.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The units that words name: variables, or storage classes for all units of them.
 *
 * @throws FrameworkError NO_SUCH_VARIABLE for a word that names none.
 */
export function selectUnits(
  units: readonly RoundingUnit[],
  words: readonly string[],
): ReadonlySet<string> {
  const unknown = words.filter(
    (word) => !units.some(({ name, wordClass }) => name === word || wordClass === word),
  );
  if (unknown.length > 0)
    throw new FrameworkError(
      unknown.map((word) => ({
        code: 'NO_SUCH_VARIABLE',
        severity: 'error',
        message: `nothing that is rounded is called ${word}`,
        found: word,
        help: `variables and storage classes: ${[...new Set(units.flatMap(({ name, wordClass }) => [name, wordClass]))].sort().join(', ')}`,
      })),
    );
  return new Set(
    units
      .filter(({ name, wordClass }) => words.includes(name) || words.includes(wordClass))
      .map(({ name }) => name),
  );
}

/**
 * The fixed-point program with only some of its roundings; all others are exact in float64. With all
 * units it gives the codes of the integers where their intermediates fit 53 bits. Tables of functions
 * and random words stay as they are.
 *
 * @param chosen - Gives the names of the units to round, once the network is planned.
 */
export function hybridBackend(
  chosen: (units: readonly RoundingUnit[]) => ReadonlySet<string>,
  planned: (...given: Parameters<Backend['compile']>) => Promise<FixedPlan> = (network, options) =>
    planFixed(network, options ?? {}),
): Backend {
  return {
    name: 'hybrid',
    compile: async (network, options = {}) => {
      const plan = await planned(network, options);
      requireMemory(plan, options);
      const { fixed, hardware } = plan;
      const names = chosen(roundingUnits(fixed));
      const engine = createFixedEngine(fixed, hardware, {
        counting: false,
        partial: {
          requantises: (node) => names.has(unitOfNode(node, fixed.formats)),
          constants: names.has('constant'),
          tables: names.has('table'),
          stores: (entry) =>
            entry.wordClass === 'flag' ||
            entry.wordClass === 'step' ||
            names.has(unitOfArray(entry)),
        },
      });
      return openEngine(plan, engine, 'hybrid');
    },
  };
}

/** Helpers of a variable go with it. */
function unitOfArray({ array, wordClass }: ArrayFormat): string {
  return wordClass === 'accumulator' ? wordClass : (array.split('#')[0] ?? array);
}

function unitOfNode({ name, wordClass }: RequantiseNode, formats: FixedProgram['formats']): string {
  if (wordClass === 'accumulator') return wordClass;
  const entry = formats.get(name);
  return entry === undefined ? wordClass : unitOfArray(entry);
}
