import type { PlacedNetwork } from '../placement/index.js';

/** Where the variables of a network lie: one entry per array and run of elements with equal steps. */
export interface SymbolTable {
  readonly populations: readonly {
    readonly population: string;
    readonly low: number;
    readonly high: number;
    readonly core: number;
    readonly first: number;
    readonly hostId: number;
  }[];
  readonly inputs: Readonly<Record<string, readonly object[]>>;
  readonly arrays: readonly SymbolArray[];
}

interface SymbolArray {
  readonly array: string;
  readonly memory: 'state' | 'synapse';
  readonly bits: number;
  readonly signed: boolean;
  readonly inverted: boolean;
  /** [first element, elements, core, word of the first, low bit of the first, step in words]. */
  readonly runs: readonly (readonly [number, number, number, number, number, number])[];
}

/** Names for the host and for reports; no core reads them. */
export function symbolTable({ slices, inputs, arrays }: PlacedNetwork): SymbolTable {
  return {
    populations: slices.map(({ population, low, high, core, first, hostId }) => ({
      population,
      low,
      high,
      core,
      first,
      hostId,
    })),
    inputs: Object.fromEntries(inputs),
    arrays: [...arrays.values()].map(({ array, memory, bits, signed, inverted, ...places }) => ({
      array,
      memory,
      bits,
      signed,
      inverted,
      runs: runsOf(places),
    })),
  };
}

/** Elements that follow each other at the same low bit, a constant number of words apart. */
function runsOf({
  cores,
  words,
  lows,
}: {
  readonly cores: Uint16Array;
  readonly words: Int32Array;
  readonly lows: Uint16Array;
}): SymbolArray['runs'] {
  const runs: [number, number, number, number, number, number][] = [];
  for (let element = 0; element < cores.length; element += 1) {
    const [core, word, low] = [cores[element], words[element], lows[element]] as [
      number,
      number,
      number,
    ];
    const run = runs.at(-1);
    if (run !== undefined && run[2] === core && run[4] === low) {
      const next = run[3] + run[1] * run[5];
      if (run[1] === 1 || word === next) {
        if (run[1] === 1) run[5] = word - run[3];
        run[1] += 1;
        continue;
      }
    }
    runs.push([element, 1, core, word, low, 0]);
  }
  return runs;
}
