import {
  type Equation,
  parseEquations,
  parseStatements,
  type Statement,
} from '../equations/index.js';
import type {
  PathwayDocument,
  PathwayModel,
  ProjectionDocument,
  ProjectionModel,
  TextBlock,
  ValueModel,
  ValueSpec,
} from '../network/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { readBounds, reportNoVariable } from './bounds.js';
import { checkStatements, type Write } from './check-statements.js';
import { knownSynapseCount, readConnect } from './connect.js';
import { listConstants, resolveConstants } from './constants.js';
import { declareVariables } from './declare-variables.js';
import { readDelay } from './delay-values.js';
import type { DocumentReader, Path } from './document-reader.js';
import { checkEquations } from './equation-checks.js';
import { checkEventDriven } from './event-driven.js';
import { warnInitialBounds } from './initial-bounds.js';
import { readInitial } from './initial-values.js';
import { createNameScope, type NameScope } from './name-scope.js';
import { type DeclaredObject, projectionNames } from './object-names.js';
import { readActive, readClock, readMethod } from './populations.js';
import { readRegularly } from './regular-code.js';
import { readSlice } from './slices.js';
import { checkSubexpressionCycles } from './subexpressions.js';
import { checkSummed, type SummedWrite } from './summed-variables.js';
import { refuseFrozen, refuseSharedNames } from './synaptic-names.js';

export interface AnalysedProjection {
  readonly declared: DeclaredObject;
  readonly scope: NameScope;
  readonly freezable: boolean;
  /** Synapses, where text and sizes alone tell. */
  readonly count: number | undefined;
  /** Names of its pathways. */
  readonly pathways: readonly string[];
  /** Variables of other objects that it overwrites with sums. */
  readonly sums: readonly SummedWrite[];
  /** Absent if parts of it are faulty. */
  readonly model?: ProjectionModel;
}

const unknownObject: Omit<DeclaredObject, 'name'> = {
  kind: 'population',
  size: undefined,
  variables: new Map(),
  refractory: false,
  complete: false,
};

/** Checks a projection's texts and makes its model. */
export function analyseProjection(
  name: string,
  document: ProjectionDocument,
  context: AnalysisContext,
): AnalysedProjection {
  const { reader, shared } = context;
  const { diagnostics } = reader;
  const path = ['projections', name];
  const title = `projection ${name}`;
  const active = readActive(document.active, title, path, reader);
  const from = readSlice([...path, 'from'], document.from, 'from', context);
  const to = readSlice([...path, 'to'], document.to, 'to', context);
  const source = from?.object ?? { ...unknownObject, name: document.from };
  const target = to?.object ?? { ...unknownObject, name: document.to };
  const declared = declareProjection(name, document, path, context);
  if (document.freezable === true) refuseFrozen(declared, title, reader);
  refuseSharedNames(declared, source, target, title, reader);
  const constants = resolveConstants(
    { constants: document.constants ?? {}, path: [...path, 'constants'], title, outer: shared },
    reader,
  );
  const freezable = document.freezable === true;
  const names = projectionNames({ projection: declared, source, target, freezable });
  const scope = createNameScope(names, constants, shared);
  const { variables } = declared;
  const reported = new Set<string>();
  checkSubexpressionCycles(variables, title, diagnostics);
  checkEquations({ variables, scope, title, diagnostics, reported });
  checkEventDriven(variables, scope, title, diagnostics);
  const sums = checkSummed({ variables, scope, source, target, title }, diagnostics);
  const connect = readConnect(
    document.connect,
    {
      path: [...path, 'connect'],
      title,
      scope,
      reported,
      sourceCount: from?.count,
      targetCount: to?.count,
    },
    reader,
  );
  const count = connect && knownSynapseCount(connect, from?.count, to?.count);
  const elements = `synapses of ${name}`;
  const texts: ProjectionTexts = {
    path,
    title,
    scope,
    reported,
    reader,
    count,
    elements,
    source,
    target,
  };
  const { pathways, writes } = readPathways(document, texts);
  const { regularly } = readRegularly(document.regularly ?? [], { ...texts, name });
  const initial = readInitial(
    document.initial ?? {},
    { path: [...path, 'initial'], object: declared, count, elements, scope, reported },
    reader,
  );
  warnInitialBounds(
    { title, object: name, size: undefined, variables, scope, initial, writes },
    diagnostics,
  );
  const bounds = readBounds(document.bounds ?? {}, [...path, 'bounds'], declared, scope, reader);
  const plastic = readPlastic(document, declared, writes, path, reader);
  const pathwayNames = pathways.map((pathway) => pathway.name);
  const result = { declared, scope, freezable, count, pathways: pathwayNames, sums };
  const method =
    document.method === undefined ? undefined : readMethod(document.method, path, reader);
  const methodSpan = reader.network.source.valueSpan([...path, 'method']);
  if (from === undefined || to === undefined || connect === undefined) return result;
  const models = [...variables.values()].flatMap(({ model }) =>
    model === undefined ? [] : [model],
  );
  return {
    ...result,
    model: {
      name,
      source: from.slice,
      target: to.slice,
      scope,
      constants: listConstants(constants, shared.constants),
      connect,
      variables: models,
      pathways,
      initial,
      bounds,
      plastic,
      freezable,
      active,
      regularly,
      ...(declared.dtSeconds === undefined ? {} : { dtSeconds: declared.dtSeconds }),
      ...(method === undefined ? {} : { method }),
      ...(method === undefined || methodSpan === undefined ? {} : { methodSpan }),
      order: document.order ?? 0,
      ...reader.place(path),
    },
  };
}

function declareProjection(
  name: string,
  document: ProjectionDocument,
  path: Path,
  { reader, dtSeconds }: AnalysisContext,
): DeclaredObject {
  const title = `projection ${name}`;
  const before = reader.diagnostics.all.length;
  const equations: readonly Equation[] =
    document.model === undefined
      ? []
      : parseEquations(
          reader.origin([...path, 'model'], document.model, `${title}, model`),
          'projection',
          reader.diagnostics,
        );
  return {
    kind: 'projection',
    name,
    size: undefined,
    ...readClock(document.dt, path, dtSeconds, reader),
    complete: reader.diagnostics.all.length === before,
    variables: declareVariables(equations, { where: 'projection', title }, reader),
    refractory: false,
  };
}

interface ProjectionTexts {
  readonly path: Path;
  readonly title: string;
  readonly scope: NameScope;
  readonly reported: Set<string>;
  readonly reader: DocumentReader;
  readonly count: number | undefined;
  readonly elements: string;
  readonly source: DeclaredObject;
  readonly target: DeclaredObject;
}

interface ReadPathway {
  readonly pathway: PathwayModel;
  readonly writes: readonly Write[];
}

function readPathways(
  document: ProjectionDocument,
  texts: ProjectionTexts,
): { readonly pathways: readonly PathwayModel[]; readonly writes: readonly Write[] } {
  const read: ReadPathway[] = [];
  const { reader, path } = texts;
  for (const side of ['pre', 'post'] as const) {
    const key = side === 'pre' ? 'onPre' : 'onPost';
    const label = side === 'pre' ? 'on_pre' : 'on_post';
    const block = document[key];
    if (block === undefined) continue;
    const at = [...path, key];
    if (isTextBlock(block)) {
      const delay = side === 'pre' ? document.delay : undefined;
      read.push(
        readPathway(side, side, at, label, { do: block }, delay, [...path, 'delay'], texts),
      );
      continue;
    }
    for (const [name, pathway] of Object.entries(block)) {
      if (read.some((other) => other.pathway.name === name)) {
        reader.errorAtKey('FILE_NAME', [...at, name], `two pathways are called ${name}`, {
          context: texts.title,
        });
        continue;
      }
      const inner = [...at, name];
      const trigger = side === 'pre' ? texts.source : texts.target;
      const events = trigger.events ?? [];
      if (pathway.event !== undefined && !events.includes(pathway.event)) {
        reader.noSuch([...inner, 'event'], `event of ${trigger.name}`, pathway.event, events);
      }
      read.push(
        readPathway(
          name,
          side,
          [...inner, 'do'],
          `${label} ${name}`,
          pathway,
          pathway.delay,
          [...inner, 'delay'],
          texts,
        ),
      );
    }
  }
  const single = document.onPre !== undefined && isTextBlock(document.onPre);
  if (document.delay !== undefined && !single) {
    reader.errorAtKey(
      'FILE_CONFLICT',
      [...path, 'delay'],
      'delay stands for the delay of on_pre, which must be one text for that',
      { context: texts.title, help: 'give each pathway a delay of its own' },
    );
  }
  return {
    pathways: read.map(({ pathway }) => pathway),
    writes: read.flatMap(({ writes }) => writes),
  };
}

function isTextBlock(
  block: TextBlock | Readonly<Record<string, PathwayDocument>>,
): block is TextBlock {
  return typeof block === 'string' || Array.isArray(block);
}

function readPathway(
  name: string,
  side: 'pre' | 'post',
  path: Path,
  label: string,
  document: PathwayDocument,
  delay: ValueSpec | undefined,
  delayPath: Path,
  texts: ProjectionTexts,
): ReadPathway {
  const { title, scope, reported, reader } = texts;
  const { diagnostics } = reader;
  const context = `${title}, ${label}`;
  const origin = reader.origin(path, document.do, context);
  const statements: readonly Statement[] = parseStatements(origin, diagnostics);
  const writes = checkStatements(statements, { scope, diagnostics, context, reported });
  const value: ValueModel = (delay === undefined
    ? undefined
    : readDelay(delayPath, delay, context, texts)) ?? {
    kind: 'number',
    value: 0,
  };
  return {
    pathway: {
      name,
      side,
      statements,
      ...(document.event === undefined ? {} : { event: document.event }),
      delay: value,
      order: document.order ?? (side === 'pre' ? -1 : 1),
      ...reader.place(path),
    },
    writes,
  };
}

/** Learned variables: as listed, else what pathways write, without traces. */
function readPlastic(
  document: ProjectionDocument,
  declared: DeclaredObject,
  writes: readonly Write[],
  path: Path,
  reader: DocumentReader,
): readonly string[] {
  if (document.plastic === undefined) {
    const written = new Set(
      writes.flatMap(({ side, variable }) => (side === 'own' ? [variable] : [])),
    );
    return [...written].filter((name) => declared.variables.get(name)?.model?.kind === 'parameter');
  }
  return document.plastic.filter((name, index) => {
    const at = [...path, 'plastic', index];
    const entry = declared.variables.get(name);
    if (entry === undefined) {
      reportNoVariable(at, declared, name, reader, false);
      return false;
    }
    if (entry.model === undefined || entry.model.kind === 'parameter') return true;
    reader.error('FILE_VALUE', at, `${name} is no learned weight: it has an equation`, {
      context: `projection ${declared.name}, plastic`,
      expected: 'a parameter',
      found: name,
    });
    return false;
  });
}
