import {
  type CoreCounters,
  type Emulator,
  type InputWord,
  type SequencerState,
  type StepReport,
  sequencerStates,
} from '../emulator/index.js';
import { type ArtefactHeader, headerLines } from './artefact-header.js';
import type { StepObserver } from './observed-emulator.js';
import { faultBits } from './register-map.js';

/** A corner case that a run met or did not meet. */
export interface CoverageBin {
  readonly name: string;
  readonly what: string;
  /** Whether the test set of the emulator must meet it: faults and what a network decides need not be. */
  readonly required: boolean;
  readonly count: number;
  /** Step in which it was first met; absent: never. */
  readonly firstTick?: number;
}

interface BinSource {
  readonly name: string;
  readonly what: string;
  readonly required: boolean;
  readonly count: (emulator: Emulator) => number;
}

type NumberCounter = {
  [Name in keyof CoreCounters]: CoreCounters[Name] extends number ? Name : never;
}[keyof CoreCounters];

const total = (name: NumberCounter) => (emulator: Emulator) =>
  emulator.counters.reduce((sum, core) => sum + core[name], 0);

const cores = (holds: (core: CoreCounters) => boolean) => (emulator: Emulator) =>
  emulator.counters.filter(holds).length;

function fixedBins(depths: {
  core: number;
  link: number;
  input: number;
  output: number;
}): readonly BinSource[] {
  const bin = (
    name: string,
    what: string,
    count: BinSource['count'],
    required = true,
  ): BinSource => ({
    name,
    what,
    required,
    count,
  });
  return [
    ...sequencerStates.map((state: SequencerState, at) =>
      bin(`state.${state}`, `cycles in state ${state}`, ({ counters }) =>
        counters.reduce((sum, core) => sum + (core.stateCycles[at] ?? 0), 0),
      ),
    ),
    bin(
      'out_fifo.used',
      'cores whose OUT FIFO held a packet',
      cores(({ outPeak }) => outPeak > 0),
    ),
    bin(
      'out_fifo.full',
      'cores whose OUT FIFO was full',
      cores(({ outPeak }) => outPeak >= depths.core),
    ),
    bin('out_fifo.stall', 'cycles in which SEND found the OUT FIFO full', total('sendStalls')),
    bin('link_fifo.full', 'a link FIFO was full (1) or not (0)', ({ mesh }) =>
      mesh.linkPeak >= depths.link ? 1 : 0,
    ),
    bin(
      'link.blocked',
      'words that waited at a router because the next FIFO was full',
      ({ mesh }) => mesh.blocked,
    ),
    ...(['north', 'east', 'south', 'west'] as const).map((side) =>
      bin(`hop.${side}`, `hops ${side}`, ({ mesh }) => mesh.hops[side]),
    ),
    bin('host_input.full', 'the host input was full (1) or not (0)', ({ mesh }) =>
      mesh.inputPeak >= depths.input ? 1 : 0,
    ),
    bin('host_output.full', 'the host output was full (1) or not (0)', ({ mesh }) =>
      mesh.outputPeak >= depths.output ? 1 : 0,
    ),
    bin(
      'host_output.stall',
      'cycles in which a word waited for the host output',
      ({ mesh }) => mesh.outputStalls,
    ),
    bin('host_output.drop', 'words that the host output dropped', ({ mesh }) => mesh.outputDropped),
    bin(
      'inlet.duplicate',
      'packets for an inlet that had one in this step',
      total('inletDuplicates'),
    ),
    bin('lane.executed', 'lanes executed', total('lanesExecuted')),
    bin('lane.passed', 'lanes passed over: another delay, or no synapse', total('lanesPassed')),
    bin('word.written', 'synapse words written back', total('wordsWritten')),
    bin('port.stall', 'reads that waited for a write of the synapse memory', total('portStalls')),
    bin(
      'weight.dead_update',
      'weight updates that moved the exact value and not the code',
      total('deadUpdates'),
    ),
    bin(
      'accumulator.saturate',
      'additions that an accumulator clamped',
      total('accumulatorSaturations'),
    ),
    bin('trace.scrubbed', 'trace entries that became 0 by age', total('scrubbed')),
    bin('rng.block', 'blocks of random words', total('rngBlocks')),
    bin('lut.read', 'table reads', total('lutReads')),
    ...faultBits.map((kind) =>
      bin(
        `fault.${kind}`,
        'first fault of its kind',
        ({ faults }) => faults.filter((fault) => fault.kind === kind).length,
        false,
      ),
    ),
  ];
}

/** Bins of the entries of the format tables: what left its format, core by core. */
function saturationBins({ image }: Emulator): readonly BinSource[] {
  return image.cores.flatMap(({ formats }, core) =>
    formats.flatMap((format, entry): readonly BinSource[] =>
      format === undefined
        ? []
        : [
            {
              name: `saturation.core${core}.q${entry}`,
              what: `results that left ${format.to.signed ? 's' : 'u'}${format.to.wordBits} (${format.rounding}, ${format.overflow.kind})`,
              required: false,
              count: ({ counters }) => counters[core]?.saturations[entry] ?? 0,
            },
          ],
    ),
  );
}

/** Counts named corner cases of a run: states, stalls, full queues, losses, saturations, faults. */
export class Coverage implements StepObserver {
  #sources: readonly BinSource[] = [];
  readonly #first = new Map<string, number>();
  #emulator: Emulator | undefined;

  after = (emulator: Emulator, report: StepReport, _input?: readonly InputWord[]): void => {
    if (this.#emulator === undefined) {
      this.#emulator = emulator;
      this.#sources = [...fixedBins(emulator.image.geometry.fifos), ...saturationBins(emulator)];
    }
    for (const { name, count } of this.#sources)
      if (!this.#first.has(name) && count(emulator) > 0) this.#first.set(name, report.tick);
  };

  /** Bins in their order; empty before the first step. */
  get bins(): readonly CoverageBin[] {
    const emulator = this.#emulator;
    if (emulator === undefined) return [];
    return this.#sources.map(({ name, what, required, count }) => {
      const firstTick = this.#first.get(name);
      return {
        name,
        what,
        required,
        // What was met stays met if the run goes back to a checkpoint, counters and all.
        count: Math.max(count(emulator), firstTick === undefined ? 0 : 1),
        ...(firstTick === undefined ? {} : { firstTick }),
      };
    });
  }
}

export function coverageToMarkdown(bins: readonly CoverageBin[], header: ArtefactHeader): string {
  const met = bins.filter(({ count }) => count > 0).length;
  const rows = bins.map(
    ({ name, count, firstTick, required, what }) =>
      `| \`${name}\` | ${count} | ${firstTick ?? ''} | ${required ? 'yes' : ''} | ${what} |\n`,
  );
  return [
    `<!--\n${headerLines(header, '')}-->\n\n# Coverage\n\n${met} of ${bins.length} bins were met.\n\n`,
    '| bin | count | first step | in the test set | what |\n|---|---|---|---|---|\n',
    ...rows,
  ].join('');
}
