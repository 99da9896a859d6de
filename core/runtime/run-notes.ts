import type { Diagnostic } from '../diagnostics/index.js';

/** Findings of a run. What a loop finds again and again is kept once. */
export class RunNotes {
  readonly #found: Diagnostic[] = [];
  readonly #seen: Set<string> = new Set();

  add(diagnostic: Diagnostic): void {
    const { code, message, context, span } = diagnostic;
    const key = [code, message, context, span?.source.name, span?.start].join('\n');
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#found.push(diagnostic);
  }

  get all(): readonly Diagnostic[] {
    return [...this.#found];
  }
}
