import {
  checkShape,
  documentPositions,
  plainData,
  readDocument,
} from '../core/description/index.js';
import { type Diagnostic, Diagnostics } from '../core/diagnostics/index.js';
import type { DocumentSource, QuantityText } from '../core/network/index.js';
import { parseQuantity, type Quantity } from '../core/units/index.js';
import type { Budget, CounterLimits, TrainLimits, VariableLimits, WeightLimits } from './budget.js';
import { budgetGrammar } from './budget-grammar.js';

export interface LoadedBudget {
  /** Absent if an error was found. */
  readonly budget?: Budget;
  readonly diagnostics: readonly Diagnostic[];
}

/** The file as its grammar demands it, keys as written. */
interface BudgetDocument {
  readonly case?: string;
  readonly seeds?: readonly number[];
  readonly simulate?: QuantityText;
  readonly tiers?: {
    readonly T2?: object;
    readonly T3?: Omit<TrainLimits, 'gamma'> & {
      readonly gamma?: { readonly window: QuantityText; readonly min: number };
    };
  };
  readonly counters?: CounterLimits;
  readonly variables?: Readonly<
    Record<string, Omit<VariableLimits, 'maxError'> & { readonly maxError?: QuantityText }>
  >;
  readonly weights?: Readonly<
    Record<string, Omit<WeightLimits, 'maxRms'> & { readonly maxRms?: QuantityText }>
  >;
  readonly allowInconclusive?: boolean;
}

/**
 * Reads a budget file (YAML or JSON). All faults are reported in one go, each where it stands:
 * `FILE_*`, and `UNSUPPORTED_FEATURE` for limits that cannot be judged yet. Never throws.
 */
export function loadBudget(fileText: string, fileName: string): LoadedBudget {
  const read = readDocument(fileText, fileName);
  if (read.document === undefined) return { diagnostics: read.diagnostics };
  const { value, diagnostics: found } = checkShape(read.document.root, budgetGrammar, {
    keys: 'file',
    writeKeys: 'file',
  });
  const diagnostics = new Diagnostics();
  diagnostics.addAll(read.diagnostics);
  diagnostics.addAll(found);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  // The grammar has just been checked: the data has the shape that the type describes.
  const document = plainData(value) as unknown as BudgetDocument;
  const positions = documentPositions(value);
  refuseSeveralSeeds(document, positions, diagnostics);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  return { budget: buildBudget(document, positions), diagnostics: diagnostics.all };
}

function refuseSeveralSeeds(
  { seeds = [] }: BudgetDocument,
  positions: DocumentSource,
  diagnostics: Diagnostics,
): void {
  if (seeds.length < 2) return;
  const span = positions.valueSpan(['seeds']);
  diagnostics.error('UNSUPPORTED_FEATURE', 'comparing over several seeds is not available yet', {
    ...(span === undefined ? {} : { span }),
    context: 'seeds',
    found: `${seeds.length} seeds`,
    help: `write seeds: [${seeds[0]}]`,
  });
}

function buildBudget(document: BudgetDocument, positions: DocumentSource): Budget {
  const { tiers = {}, counters = {}, variables = {}, weights = {} } = document;
  const seed = document.seeds?.[0];
  return {
    ...(document.case === undefined ? {} : { case: document.case }),
    ...(seed === undefined ? {} : { seed: BigInt(seed) }),
    ...(document.simulate === undefined
      ? {}
      : { simulateSeconds: quantityOf(document.simulate).value }),
    spikeExact: tiers.T2 !== undefined,
    ...(tiers.T3 === undefined ? {} : { trains: trainLimits(tiers.T3) }),
    counters,
    variables: new Map(
      Object.entries(variables).map(([name, { maxError, ...rest }]) => [
        name,
        { ...rest, ...(maxError === undefined ? {} : { maxError: quantityOf(maxError) }) },
      ]),
    ),
    weights: new Map(
      Object.entries(weights).map(([name, { maxRms, ...rest }]) => [
        name,
        { ...rest, ...(maxRms === undefined ? {} : { maxRms: quantityOf(maxRms) }) },
      ]),
    ),
    allowInconclusive: document.allowInconclusive ?? false,
    span: (path) => positions.valueSpan(path),
  };
}

function trainLimits({
  gamma,
  ...rest
}: NonNullable<NonNullable<BudgetDocument['tiers']>['T3']>): TrainLimits {
  if (gamma === undefined) return rest;
  return { ...rest, gamma: { windowSeconds: quantityOf(gamma.window).value, min: gamma.min } };
}

function quantityOf(value: QuantityText): Quantity {
  const read = parseQuantity(value);
  if (!read.ok) throw new Error(`${value} passed the grammar and is no quantity`);
  return read.quantity;
}
