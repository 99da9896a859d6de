import type { Diagnostic, Severity } from './diagnostic.js';
import type { ErrorCode } from './error-code.js';
import { FrameworkError } from './framework-error.js';

type Details = Omit<Diagnostic, 'code' | 'severity' | 'message'>;

/** Collects findings, so that a file's faults are reported in one go. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];

  error(code: ErrorCode, message: string, details: Details = {}): void {
    this.add('error', code, message, details);
  }

  warn(code: ErrorCode, message: string, details: Details = {}): void {
    this.add('warning', code, message, details);
  }

  info(code: ErrorCode, message: string, details: Details = {}): void {
    this.add('info', code, message, details);
  }

  add(severity: Severity, code: ErrorCode, message: string, details: Details = {}): void {
    this.#found.push({ code, severity, message, ...details });
  }

  /** Takes over what another pass found. */
  addAll(found: readonly Diagnostic[]): void {
    this.#found.push(...found);
  }

  get all(): readonly Diagnostic[] {
    return this.#found;
  }

  get hasErrors(): boolean {
    return this.#found.some((entry) => entry.severity === 'error');
  }

  /** @throws FrameworkError with all errors (warnings left out) if there is one. */
  throwIfErrors(): void {
    if (this.hasErrors)
      throw new FrameworkError(this.#found.filter((entry) => entry.severity === 'error'));
  }
}
