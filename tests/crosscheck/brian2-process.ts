import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NetworkDescription, TraceDescription } from './description.js';

/** A number, or `nan`, `inf`, `-inf`. */
export type JsonNumber = number | string;

export interface Brian2Results {
  readonly spikes: readonly {
    readonly object: string;
    readonly i: readonly number[];
    readonly k: readonly number[];
  }[];
  /** `rows[element][step]`. */
  readonly traces: readonly (TraceDescription & {
    readonly rows: readonly (readonly JsonNumber[])[];
  })[];
  readonly finals: readonly (TraceDescription & { readonly values: readonly JsonNumber[] })[];
  /** Smallest |left - right| / (|left| + |right|) of any threshold, if asked for. */
  readonly margin?: number;
}
export interface Brian2Error {
  readonly error: string;
  readonly place: string;
}
export type Brian2Answer = Brian2Results | Brian2Error;

interface Request {
  readonly network: NetworkDescription;
  readonly margins?: boolean;
  readonly text?: boolean;
}

/** A Python process that runs networks in Brian2, one after the other. */
export class Brian2Process {
  readonly version: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    version: string,
    child: ChildProcessWithoutNullStreams,
    lines: AsyncIterator<string>,
  ) {
    this.version = version;
    this.#child = child;
    this.#lines = lines;
  }

  /** Starts the first of these Python interpreters that can import Brian2. */
  static async start(interpreters: readonly string[]): Promise<Brian2Process | undefined> {
    for (const interpreter of interpreters) {
      const program = fileURLToPath(new URL('crosscheck.py', import.meta.url));
      const child = spawn(interpreter, [program], { stdio: 'pipe' });
      child.stderr.resume();
      // A missing interpreter shows as an ended output.
      child.on('error', () => {});
      child.stdin.on('error', () => {});
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const first = await lines.next();
      if (first.done === true) continue;
      const { brian2 } = JSON.parse(first.value) as { readonly brian2: string | null };
      if (brian2 !== null) return new Brian2Process(brian2, child, lines);
      child.stdin.end();
    }
    return undefined;
  }

  async run(network: NetworkDescription, margins = false): Promise<Brian2Answer> {
    return (await this.#ask({ network, margins })) as Brian2Answer;
  }

  /** The Python program of a network. */
  async text(network: NetworkDescription): Promise<string> {
    return ((await this.#ask({ network, text: true })) as { readonly text: string }).text;
  }

  close(): void {
    this.#child.stdin.end();
  }

  async #ask(request: Request): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error('the Python process ended');
    return JSON.parse(line.value) as unknown;
  }
}
