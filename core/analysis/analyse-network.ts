import { type Diagnostic, Diagnostics, type SourceText } from '../diagnostics/index.js';
import type { InputModel, Model, Network, NetworkDocument } from '../network/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { resolveConstants } from './constants.js';
import { DocumentReader } from './document-reader.js';
import { analyseInput, declareInput } from './inputs.js';
import type { ConstantTable, NameScope } from './name-scope.js';
import type { DeclaredObject } from './object-names.js';
import { type AnalysedPopulation, analysePopulation, declarePopulation } from './populations.js';
import { analyseProbes } from './probes.js';
import { type AnalysedProjection, analyseProjection } from './projections.js';
import { refuseSecondSums } from './summed-variables.js';
import { readArrays } from './timed-arrays.js';
import { analyseTimeline } from './timeline.js';
import { checkTimelineExtent } from './timeline-extent.js';

/** A checked network, and what was found on the way. */
export interface Analysis {
  /** Absent exactly if an error was found. */
  readonly model?: Model;
  readonly diagnostics: readonly Diagnostic[];
}

const defaultDt = '0.1 ms';
const fallbackDtSeconds = 1e-4;

/**
 * Checks a network: reads its texts, resolves every name, judges every unit, write and reference,
 * and reports all faults in one go, each where it stands. Data files are not read.
 */
export function analyseNetwork(network: Network): Analysis {
  const diagnostics = new Diagnostics();
  const reader = new DocumentReader(network, diagnostics);
  const { document } = network;
  const dtSeconds = reader.duration(['dt'], document.dt ?? defaultDt, 'dt', true);
  const seed = readSeed(document.seed ?? 0, reader);
  const arrays = readArrays(document.arrays ?? {}, reader);
  const constants = networkConstants(document, arrays, reader);
  const context: AnalysisContext = {
    document,
    reader,
    dtSeconds: dtSeconds ?? fallbackDtSeconds,
    shared: { constants, arrays },
    arrays,
    objects: declareObjects(document, dtSeconds ?? fallbackDtSeconds, reader),
  };
  const populations = analysePopulations(context);
  const scopes = new Map(populations.map(({ model, scope }) => [model.name, scope]));
  const inputs = analyseInputs(context, scopes);
  const projections = analyseProjections(context);
  refuseSecondSums(
    [...projections.values()].flatMap(({ sums }) => sums),
    diagnostics,
  );
  const probes = analyseProbes(document.probes ?? [], { context, projections });
  const timeline = analyseTimeline(document.timeline ?? [], { context, projections, scopes });
  checkTimelineExtent(timeline, inputs, dtSeconds ?? fallbackDtSeconds, reader);
  if (diagnostics.hasErrors || dtSeconds === undefined || seed === undefined) {
    return { diagnostics: inTextOrder(diagnostics.all) };
  }
  const model: Model = {
    name: document.name,
    dtSeconds,
    seed,
    arrays: [...arrays.values()].flatMap((entry) => entry.model ?? []),
    inputs,
    populations: populations.map(({ model }) => model),
    projections: [...projections.values()].flatMap((projection) => projection.model ?? []),
    probes,
    timeline,
  };
  return { model, diagnostics: inTextOrder(diagnostics.all) };
}

/** The seed as 64 bits: an integer, or decimal text where the number is too large for one. */
function readSeed(seed: number | string, reader: DocumentReader): bigint | undefined {
  const sound =
    typeof seed === 'number' ? Number.isSafeInteger(seed) && seed >= 0 : /^\d+$/.test(seed.trim());
  const value = sound ? BigInt(seed) : undefined;
  if (value !== undefined && value < 2n ** 64n) return value;
  return reader.error('FILE_VALUE', ['seed'], `${seed} is no seed`, {
    expected: 'an integer from 0 to 2^53 - 1, or decimal text below 2^64',
    found: String(seed),
  });
}

/** Constants of the network; they share their names with the arrays. */
function networkConstants(
  document: NetworkDocument,
  arrays: AnalysisContext['arrays'],
  reader: DocumentReader,
): ConstantTable {
  const declared = document.constants ?? {};
  for (const name of Object.keys(declared)) {
    if (!arrays.has(name)) continue;
    reader.errorAtKey('FILE_NAME', ['constants', name], `${name} is also an array`, {
      help: 'rename one of them',
    });
  }
  const outer = { constants: new Map(), arrays };
  return resolveConstants(
    { constants: declared, path: ['constants'], title: 'network', outer },
    reader,
  );
}

/** Inputs and populations by name. Equations are read here, so that projections can refer to them. */
function declareObjects(
  document: NetworkDocument,
  dtSeconds: number,
  reader: DocumentReader,
): ReadonlyMap<string, DeclaredObject> {
  const objects = new Map<string, DeclaredObject>();
  for (const [name, input] of Object.entries(document.inputs ?? {})) {
    objects.set(name, declareInput(name, input, dtSeconds, reader));
  }
  for (const [name, population] of Object.entries(document.populations ?? {})) {
    if (objects.has(name)) reportDouble(['populations', name], name, reader);
    else objects.set(name, declarePopulation(name, population, dtSeconds, reader));
  }
  for (const name of Object.keys(document.projections ?? {})) {
    if (objects.has(name)) reportDouble(['projections', name], name, reader);
  }
  return objects;
}

function reportDouble(path: readonly string[], name: string, reader: DocumentReader): void {
  reader.errorAtKey('FILE_NAME', path, `two objects are called ${name}`, {
    help: 'inputs, populations and projections need names of their own',
  });
}

function analysePopulations(context: AnalysisContext): readonly AnalysedPopulation[] {
  return Object.entries(context.document.populations ?? {}).flatMap(([name, document]) => {
    const declared = context.objects.get(name);
    return declared?.kind === 'population' ? [analysePopulation(declared, document, context)] : [];
  });
}

function analyseInputs(
  context: AnalysisContext,
  scopes: ReadonlyMap<string, NameScope>,
): readonly InputModel[] {
  return Object.entries(context.document.inputs ?? {}).flatMap(([name, document]) => {
    const declared = context.objects.get(name);
    return declared === undefined ? [] : (analyseInput(declared, document, context, scopes) ?? []);
  });
}

function analyseProjections(context: AnalysisContext): ReadonlyMap<string, AnalysedProjection> {
  const projections = Object.entries(context.document.projections ?? {});
  return new Map(
    projections.map(([name, document]) => [name, analyseProjection(name, document, context)]),
  );
}

/** Findings in the order of the text; those without a place come first. */
function inTextOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const sources = new Map<SourceText, number>();
  for (const { span } of found) {
    if (span !== undefined && !sources.has(span.source)) sources.set(span.source, sources.size);
  }
  const rank = ({ span }: Diagnostic): readonly [number, number] =>
    span === undefined ? [-1, 0] : [sources.get(span.source) ?? 0, span.start];
  return found.toSorted((a, b) => {
    const [[aSource, aStart], [bSource, bStart]] = [rank(a), rank(b)];
    return aSource - bSource || aStart - bStart;
  });
}
