import type { Recording, Snapshot } from '../core/recording/index.js';
import type { BitEquality, ComparedSide } from './comparison.js';

/** Compares spikes, samples, weights and final values of two engines that must agree in every bit. */
export function compareBits(meaning: ComparedSide, chip: ComparedSide): BitEquality {
  const names = { meaning: meaning.info.backend, chip: chip.info.backend };
  const difference =
    chip.failure?.message ??
    firstBitDifference(meaning.recording, chip.recording) ??
    differentHash(meaning, chip);
  return difference === undefined
    ? { ...names, equal: true }
    : { ...names, equal: false, difference };
}

/** Where two recordings of one network differ first, in words; undefined if they are equal. */
export function firstBitDifference(a: Recording, b: Recording): string | undefined {
  if (a.steps !== b.steps) return `${a.steps} ticks against ${b.steps}`;
  return differentSpikes(a, b) ?? differentStates(a, b) ?? differentFinals(a, b);
}

function differentHash(
  { hashes }: ComparedSide,
  { hashes: others }: ComparedSide,
): string | undefined {
  for (const name of ['spikes', 'states', 'weights'] as const)
    if (hashes[name] !== others[name]) return `the hashes of ${name}`;
  return undefined;
}

function differentSpikes(a: Recording, b: Recording): string | undefined {
  let earliest: { readonly step: number; readonly text: string } | undefined;
  for (const [at, train] of a.spikes.entries()) {
    const other = b.spikes[at];
    const length = Math.max(train.steps.length, other?.steps.length ?? 0);
    for (let spike = 0; spike < length; spike += 1) {
      const [index, step] = [train.indices[spike], train.steps[spike]];
      const [otherIndex, otherStep] = [other?.indices[spike], other?.steps[spike]];
      if (index === otherIndex && step === otherStep) continue;
      const first = Math.min(step ?? Infinity, otherStep ?? Infinity);
      if (earliest === undefined || first < earliest.step)
        earliest = {
          step: first,
          text: `spike ${spike} of ${train.object}: ${spikeText(index, step)} against ${spikeText(otherIndex, otherStep)}`,
        };
      break;
    }
  }
  return earliest?.text;
}

function spikeText(index: number | undefined, step: number | undefined): string {
  return index === undefined ? 'none' : `neuron ${index} at tick ${step}`;
}

function differentStates(a: Recording, b: Recording): string | undefined {
  for (const [at, trace] of a.states.entries()) {
    const other = b.states[at]?.values;
    for (let place = 0; place < trace.values.length; place += 1) {
      const value = trace.values[place] as number;
      if (value === other?.[place]) continue;
      const sample = Math.floor(place / trace.indices.length);
      const element = trace.indices[place % trace.indices.length];
      return `${trace.object}.${trace.variable}[${element}] at tick ${trace.steps[sample]}: ${value} against ${other?.[place]}`;
    }
  }
  return undefined;
}

function differentFinals(a: Recording, b: Recording): string | undefined {
  const others = [...b.weights, ...b.final];
  for (const [at, snapshot] of [...a.weights, ...a.final].entries()) {
    const { object, variable, step, values }: Snapshot = snapshot;
    const other = others[at]?.values;
    for (let element = 0; element < values.length; element += 1)
      if (values[element] !== other?.[element])
        return `${object}.${variable}[${element}] at tick ${step}: ${values[element]} against ${other?.[element]}`;
  }
  return undefined;
}
