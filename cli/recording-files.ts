import type { Recording } from '../core/recording/index.js';
import { printJson } from './diagnostic-json.js';

export interface RecordingFile {
  readonly name: string;
  readonly text: string;
}

/** A recording as JSON files: spikes, states, weights, responses and final values. */
export function recordingFiles(recording: Recording): readonly RecordingFile[] {
  const head = {
    schema: 'isospike-recording/1',
    dtSeconds: recording.dtSeconds,
    steps: recording.steps,
  };
  const file = (name: string, content: object): RecordingFile => ({
    name: `${name}.json`,
    text: printJson({ ...head, ...content }),
  });
  return [
    file('spikes', { totals: recording.totals, spikes: recording.spikes }),
    file('states', { states: recording.states }),
    file('weights', { weights: recording.weights }),
    file('responses', { responses: recording.responses }),
    file('final', { final: recording.final }),
  ];
}
