import type { Recording, Snapshot } from '../../core/recording/index.js';

/** Where two recordings of one network differ first, in words; undefined if they are equal. */
export function firstDifference(a: Recording, b: Recording): string | undefined {
  return differentSpikes(a, b) ?? differentStates(a, b) ?? differentFinals(a, b);
}

function differentSpikes(a: Recording, b: Recording): string | undefined {
  let earliest: { readonly step: number; readonly text: string } | undefined;
  for (const [at, train] of a.spikes.entries()) {
    const other = b.spikes[at];
    const length = Math.max(train.steps.length, other?.steps.length ?? 0);
    for (let spike = 0; spike < length; spike += 1) {
      const here = `${train.indices[spike]} at ${train.steps[spike]}`;
      const there = `${other?.indices[spike]} at ${other?.steps[spike]}`;
      if (here === there) continue;
      const step = Math.min(train.steps[spike] ?? Infinity, other?.steps[spike] ?? Infinity);
      if (earliest === undefined || step < earliest.step)
        earliest = { step, text: `spike ${spike} of ${train.object}: ${here} against ${there}` };
      break;
    }
  }
  return earliest?.text;
}

function differentStates(a: Recording, b: Recording): string | undefined {
  for (const [at, trace] of a.states.entries()) {
    const other = b.states[at];
    for (const [place, value] of trace.values.entries()) {
      if (Object.is(value + 0, (other?.values[place] ?? Number.NaN) + 0)) continue;
      const sample = Math.floor(place / trace.indices.length);
      const element = trace.indices[place % trace.indices.length];
      return `${trace.object}.${trace.variable}[${element}] at step ${trace.steps[sample]}: ${value} against ${other?.values[place]}`;
    }
  }
  return undefined;
}

function differentFinals(a: Recording, b: Recording): string | undefined {
  const all = (recording: Recording): readonly Snapshot[] => [
    ...recording.weights,
    ...recording.final,
  ];
  const others = all(b);
  for (const [at, { object, variable, step, values }] of all(a).entries()) {
    const other = others[at]?.values;
    for (let element = 0; element < values.length; element += 1)
      if (!Object.is((values[element] as number) + 0, (other?.[element] ?? Number.NaN) + 0))
        return `${object}.${variable}[${element}] at step ${step}: ${values[element]} against ${other?.[element]}`;
  }
  return undefined;
}
