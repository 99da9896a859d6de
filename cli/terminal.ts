/** Where a command writes. `main` alone knows the process behind it. */
export interface Terminal {
  /** Results; with `--json` nothing else goes here. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** True if `err` is a terminal that a line may be rewritten on. */
  readonly interactive: boolean;
  /** Width for tables, 40..120. */
  readonly columns: number;
  /** Milliseconds from an arbitrary start. */
  now(): number;
  /** Set when the user interrupts. */
  readonly signal: { readonly aborted: boolean };
}

/** Width of a stream as tables use it: unknown and 0 count as 80 (pipes, some terminals). */
export function tableColumns(columns: number | undefined): number {
  const known = columns === undefined || columns === 0 ? 80 : columns;
  return Math.min(120, Math.max(40, known));
}
