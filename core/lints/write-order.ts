import { inlineSubexpressions } from '../analysis/index.js';
import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import {
  type Expression,
  namesIn,
  printStatement,
  type Statement,
  substitute,
} from '../equations/index.js';
import type { Model, PathwayModel, ProjectionModel, SliceModel } from '../network/index.js';
import { pathwayLabel, pathwayWrites, titleOf, type Write } from './model-facts.js';
import { listed } from './wording.js';

/** What an assignment operator does with other events' effects on the same variable. */
type Effect = 'add' | 'scale' | 'assign';

const effects: Readonly<Record<Statement['operator'], Effect>> = {
  '+=': 'add',
  '-=': 'add',
  '*=': 'scale',
  '/=': 'scale',
  '%=': 'assign',
  '=': 'assign',
};

/** A write of a neuron's variable by a pathway. */
interface NeuronWrite extends Write {
  readonly effect: Effect;
  readonly key: string;
  /** An assignment that reads the variable itself. */
  readonly updates: boolean;
}

/** A pathway with all that matters for the order of its events. */
interface Reader {
  readonly projection: ProjectionModel;
  readonly pathway: PathwayModel;
  /** As the order of a step sees it: `PROJ_pre`, `PROJ_NAME`. */
  readonly name: string;
  readonly writes: readonly NeuronWrite[];
  /** Neuron variables that values read, with a place. */
  readonly reads: ReadonlyMap<string, SourceSpan>;
}

/** Warnings on events that get in each other's way: one step, one slot, one variable. */
export function warnWriteOrder(model: Model, diagnostics: Diagnostics): void {
  const pathways = model.projections.flatMap((projection) =>
    projection.pathways.map((pathway) => readerOf(projection, pathway, model)),
  );
  for (const pathway of pathways) warnOrderDependent(pathway, diagnostics);
  warnConflicts(pathways, diagnostics);
  warnOrderByName(pathways, diagnostics);
  warnClockDriven(model, diagnostics);
}

/**
 * Clock-driven equations that read what their source or target integrates, in the same slot with the
 * same order: named before the population they see its old values, named after it the new ones.
 */
function warnClockDriven(model: Model, diagnostics: Diagnostics): void {
  for (const projection of model.projections) {
    const reported = new Set<string>();
    for (const { equation, name, eventDriven } of projection.variables) {
      if (equation.kind !== 'differential' || eventDriven) continue;
      const right = inlineSubexpressions(equation.right, projection, model);
      for (const key of neuronVariables(right, projection)) {
        const [object = '', variable = ''] = key.split('.');
        const population = model.populations.find((entry) => entry.name === object);
        const kind = population?.variables.find((entry) => entry.name === variable)?.kind;
        if (population === undefined || kind !== 'differential' || reported.has(object)) continue;
        if (population.order !== projection.order) continue;
        reported.add(object);
        const [mine, other] = [`${projection.name}_stateupdater`, `${object}_stateupdater`];
        const sees = mine < other ? 'the old' : 'the new';
        diagnostics.warn(
          'ORDER_BY_NAME',
          `d${name}/dt reads ${key} in the slot in which ${object} integrates it, with the same order: the names decide, it sees ${sees} value`,
          {
            span: equation.span,
            context: `${titleOf(projection)}, equation of ${name}`,
            label: `${mine} runs ${mine < other ? 'before' : 'after'} ${other}`,
            help: `say which comes first: order: ${population.order + (mine < other ? -1 : 1)} of ${projection.name}`,
          },
        );
      }
    }
  }
}

function readerOf(projection: ProjectionModel, pathway: PathwayModel, model: Model): Reader {
  const reads = new Map<string, SourceSpan>();
  const locals = new Map<string, Expression>();
  const writes: NeuronWrite[] = [];
  const places = new Map(
    pathwayWrites(projection, pathway).map((entry) => [entry.statement, entry]),
  );
  for (const statement of pathway.statements) {
    const value = inlineSubexpressions(
      substitute(statement.value, (name) => locals.get(name)),
      projection,
      model,
    );
    const place = places.get(statement);
    const read = neuronVariables(value, projection);
    for (const key of read) if (!reads.has(key)) reads.set(key, statement.span);
    if (place === undefined) {
      locals.set(statement.target, value);
      continue;
    }
    if (place.side === 'own') continue;
    const key = `${place.object}.${place.variable}`;
    const effect = effects[statement.operator];
    writes.push({ ...place, effect, key, updates: effect === 'assign' && read.has(key) });
  }
  return { projection, pathway, name: `${projection.name}_${pathway.name}`, writes, reads };
}

/** `OBJECT.VARIABLE` of every neuron variable in an expression. */
function neuronVariables(value: Expression, { scope }: ProjectionModel): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of namesIn(value)) {
    const resolution = scope.resolve(name);
    if (resolution?.kind !== 'variable' || resolution.side === 'own') continue;
    found.add(`${resolution.object}.${resolution.variable}`);
  }
  return found;
}

/** Several events of one pathway in one step, whose result depends on their order (semantics 9). */
function warnOrderDependent(reader: Reader, diagnostics: Diagnostics): void {
  const { projection, writes, reads, pathway } = reader;
  const { connect } = projection;
  // One synapse per neuron: no second event to disagree with.
  if (connect.kind === 'one_to_one' && connect.repeats === 1) return;
  const reported = new Set<string>();
  for (const write of writes) {
    if (reported.has(write.key)) continue;
    const reason = dependence(write, reader);
    if (reason === undefined) continue;
    reported.add(write.key);
    diagnostics.warn(
      'ORDER_DEPENDENT',
      `${write.statement.target} depends on the order of the events of one step: ${reason}`,
      {
        span: reads.get(write.key) ?? write.statement.span,
        context: `${titleOf(projection)}, ${pathwayLabel(pathway)}`,
        label: 'events run by step of emission, then source, then synapse',
        help: `if that is not meant, only add: ${write.statement.target} += .., with an amount that no other event of the step changes`,
      },
    );
  }
}

function dependence(write: NeuronWrite, { writes, reads, projection }: Reader): string | undefined {
  const { key, statement } = write;
  const target = statement.target;
  if (reads.has(key)) {
    return `a statement reads ${target}, which each event changes`;
  }
  const same = writes.filter((other) => other.key === key);
  const kinds = new Set(same.map(({ effect }) => effect));
  if (kinds.size > 1) {
    return `${listed(same.map((other) => printStatement(other.statement)))} do not commute`;
  }
  if (write.effect !== 'assign') return undefined;
  const differing = [...namesIn(statement.value)].find((name) => {
    const resolution = projection.scope.resolve(name);
    if (resolution === undefined) return true;
    if (resolution.kind === 'builtin') return ['i', 'j'].includes(resolution.name);
    return resolution.kind === 'variable' && resolution.side !== write.side;
  });
  return differing === undefined
    ? undefined
    : `the last event's ${differing} wins, the others are lost`;
}

/** True if two pathways act on common neurons of a variable. */
function overlap(a: NeuronWrite, b: { readonly slice: SliceModel }): boolean {
  const own = sliceOf(a);
  return own.first < b.slice.end && b.slice.first < own.end;
}

function sliceOf({ owner, side }: NeuronWrite): SliceModel {
  if (!('connect' in owner)) throw new Error(`${owner.name} is no projection`);
  return side === 'pre' ? owner.source : owner.target;
}

/** `order`, then the name by code point: how a slot is sorted. */
function inSlotOrder(a: Reader, b: Reader): number {
  return a.pathway.order - b.pathway.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** Assignment and addition to one variable by two pathways: the later one undoes or adds to the other. */
function warnConflicts(pathways: readonly Reader[], diagnostics: Diagnostics): void {
  const sorted = pathways.toSorted(inSlotOrder);
  const reported = new Set<string>();
  for (const reader of sorted) {
    for (const write of reader.writes) {
      if (write.effect !== 'assign' || write.updates || reported.has(write.key)) continue;
      const adding = sorted.flatMap((other) =>
        other === reader
          ? []
          : other.writes.filter(
              (entry) =>
                entry.key === write.key &&
                entry.effect === 'add' &&
                overlap(entry, { slice: sliceOf(write) }),
            ),
      );
      const [first] = adding;
      if (first === undefined) continue;
      reported.add(write.key);
      const names = new Set([reader.name, ...adding.map(nameOf)]);
      const order = sorted.map(({ name }) => name).filter((name) => names.has(name));
      const before = adding.filter(
        (entry) => order.indexOf(nameOf(entry)) < order.indexOf(reader.name),
      );
      const lost =
        before.length === 0
          ? 'what is added stays on top of the assigned value'
          : `what ${listed(before.map(nameOf))} adds in a step is lost when ${reader.name} assigns`;
      diagnostics.warn(
        'WRITE_CONFLICT',
        `${write.key} is assigned by ${reader.name} and added to by ${listed(adding.map(nameOf))} in one slot; order ${order.join(', ')}: ${lost}`,
        {
          span: write.statement.span,
          context: write.context,
          label: `${printStatement(first.statement)} in ${first.context}`,
          help: `write ${write.statement.target} += .. here as well, or say the order: on_${reader.pathway.side}: {${reader.pathway.name}: {do: "${printStatement(write.statement)}", order: ${reader.pathway.order - 1}}}`,
        },
      );
    }
  }
}

function nameOf({ owner, pathway }: NeuronWrite): string {
  return `${owner.name}_${pathway?.name}`;
}

/** A reader and a writer of one variable with equal `order`: only their names decide (semantics 7). */
function warnOrderByName(pathways: readonly Reader[], diagnostics: Diagnostics): void {
  for (const reader of pathways) {
    for (const [key, span] of reader.reads) {
      const writers = pathways.filter(
        (other) =>
          other !== reader &&
          other.pathway.order === reader.pathway.order &&
          other.writes.some(
            (write) => write.key === key && overlap(write, { slice: readSlice(reader, write) }),
          ),
      );
      const [first] = writers;
      if (first === undefined) continue;
      const order = [reader, ...writers].toSorted(inSlotOrder).map(({ name }) => name);
      const { side, name } = reader.pathway;
      diagnostics.warn(
        'ORDER_BY_NAME',
        `${reader.name} reads ${key}, which ${listed(writers.map((writer) => writer.name))} ${writers.length === 1 ? 'writes' : 'write'} in the same slot with the same order: the names decide, ${order.join(' before ')}`,
        {
          span,
          context: `${titleOf(reader.projection)}, ${pathwayLabel(reader.pathway)}`,
          label: 'another name would give another result',
          help: `say which comes first: on_${side}: {${name}: {do: "..", order: ${reader.pathway.order - 1}}} runs before the others`,
        },
      );
    }
  }
}

/** The neurons of a variable that a pathway sees: those of the end that belongs to its object. */
function readSlice({ projection }: Reader, { object }: NeuronWrite): SliceModel {
  const ends = [projection.source, projection.target].filter((slice) => slice.object === object);
  const [first, second] = ends;
  if (first === undefined) throw new Error(`${projection.name} does not touch ${object}`);
  return second === undefined
    ? first
    : { object, first: Math.min(first.first, second.first), end: Math.max(first.end, second.end) };
}
