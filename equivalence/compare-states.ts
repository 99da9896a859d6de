import type { Recording, Snapshot, StateTrace } from '../core/recording/index.js';
import { byName } from './compare-spikes.js';
import { type DifferenceStatistics, DifferenceSum } from './difference-statistics.js';
import type { FormatInfo, FormatLookup } from './format-info.js';

/** One variable of a population on both sides. */
export interface StateComparison {
  /** `OBJECT.VARIABLE`. */
  readonly name: string;
  readonly object: string;
  readonly variable: string;
  /** Unit of the values, base scale: `volt`. */
  readonly unit: string;
  readonly format?: FormatInfo;
  /** All samples; a value that two probes record counts twice. */
  readonly samples?: DifferenceStatistics;
  /** Samples that no difference of a spike can have touched yet. */
  readonly beforeFirstDifference?: DifferenceStatistics;
  /** All elements at the end; absent if the sides ended at different steps. */
  readonly end?: DifferenceStatistics;
}

export interface CompareStatesOptions {
  /** Steps that both sides executed. */
  readonly steps: number;
  /** Step of the first difference of a spike. */
  readonly firstDifference?: number;
  readonly formats?: FormatLookup;
}

/** Compares every variable of a population that both recordings hold, in order of names. */
export function compareStates(
  reference: Recording,
  subject: Recording,
  options: CompareStatesOptions,
): readonly StateComparison[] {
  const sums = new Map<string, VariableSums>();
  const sumsOf = (entry: { object: string; variable: string; unitText: string }): VariableSums => {
    const name = `${entry.object}.${entry.variable}`;
    const known = sums.get(name);
    if (known !== undefined) return known;
    const fresh = new VariableSums(entry.object, entry.variable, entry.unitText);
    sums.set(name, fresh);
    return fresh;
  };
  for (const [ours, theirs] of pairTraces(reference.states, subject.states)) {
    sumsOf(ours).addTrace(ours, theirs, options);
  }
  if (reference.steps === subject.steps) {
    for (const [ours, theirs] of pairSnapshots(reference.final, subject.final)) {
      sumsOf(ours).addEnd(ours, theirs);
    }
  }
  return [...sums.values()]
    .map((entry) => entry.comparison(options.formats))
    .sort((a, b) => byName(a.name, b.name));
}

class VariableSums {
  readonly #object: string;
  readonly #variable: string;
  readonly #unit: string;
  readonly #samples: DifferenceSum = new DifferenceSum();
  readonly #before: DifferenceSum = new DifferenceSum();
  readonly #end: DifferenceSum = new DifferenceSum();

  constructor(object: string, variable: string, unit: string) {
    this.#object = object;
    this.#variable = variable;
    this.#unit = unit;
  }

  addTrace(ours: StateTrace, theirs: StateTrace, options: CompareStatesOptions): void {
    const width = ours.indices.length;
    const first = options.firstDifference ?? Number.POSITIVE_INFINITY;
    const rows = Math.min(ours.steps.length, theirs.steps.length);
    for (let row = 0; row < rows; row += 1) {
      const step = ours.steps[row] as number;
      if (step !== theirs.steps[row])
        throw new Error(`${this.#object}.${this.#variable} is sampled at different steps`);
      if (step >= options.steps) break;
      // What stands at the start of a step is older than the spikes of that step.
      const before = step < first || (step === first && ours.when === 'start');
      for (let column = 0; column < width; column += 1) {
        const at = row * width + column;
        const pair = [ours.values[at] as number, theirs.values[at] as number] as const;
        const element = ours.indices[column] as number;
        this.#samples.add(...pair, step, element);
        if (before) this.#before.add(...pair, step, element);
      }
    }
  }

  addEnd(ours: Snapshot, theirs: Snapshot): void {
    for (const [element, value] of ours.values.entries()) {
      this.#end.add(value, theirs.values[element] as number, ours.step, element);
    }
  }

  comparison(formats: FormatLookup | undefined): StateComparison {
    const name = `${this.#object}.${this.#variable}`;
    const format = formats?.(name);
    const samples = this.#samples.statistics(format?.lsb);
    const before = this.#before.statistics(format?.lsb);
    const end = this.#end.statistics(format?.lsb);
    return {
      name,
      object: this.#object,
      variable: this.#variable,
      unit: this.#unit,
      ...(format === undefined ? {} : { format }),
      ...(samples === undefined ? {} : { samples }),
      ...(before === undefined ? {} : { beforeFirstDifference: before }),
      ...(end === undefined ? {} : { end }),
    };
  }
}

/** Traces of one variable, slot and choice of neurons on both sides. Rates (`#rate`) follow from spikes. */
function pairTraces(
  ours: readonly StateTrace[],
  theirs: readonly StateTrace[],
): readonly (readonly [StateTrace, StateTrace])[] {
  const left = [...theirs];
  return ours.flatMap((trace) => {
    if (trace.variable.startsWith('#')) return [];
    const at = left.findIndex((other) => sameProbe(trace, other));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    return found === undefined ? [] : [[trace, found] as const];
  });
}

function sameProbe(a: StateTrace, b: StateTrace): boolean {
  return (
    a.object === b.object &&
    a.variable === b.variable &&
    a.when === b.when &&
    a.indices.length === b.indices.length &&
    a.indices.every((index, at) => index === b.indices[at]) &&
    // Of two probes that differ in `every` alone.
    (a.steps.length < 2 || b.steps.length < 2 || a.steps[1] === b.steps[1])
  );
}

function pairSnapshots(
  ours: readonly Snapshot[],
  theirs: readonly Snapshot[],
): readonly (readonly [Snapshot, Snapshot])[] {
  return ours.flatMap((snapshot) => {
    if (snapshot.kind !== 'population' || snapshot.variable.startsWith('#')) return [];
    const found = theirs.find(
      ({ object, variable, values }) =>
        object === snapshot.object &&
        variable === snapshot.variable &&
        values.length === snapshot.values.length,
    );
    return found === undefined ? [] : [[snapshot, found] as const];
  });
}
