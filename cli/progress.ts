import type { Progress } from '../core/backend.js';
import type { Terminal } from './terminal.js';

/** A line is rewritten at most this often (ms). */
const interval = 200;
/** No estimate before this much time or work. */
const quietMilliseconds = 2000;
const quietShare = 0.02;

/**
 * Shows how far a run is: one rewritten line on a terminal, one line per finished phase elsewhere.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #label: string;
  readonly #start: number;
  #lastShown = Number.NEGATIVE_INFINITY;
  #shown = false;
  #steps = 0;

  constructor(terminal: Terminal, label: string) {
    this.#terminal = terminal;
    this.#label = label;
    this.#start = terminal.now();
  }

  readonly update = (progress: Progress): void => {
    this.#steps = progress.step;
    if (!this.#terminal.interactive) return;
    const now = this.#terminal.now();
    if (now - this.#lastShown < interval) return;
    this.#lastShown = now;
    this.#shown = true;
    this.#terminal.err(`\r\u001b[K${this.#line(progress, now - this.#start)}`);
  };

  /** Wipes the line, or says in one line what was done. */
  finish(): void {
    if (this.#terminal.interactive) {
      if (this.#shown) this.#terminal.err('\r\u001b[K');
      return;
    }
    const elapsed = this.#terminal.now() - this.#start;
    this.#terminal.err(`${this.#label}: ${this.#steps} ticks, ${rate(this.#steps, elapsed)}\n`);
  }

  #line({ phase, step, steps }: Progress, elapsed: number): string {
    const name = phase === '' ? this.#label : `${this.#label}  ${phase}`;
    if (steps <= 0) return `${name}  ${step} ticks  ${rate(step, elapsed)}`;
    const share = step / steps;
    const percent = `${Math.floor(100 * share)}`.padStart(3);
    const known = elapsed >= quietMilliseconds && share >= quietShare;
    const left = known ? `  ${Math.ceil((elapsed * (1 - share)) / share / 1000)} s left` : '';
    return `${name}  ${percent} %  ${step} of ${steps} ticks  ${rate(step, elapsed)}${left}`;
  }
}

function rate(steps: number, milliseconds: number): string {
  if (milliseconds <= 0) return '';
  const perSecond = (1000 * steps) / milliseconds;
  return perSecond >= 10_000
    ? `${(perSecond / 1000).toFixed(0)} k ticks/s`
    : `${perSecond.toPrecision(3)} ticks/s`;
}
