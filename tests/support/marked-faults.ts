import { expect } from 'vitest';
import { analyseNetwork } from '../../core/analysis/index.js';
import { loadNetwork } from '../../core/description/index.js';
import { type Diagnostic, type ErrorCode, locate } from '../../core/diagnostics/index.js';
import type { Model } from '../../core/network/index.js';

/** What analysis found in a text, and the stretches that were marked in it as «stretch». */
export interface MarkedFaults {
  readonly model: Model | undefined;
  readonly found: readonly Diagnostic[];
  /** `6:17-6:21`, in the order of the text. */
  readonly marks: readonly string[];
}

function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

/**
 * Loads and analyses a network file in which the expected places of faults are marked: «wmax*mV».
 * The marks are taken out before.
 */
export function analyseMarked(marked: string): MarkedFaults {
  const text = marked.replace(/[«»]/g, '');
  const marks: string[] = [];
  const open: number[] = [];
  let removed = 0;
  for (const match of marked.matchAll(/[«»]/g)) {
    const at = position(text, match.index - removed);
    removed += 1;
    if (match[0] === '«') {
      open.push(marks.length);
      marks.push(at);
    } else {
      const index = open.pop() ?? 0;
      marks[index] += `-${at}`;
    }
  }
  const loaded = loadNetwork(text, 'network.yaml');
  if (loaded.network === undefined) {
    const faults = loaded.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n');
    throw new Error(`the file itself is faulty:\n${faults}`);
  }
  const { model, diagnostics } = analyseNetwork(loaded.network);
  return { model, found: diagnostics, marks };
}

export function placeOf({ span }: Diagnostic): string {
  if (span === undefined) return 'nowhere';
  const { start, end } = locate(span);
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}

/** One row of a table of faults: the smallest wrong network, and what must be said about it. */
export interface FaultRow {
  readonly what: string;
  readonly network: string;
  /** One code per mark, in the order of the text. */
  readonly codes: readonly ErrorCode[];
  /** Texts that message, label and help of the first fault must contain: both values, as a rule. */
  readonly says: readonly string[];
}

/** Codes and places of all findings, and that the first says what it must. */
export function expectFaults({ network, codes, says }: FaultRow): void {
  const { found, marks, model } = analyseMarked(network);
  expect(found.map((entry) => `${entry.code} ${placeOf(entry)}`)).toEqual(
    codes.map((code, index) => `${code} ${marks[index]}`),
  );
  const [first] = found;
  const said = `${first?.message}\n${first?.label ?? ''}\n${first?.help ?? ''}`;
  for (const text of says) expect(said).toContain(text);
  const hasErrors = found.some(({ severity }) => severity === 'error');
  expect(model === undefined).toBe(hasErrors);
}

/** That a network is without any finding, warnings included. */
export function expectSound(network: string): Model {
  const { found, model } = analyseMarked(network);
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  if (model === undefined) throw new Error('a sound network without a model');
  return model;
}

function indent(lines: readonly string[], by: string): string {
  return lines.join('\n').replace(/^/gm, by);
}

/** A network of one population G of 3 neurons with the given keys, one per line. */
export function populationWith(...keys: readonly string[]): string {
  return `isospike: 1
name: test
constants: {tau: 10 ms, v_th: -50 mV, wmax: 1, half: 0.5}
populations:
  G:
    size: 3
${indent(keys, '    ')}
`;
}

/** A network of a projection S from A (v) to B (v, ge, and more) with the given keys. */
export function projectionWith(...keys: readonly string[]): string {
  return `isospike: 1
name: test
constants: {tau: 10 ms, wmax: 1, half: 0.5}
populations:
  A: {size: 2, equations: "v : volt", threshold: v > 10*mV, reset: v = 0*mV}
  B: {size: 3, equations: ["v : volt", "ge : 1", "k : 1 (constant)", "s : 1 (shared)", "twice = 2*ge : 1"]}
projections:
  S:
    from: A
    to: B
${indent(keys, '    ')}
`;
}
