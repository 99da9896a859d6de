import { join } from 'node:path';
import {
  artefactHeader,
  Coverage,
  coverageToMarkdown,
  PerformanceRows,
  type PlacedNetwork,
  type StepObserver,
  type WaveTrigger,
  WaveWindow,
} from '../backends/neurocore/index.js';
import type { Hardware } from '../core/hardware.js';
import { frameworkVersion } from '../core/runtime/index.js';
import { type Arguments, usageError } from './arguments.js';
import { printJson } from './diagnostic-json.js';
import { type TextFile, textFile, writeFileAtomic } from './node/index.js';

/** Files about the steps of a chip: written while it runs. */
export interface ChipWatch {
  readonly observers: (placed: PlacedNetwork) => readonly StepObserver[];
  /** Brings what is held to the files; also after a run that failed. */
  readonly close: () => void;
  /** Writes what is known at the end. @returns What to say about them; empty if there is nothing. */
  readonly finish: () => Promise<string>;
}

/**
 * What `--out` and `--wave` ask for on the neurocore; undefined if nothing.
 *
 * @param energy - Figures of the hardware file.
 * @throws FrameworkError COMMAND_USAGE for a place that cannot be read, or for another engine.
 */
export function chipWatch(
  args: Arguments,
  engine: string,
  energy: Hardware['energy'],
): ChipWatch | undefined {
  const [out, wave, at] = ['out', 'wave', 'wave-at'].map((name) => args.texts.get(name));
  if (engine !== 'neurocore' && (wave !== undefined || at !== undefined))
    throw usageError('run', '--wave shows the chip: it needs --on neurocore', { found: engine });
  if ((wave === undefined) !== (at === undefined))
    throw usageError('run', '--wave and --wave-at go together', {
      expected: '--wave FILE --wave-at TICK[:CYCLES]',
    });
  if (wave !== undefined && args.texts.has('faults'))
    throw usageError('run', '--wave repeats steps of a chip without faults: leave --faults out', {
      found: '--wave and --faults',
    });
  if (engine !== 'neurocore' || (out === undefined && wave === undefined)) return undefined;
  const place = at === undefined ? undefined : readPlace(at);
  const files: TextFile[] = [];
  let window: WaveWindow | undefined;
  let coverage: { readonly watch: Coverage; readonly placed: PlacedNetwork } | undefined;
  const open = (path: string): TextFile => {
    const file = textFile(path);
    files.push(file);
    return file;
  };
  return {
    observers: (placed) => {
      const found: StepObserver[] = [];
      if (out !== undefined) {
        coverage = { watch: new Coverage(), placed };
        const { write } = open(join(out, 'perf.csv'));
        found.push(coverage.watch, new PerformanceRows(energy, write));
      }
      if (wave !== undefined && place !== undefined) {
        window = new WaveWindow({
          trigger: place.trigger(placed),
          ...(place.cycles === undefined ? {} : { cycles: place.cycles }),
          header: artefactHeader(tool, placed),
          write: open(wave).write,
        });
        found.push(window);
      }
      return found;
    },
    close: () => {
      for (const file of files) file.close();
    },
    finish: async () => {
      if (coverage !== undefined && out !== undefined) {
        const header = artefactHeader(tool, coverage.placed);
        const { bins } = coverage.watch;
        const content = { header, schema: 'isospike-coverage/1', bins };
        await writeFileAtomic(join(out, 'coverage.json'), printJson(content));
        await writeFileAtomic(join(out, 'coverage.md'), coverageToMarkdown(bins, header));
      }
      return window === undefined || window.found
        ? ''
        : `--wave-at ${at}: the run ended before that; ${wave} was not written\n`;
    },
  };
}

/** What files say about who made them. */
export const tool: string = `isospike ${frameworkVersion}`;

interface WavePlace {
  readonly trigger: (placed: PlacedNetwork) => WaveTrigger;
  readonly cycles: number | undefined;
}

function readPlace(text: string): WavePlace {
  const [, where = '', length] = /^(.*?)(?::(\d{1,9}))?$/.exec(text) ?? [];
  const cycles = length === undefined ? undefined : Math.max(1, Number(length));
  if (where === 'drop') return { trigger: () => ({ kind: 'drop' }), cycles };
  if (/^\d{1,12}$/.test(where))
    return { trigger: () => ({ kind: 'tick', tick: Number(where) }), cycles };
  const [, population, index, count] = /^([A-Za-z]\w*)\[(\d+)\]#(\d+)$/.exec(where) ?? [];
  if (population === undefined || Number(count) < 1)
    throw usageError('run', `--wave-at cannot be read: ${text}`, {
      expected: 'TICK, NEURON#N or drop, with or without :CYCLES',
      found: text,
      help: 'for example 120, 120:500, exc[3]#2, drop:1000',
    });
  return {
    cycles,
    trigger: ({ slices }) => {
      const neuron = Number(index);
      const slice = slices.find(
        (entry) => entry.population === population && entry.low <= neuron && neuron <= entry.high,
      );
      if (slice === undefined)
        throw usageError('run', `--wave-at: there is no neuron ${population}[${index}]`, {
          expected: [...new Set(slices.map((entry) => entry.population))].join(', '),
          found: text,
        });
      const { core, first, low } = slice;
      return { kind: 'spike', core, neuron: first + neuron - low, count: Number(count) };
    },
  };
}
