import { expect } from 'vitest';
import { analyseNetwork } from '../../core/analysis/index.js';
import { loadNetwork } from '../../core/description/index.js';
import { type Diagnostic, type ErrorCode, locate } from '../../core/diagnostics/index.js';
import { lintModel } from '../../core/lints/index.js';
import { prepareProgram } from '../../core/lower/index.js';
import type { Model, Network } from '../../core/network/index.js';

/** A network text that has no error, with its model. */
export function soundNetwork(text: string): { readonly network: Network; readonly model: Model } {
  const { network, diagnostics } = loadNetwork(text, 'network.yaml');
  const analysed = network === undefined ? undefined : analyseNetwork(network);
  const model = analysed?.model;
  if (network !== undefined && model !== undefined) return { network, model };
  const faults = [...diagnostics, ...(analysed?.diagnostics ?? [])];
  throw new Error(faults.map(({ code, message }) => `${code}: ${message}`).join('\n'));
}

/** Findings of one code from the text alone. */
export function textFindings(text: string, code: ErrorCode): readonly Diagnostic[] {
  const { network, model } = soundNetwork(text);
  return lintModel(network, model).filter((entry) => entry.code === code);
}

/** Findings of one code on the lowered network. */
export async function programFindings(
  text: string,
  code: ErrorCode,
): Promise<readonly Diagnostic[]> {
  const { notes } = await prepareProgram(soundNetwork(text).network);
  return notes.filter((entry) => entry.code === code);
}

/** The smallest network with a finding, and changes that nearly leave it. */
export interface LintRow {
  readonly what: string;
  readonly code: ErrorCode;
  readonly severity: Diagnostic['severity'];
  readonly network: string;
  /** Line of the text that the finding points at, and texts that it contains: both values, as a rule. */
  readonly line: string;
  readonly says: readonly string[];
  /** Replacements in the text, each of which leaves no finding. */
  readonly near: readonly (readonly [string, string])[];
}

/** The network of a row with one replacement; the text to be replaced must be there. */
export function nearlyThe(row: LintRow, [from, to]: readonly [string, string]): string {
  expect(row.network).toContain(from);
  return row.network.replace(from, to);
}

/** That there is one finding, that it stands where it should and says both values. */
export function expectFinding(row: LintRow, found: readonly Diagnostic[]): void {
  expect(found.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    `${row.severity} ${row.code}`,
  ]);
  const [finding] = found;
  const { span, message, label, help, context } = finding as Diagnostic;
  const number = span === undefined ? 0 : locate(span).start.line;
  expect(row.network.split('\n')[number - 1]?.trim()).toBe(row.line);
  const said = [message, label, help].join('\n');
  for (const text of row.says) expect(said).toContain(text);
  expect(context).toBeTruthy();
  expect(help).toBeTruthy();
}
