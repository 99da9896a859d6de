/** A signal of a waveform. */
export interface WaveSignal {
  /** Instance names from the top: `core0.soma`. */
  readonly scope: string;
  readonly name: string;
  /** Bits, 1 .. 64. */
  readonly width: number;
}

export interface WaveHeader {
  /** Nanoseconds per clock. */
  readonly clockNanoseconds: number;
  /** Lines of the header's comment: tool, profile, digest of the image, seed. */
  readonly comment: readonly string[];
}

/**
 * Writes waveforms as a value change dump (IEEE 1364, clause 18): only changes, one time stamp per
 * clock in which something changed. Values are unsigned, or two's complement of the signal's width.
 */
export class ValueChangeDump {
  readonly #signals: readonly WaveSignal[];
  readonly #codes: readonly string[];
  readonly #last: (bigint | undefined)[];
  readonly #write: (text: string) => void;
  readonly #picoseconds: number;

  /** @param write - Takes the text piece by piece. */
  constructor(header: WaveHeader, signals: readonly WaveSignal[], write: (text: string) => void) {
    this.#signals = signals;
    this.#write = write;
    this.#codes = signals.map((_, at) => identifier(at));
    this.#last = signals.map(() => undefined);
    this.#picoseconds = Math.round(header.clockNanoseconds * 1000);
    write(`$comment\n${header.comment.map((line) => `  ${line}\n`).join('')}$end\n`);
    write('$timescale 1ps $end\n');
    this.#declare();
    write('$enddefinitions $end\n');
  }

  /** Values of all signals in a clock, in the order of the signals. Clocks must not go back. */
  sample(clock: number, values: readonly (number | bigint)[]): void {
    let stamped = false;
    for (let at = 0; at < values.length; at += 1) {
      const { width } = this.#signals[at] as WaveSignal;
      const value = BigInt.asUintN(width, BigInt(values[at] as number | bigint));
      if (value === this.#last[at]) continue;
      this.#last[at] = value;
      if (!stamped) this.#write(`#${clock * this.#picoseconds}\n`);
      stamped = true;
      const code = this.#codes[at] as string;
      this.#write(width === 1 ? `${value}${code}\n` : `b${value.toString(2)} ${code}\n`);
    }
  }

  /** Scopes are opened and closed along the path from one signal to the next. */
  #declare(): void {
    let open: readonly string[] = [];
    for (const [at, { scope, name, width }] of this.#signals.entries()) {
      const path = scope.split('.');
      let common = 0;
      while (common < open.length && open[common] === path[common]) common += 1;
      for (let level = open.length; level > common; level -= 1) this.#write('$upscope $end\n');
      for (const part of path.slice(common)) this.#write(`$scope module ${part} $end\n`);
      const range = width === 1 ? '' : ` [${width - 1}:0]`;
      this.#write(`$var wire ${width} ${this.#codes[at]} ${name}${range} $end\n`);
      open = path;
    }
    for (const _ of open) this.#write('$upscope $end\n');
  }
}

/** Short printable names: the numbers in base 94, from ! to ~. */
function identifier(number: number): string {
  const rest = Math.floor(number / 94);
  const digit = String.fromCharCode(33 + (number % 94));
  return rest === 0 ? digit : `${identifier(rest - 1)}${digit}`;
}
