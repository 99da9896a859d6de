import { type Expression, type GeneratorRange, walkExpression } from '../equations/index.js';
import type { ConnectModel, ProjectionModel } from '../network/index.js';
import { geometricGap } from '../random/index.js';
import { type ConnectDraws, hitSite, rowSite, withoutReplacement } from './connect-draws.js';
import { PairExpressions, type PairValues, type PairVisitor } from './pair-expressions.js';
import type { ProgramDraft } from './program-draft.js';
import type { StartState } from './start-state.js';

const chunk = 4096;

/** What a fault needs: an index that is no neuron, or a range that cannot be run through. */
export interface GeneratorFaults {
  outside(i: number, j: number): void;
  range(message: string): void;
}

/**
 * Pairs of a generator: for every source (`j`) or target (`i`) in turn, in the order of its range
 * (semantics section 9). An index outside the group is a fault, unless it is to be skipped; a
 * condition that does not ask for the index is looked at first.
 */
export function generatedPairs(
  projection: ProjectionModel,
  connect: Extract<ConnectModel, { kind: 'generator' }>,
  draft: ProgramDraft,
  start: StartState,
  draws: ConnectDraws,
  faults: GeneratorFaults,
): PairVisitor {
  const { makes, generator, skipInvalid } = connect;
  const { element, range, condition } = generator;
  const sources = projection.source.end - projection.source.first;
  const targets = projection.target.end - projection.target.first;
  const [outerCount, innerCount] = makes === 'j' ? [sources, targets] : [targets, sources];
  const pairs = new PairExpressions(projection, chunk, draft, start, draws);
  const index = pairs.compile(element, range?.variable);
  const accepts = condition && pairs.compile(condition, range?.variable);
  const positions =
    range === undefined ? undefined : new RangePositions(range, pairs, draws, faults);
  const asksIndex = condition !== undefined && readsMade(condition, makes, projection);
  const place = (at: number, outer: number, made: number): void => {
    if (makes === 'j') pairs.setPair(at, outer, made);
    else pairs.setPair(at, made, outer);
  };
  const made = new Float64Array(chunk);

  return (visit) => {
    for (let outer = 0; outer < outerCount; outer++) {
      place(0, outer, 0);
      const values = positions === undefined ? [0] : positions.of(outer);
      if (values === undefined) return false;
      for (let from = 0; from < values.length; from += chunk) {
        let count = Math.min(chunk, values.length - from);
        for (let at = 0; at < count; at++) {
          place(at, outer, 0);
          pairs.local[at] = values[from + at] as number;
        }
        made.set(index(count).subarray(0, count));
        const early = accepts !== undefined && !asksIndex ? accepts(count) : undefined;
        let kept = 0;
        for (let at = 0; at < count; at++) {
          if (early !== undefined && early[at] === 0) continue;
          const other = made[at] as number;
          if (!(Number.isInteger(other) && other >= 0 && other < innerCount)) {
            if (skipInvalid) continue;
            if (makes === 'j') faults.outside(outer, other);
            else faults.outside(other, outer);
            return false;
          }
          pairs.local[kept] = pairs.local[at] as number;
          made[kept] = other;
          place(kept, outer, other);
          kept++;
        }
        count = kept;
        const late = accepts !== undefined && asksIndex ? accepts(count) : undefined;
        for (let at = 0; at < count; at++) {
          if (late !== undefined && late[at] === 0) continue;
          const other = made[at] as number;
          if (makes === 'j') visit(outer, other);
          else visit(other, outer);
        }
      }
    }
    return true;
  };
}

/** True if a condition reads the index that is made, a variable of its neuron, or a draw of the pair. */
function readsMade(condition: Expression, makes: 'i' | 'j', { scope }: ProjectionModel): boolean {
  const side = makes === 'j' ? 'post' : 'pre';
  let found = false;
  walkExpression(condition, (part) => {
    if (part.kind === 'call' && (part.callee === 'rand' || part.callee === 'randn')) found = true;
    if (part.kind !== 'name') return;
    const resolution = scope.resolve(part.name);
    if (part.name === makes || (resolution && 'side' in resolution && resolution.side === side)) {
      found = true;
    }
  });
  return found;
}

/** Numbers that the variable of a generator takes, in order. */
class RangePositions {
  readonly #first: PairValues | undefined;
  readonly #stop: PairValues;
  readonly #step: PairValues | undefined;
  readonly #probability: PairValues | undefined;
  readonly #size: PairValues | undefined;
  readonly #draws: ConnectDraws;
  readonly #faults: GeneratorFaults;

  constructor(
    { start, stop, step, probability, size }: GeneratorRange,
    pairs: PairExpressions,
    draws: ConnectDraws,
    faults: GeneratorFaults,
  ) {
    this.#first = start && pairs.compile(start);
    this.#stop = pairs.compile(stop);
    this.#step = step && pairs.compile(step);
    this.#probability = probability && pairs.compile(probability);
    this.#size = size && pairs.compile(size);
    this.#draws = draws;
    this.#faults = faults;
  }

  /** @returns undefined after a fault. */
  of(outer: number): readonly number[] | undefined {
    const single = (values: PairValues | undefined, other: number): number =>
      values === undefined ? other : Math.trunc(values(1)[0] as number);
    const first = single(this.#first, 0);
    const stop = single(this.#stop, 0);
    const step = single(this.#step, 1);
    const length = Math.ceil((stop - first) / step);
    if (step === 0 || !Number.isFinite(length)) {
      this.#faults.range(`a range from ${first} to ${stop} in steps of ${step}`);
      return undefined;
    }
    return this.#chosen(outer, Math.max(length, 0))?.map((position) => first + position * step);
  }

  #chosen(outer: number, length: number): readonly number[] | undefined {
    const { stream, object } = this.#draws;
    if (this.#probability !== undefined) {
      const probability = Math.min(this.#probability(1)[0] as number, 1);
      const hits: number[] = [];
      let at = geometricGap(stream.openUniform(object, rowSite, outer, 0), probability) - 1;
      while (at < length) {
        hits.push(at);
        at += geometricGap(stream.openUniform(object, hitSite, outer, at), probability);
      }
      return hits;
    }
    if (this.#size === undefined) return Array.from({ length }, (_, position) => position);
    const size = Math.trunc(this.#size(1)[0] as number);
    if (size >= 0 && size <= length) return withoutReplacement(length, size, outer, this.#draws);
    this.#faults.range(`a sample of ${size} of ${length} numbers`);
    return undefined;
  }
}
