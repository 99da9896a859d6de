import { type Diagnostic, renderInLine } from '../core/diagnostics/index.js';

const order = { error: 0, warning: 1, info: 2 } as const;

/**
 * Findings about runs, one line each with the chain of causes: warnings first, those of one code
 * together. The same finding of two runs is shown once.
 */
export function showFindings(findings: readonly Diagnostic[]): string {
  const codes = [...new Set(findings.map(({ code }) => code))];
  const sorted = [...findings].sort(
    (a, b) =>
      order[a.severity] - order[b.severity] || codes.indexOf(a.code) - codes.indexOf(b.code),
  );
  const lines = new Set(sorted.map(renderInLine));
  return [...lines].map((line) => `${line}\n`).join('');
}
