import type { PlacedNetwork } from '../placement/index.js';

/** Where the variables of a network lie. */
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

/**
 * Elements `first` .. `first + elements - 1`, in words of `lanes` elements each: element first + k lies
 * in word `word + floor(k / lanes) * wordStep` from bit `low + (k mod lanes) * lowStep` on.
 */
interface SymbolRun {
  readonly first: number;
  elements: number;
  readonly core: number;
  readonly word: number;
  readonly low: number;
  lanes: number;
  lowStep: number;
  wordStep: number;
}

interface SymbolArray {
  readonly array: string;
  readonly memory: 'state' | 'synapse';
  readonly bits: number;
  readonly signed: boolean;
  readonly inverted: boolean;
  readonly runs: readonly SymbolRun[];
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

interface Places {
  readonly cores: Uint16Array;
  readonly words: Int32Array;
  readonly lows: Uint16Array;
}

function runsOf(places: Places): readonly SymbolRun[] {
  const runs: SymbolRun[] = [];
  for (let first = 0; first < places.cores.length; ) {
    const run = runFrom(places, first);
    runs.push(run);
    first += run.elements;
  }
  return runs;
}

/** The longest run that begins with an element. */
function runFrom({ cores, words, lows }: Places, first: number): SymbolRun {
  const [core, word, low] = [cores[first], words[first], lows[first]] as [number, number, number];
  const run = { first, elements: 1, core, word, low, lanes: 1, lowStep: 0, wordStep: 0 };
  const word1 = words[first + 1];
  if (cores[first + 1] !== core || word1 === undefined) return run;
  if (word1 === word) {
    run.lowStep = (lows[first + 1] as number) - low;
    while (
      cores[first + run.lanes] === core &&
      words[first + run.lanes] === word &&
      lows[first + run.lanes] === low + run.lanes * run.lowStep
    )
      run.lanes += 1;
  }
  run.wordStep = (words[first + run.lanes] ?? word) - word;
  const fits = (k: number): boolean =>
    cores[first + k] === core &&
    words[first + k] === word + Math.floor(k / run.lanes) * run.wordStep &&
    lows[first + k] === low + (k % run.lanes) * run.lowStep;
  while (fits(run.elements)) run.elements += 1;
  return run;
}
