import type { FileReference, QuantityText, SpikesInputDocument } from '../network/index.js';
import { second } from './built-in-names.js';
import type { DocumentReader, Path } from './document-reader.js';

export interface SpikeListModel {
  readonly size: number;
  readonly indices: readonly number[];
  readonly steps: readonly number[];
  readonly file?: FileReference;
  readonly periodSteps?: number;
}

/** Step of a time: trunc((t + 0.001 dt)/dt) (semantics, inputs, point 1). */
function stepOfTime(seconds: number, dtSeconds: number): number {
  return Math.trunc((seconds + 0.001 * dtSeconds) / dtSeconds);
}

/** Reads a list of spikes; sorted by time, then index. */
export function readSpikeList(
  path: Path,
  document: SpikesInputDocument,
  name: string,
  dtSeconds: number,
  reader: DocumentReader,
): SpikeListModel | undefined {
  const size = reader.integer([...path, 'size'], document.size, 'size', 1);
  if (size === undefined) return undefined;
  const { file, indices, times, steps } = document;
  if (file !== undefined && (indices ?? times ?? steps) !== undefined) {
    return reader.error('FILE_CONFLICT', path, `the input ${name} has a list and a file of spikes`);
  }
  if (file !== undefined) {
    const periodSteps = readPeriod(path, document.period, dtSeconds, -1, reader);
    return {
      size,
      indices: [],
      steps: [],
      file: typeof file === 'string' ? { file } : file,
      ...(periodSteps === undefined ? {} : { periodSteps }),
    };
  }
  const spikes = readSpikes(path, document, name, size, dtSeconds, reader);
  if (spikes === undefined) return undefined;
  const last = spikes.at(-1)?.step ?? -1;
  const periodSteps = readPeriod(path, document.period, dtSeconds, last, reader);
  return {
    size,
    indices: spikes.map(({ index }) => index),
    steps: spikes.map(({ step }) => step),
    ...(periodSteps === undefined ? {} : { periodSteps }),
  };
}

export interface Spike {
  readonly index: number;
  readonly step: number;
  /** In seconds, or in steps. */
  readonly time: number;
}

/** Spikes as listed, checked, sorted by time, then index. */
export function readSpikes(
  path: Path,
  document: Pick<SpikesInputDocument, 'indices' | 'times' | 'steps'>,
  name: string,
  size: number,
  dtSeconds: number,
  reader: DocumentReader,
): readonly Spike[] | undefined {
  const { indices = [], times, steps } = document;
  if (times !== undefined && steps !== undefined) {
    return reader.error('FILE_CONFLICT', path, `the input ${name} has times and steps of spikes`);
  }
  const key = times === undefined ? 'steps' : 'times';
  const moments: readonly QuantityText[] = times ?? steps ?? [];
  if (indices.length !== moments.length) {
    return reader.error(
      'SHAPE_MISMATCH',
      [...path, key],
      `the input ${name} has ${indices.length} indices and ${moments.length} ${key}`,
      { expected: String(indices.length), found: String(moments.length) },
    );
  }
  const spikes: Spike[] = [];
  for (const [at, index] of indices.entries()) {
    const moment = moments[at] ?? 0;
    const time =
      times === undefined
        ? Number(moment)
        : reader.quantity([...path, key, at], moment, second, 'a spike time');
    if (time === undefined) return undefined;
    const step = times === undefined ? time : stepOfTime(time, dtSeconds);
    if (!(time >= 0) || !Number.isSafeInteger(step)) {
      return reader.error(
        'SPIKE_LIST',
        [...path, key, at],
        `a spike at ${moment} of the input ${name}`,
        {
          expected: times === undefined ? 'a step from 0' : 'a time from 0',
          found: String(moment),
        },
      );
    }
    if (!(Number.isInteger(index) && index >= 0 && index < size)) {
      return reader.error(
        'SPIKE_LIST',
        [...path, 'indices', at],
        `index ${index} of the input ${name} is out of range: it has ${size} neurons`,
        { expected: `0 .. ${size - 1}`, found: String(index) },
      );
    }
    spikes.push({ index, step, time });
  }
  spikes.sort((a, b) => a.time - b.time || a.index - b.index);
  return refuseDoubles(path, spikes, name, dtSeconds, reader) ? undefined : spikes;
}

function refuseDoubles(
  path: Path,
  spikes: readonly Spike[],
  name: string,
  dtSeconds: number,
  reader: DocumentReader,
): boolean {
  const lastStep = new Map<number, number>();
  for (const { index, step } of spikes) {
    if (lastStep.get(index) === step) {
      reader.error(
        'SPIKE_LIST',
        path,
        `neuron ${index} of the input ${name} spikes twice in step ${step} (dt is ${dtSeconds} s)`,
        { help: 'remove one of the spikes, or make dt smaller' },
      );
      return true;
    }
    lastStep.set(index, step);
  }
  return false;
}

/** Period in steps: an integer multiple of dt, beyond the last spike. */
function readPeriod(
  path: Path,
  period: QuantityText | undefined,
  dtSeconds: number,
  lastStep: number,
  reader: DocumentReader,
): number | undefined {
  if (period === undefined) return undefined;
  const at = [...path, 'period'];
  const seconds = reader.duration(at, period, 'period', true);
  if (seconds === undefined) return undefined;
  const steps = wholeSteps(seconds, dtSeconds);
  if (steps === undefined) {
    return reader.error(
      'SPIKE_LIST',
      at,
      `the period ${period} is no multiple of dt (${dtSeconds} s)`,
    );
  }
  if (steps > lastStep) return steps;
  return reader.error('SPIKE_LIST', at, `the period ${period} ends before the last spike`, {
    expected: `more than ${lastStep} steps`,
    found: `${steps} steps`,
  });
}

/** Number of steps in a time, within 1e-4 of a step; undefined if it is not whole. */
export function wholeSteps(seconds: number, dtSeconds: number): number | undefined {
  const steps = Math.round(seconds / dtSeconds);
  return Math.abs(seconds / dtSeconds - steps) <= 1e-4 && steps >= 1 ? steps : undefined;
}
