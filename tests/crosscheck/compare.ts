import type { Recording } from '../../core/recording/index.js';
import type { Brian2Answer, Brian2Results, JsonNumber } from './brian2-process.js';
import type { OurRun } from './run-ours.js';

/** Relative to the largest magnitude of a row (a trace of one element) and of a list of finals. */
const traceTolerance = 1e-8;
const finalTolerance = 1e-9;
/**
 * Faults inside Brian2 2.5.1 and sympy, as opposed to refusals: `and` of arrays in generated numpy
 * code, and functions that sympy introduces for complex numbers.
 */
const internalFault =
  /truth value of an array|identifier "(re|im|arg|sign|Derivative)"|RecursionError|PolynomialError/;
/** Simplifications of sympy without an end in sight: nothing was compared. */
const noEnd = /TimeoutError/;
/**
 * Linear systems whose solution sympy writes with complex exponentials: Brian2 refuses them, here the
 * exponential of the matrix is computed in real numbers.
 */
const complexSolution = /contains complex values/;
/** Magnitude beyond which our engine reports INVALID_VALUE. */
const absurd = 1e50;

export type Verdict =
  | { readonly kind: 'equal'; readonly spikes: number }
  | { readonly kind: 'refused by both'; readonly why: string; readonly text: string }
  | { readonly kind: 'not available'; readonly constructs: readonly string[] }
  | { readonly kind: 'Brian2 fails'; readonly why: string }
  | { readonly kind: 'Brian2 too slow' }
  | { readonly kind: 'beyond Brian2'; readonly why: string }
  /** INVALID_VALUE on our side, a value beyond all bounds in Brian2. */
  | { readonly kind: 'invalid in both' }
  | { readonly kind: 'different'; readonly in: Difference; readonly what: string };
export type Difference = 'refusal' | 'spikes' | 'trace' | 'final';

/** Judges two runs of one network. */
export function compare(ours: OurRun, theirs: Brian2Answer): Verdict {
  if (ours.codes.includes('UNSUPPORTED_FEATURE')) {
    return { kind: 'not available', constructs: ours.unsupported };
  }
  if (ours.codes.includes('not a finding')) {
    return { kind: 'different', in: 'refusal', what: ours.text };
  }
  if ('error' in theirs) {
    if (noEnd.test(theirs.error)) return { kind: 'Brian2 too slow' };
    if (internalFault.test(theirs.error)) {
      return { kind: 'Brian2 fails', why: theirs.error.slice(-200) };
    }
    if (ours.codes.length > 0) {
      const why = `${ours.codes.join(' ')}; Brian2: ${theirs.error.slice(-300)}`;
      return { kind: 'refused by both', why, text: ours.text };
    }
    if (complexSolution.test(theirs.error)) {
      return { kind: 'beyond Brian2', why: 'exact solution with complex exponentials' };
    }
    return { kind: 'different', in: 'refusal', what: `Brian2 alone refuses: ${theirs.error}` };
  }
  if (ours.codes.includes('INVALID_VALUE')) {
    const absent = { kind: 'different', in: 'refusal', what: ours.text } as const;
    return isInvalid(theirs) ? { kind: 'invalid in both' } : absent;
  }
  const { recording } = ours;
  if (ours.codes.length > 0 || recording === undefined) {
    return { kind: 'different', in: 'refusal', what: `Isospike alone refuses: ${ours.text}` };
  }
  const spikes = differingSpikes(recording, theirs);
  if (spikes !== undefined) return { kind: 'different', in: 'spikes', what: spikes };
  const trace = differingTrace(recording, theirs);
  if (trace !== undefined) return { kind: 'different', in: 'trace', what: trace };
  const final = differingFinal(recording, theirs);
  if (final !== undefined) return { kind: 'different', in: 'final', what: final };
  return {
    kind: 'equal',
    spikes: recording.spikes.reduce((n, train) => n + train.steps.length, 0),
  };
}

function isInvalid(theirs: Brian2Results): boolean {
  const invalid = (value: JsonNumber): boolean =>
    typeof value === 'string' || Math.abs(value) > absurd;
  return (
    theirs.traces.some(({ rows }) => rows.some((row) => row.some(invalid))) ||
    theirs.finals.some(({ values }) => values.some(invalid))
  );
}

function differingSpikes(recording: Recording, theirs: Brian2Results): string | undefined {
  for (const { object, i, k } of theirs.spikes) {
    const train = recording.spikes.find((candidate) => candidate.object === object);
    if (train === undefined) throw new Error(`spikes of ${object} were not recorded`);
    const length = Math.max(train.steps.length, k.length);
    for (let at = 0; at < length; at++) {
      if (train.steps[at] === k[at] && train.indices[at] === i[at]) continue;
      const [own, other] = [place(train.indices[at], train.steps[at]), place(i[at], k[at])];
      return `spike ${at} of ${object}: Isospike ${own}, Brian2 ${other}`;
    }
  }
  return undefined;
}
function place(index: number | undefined, step: number | undefined): string {
  return step === undefined ? 'none' : `neuron ${index} in step ${step}`;
}

function differingTrace(recording: Recording, theirs: Brian2Results): string | undefined {
  let first: { readonly step: number; readonly what: string } | undefined;
  for (const { object, variable, rows } of theirs.traces) {
    const own = recording.states.find(
      (state) => state.object === object && state.variable === variable,
    );
    if (own === undefined) throw new Error(`${object}.${variable} was not recorded`);
    for (const [element, row] of rows.entries()) {
      if (row.length !== own.steps.length) {
        return `${object}.${variable}: ${own.steps.length} samples in place of ${row.length}`;
      }
      const size = Math.max(...row.map((value) => Math.abs(Number(value))));
      const at = row.findIndex(
        (value, step) =>
          !close(own.values[step * rows.length + element], value, size * traceTolerance),
      );
      if (at < 0 || (first !== undefined && first.step <= at)) continue;
      const values = `Isospike ${own.values[at * rows.length + element]}, Brian2 ${row[at]}`;
      first = { step: at, what: `${object}.${variable}[${element}] in step ${at}: ${values}` };
    }
  }
  return first?.what;
}

function differingFinal(recording: Recording, theirs: Brian2Results): string | undefined {
  for (const { object, variable, values } of theirs.finals) {
    const own = recording.final.find(
      (final) => final.object === object && final.variable === variable,
    );
    if (own === undefined) return `${object}.${variable} is not among our final values`;
    if (own.values.length !== values.length) {
      return `${object}.${variable}: ${own.values.length} values in place of ${values.length}`;
    }
    const size = Math.max(...values.map((value) => Math.abs(Number(value))));
    const at = values.findIndex(
      (value, element) => !close(own.values[element], value, size * finalTolerance),
    );
    if (at >= 0) {
      return `final ${object}.${variable}[${at}]: Isospike ${own.values[at]}, Brian2 ${values[at]}`;
    }
  }
  return undefined;
}

function close(own: number | undefined, other: JsonNumber, tolerance: number): boolean {
  // A NaN that our engine did not report would be a difference too: nothing equals it.
  return own !== undefined && (own === Number(other) || Math.abs(own - Number(other)) <= tolerance);
}
