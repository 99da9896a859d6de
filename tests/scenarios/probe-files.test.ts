import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProgram } from '../../backends/reference/index.js';
import { createRecordFiles } from '../../cli/node/index.js';
import type { NetworkDocument } from '../../core/network/index.js';
import { runCli } from '../support/run-cli.js';
import { lowerDocument } from '../support/run-network.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isospike-probes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of an .npy file, read as its format says and not as it was written. */
function readNpy(path: string): readonly number[][] {
  const bytes = readFileSync(path);
  expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const start = 10 + bytes.readUInt16LE(8);
  const head = bytes.subarray(10, start).toString('latin1');
  expect(start % 64).toBe(0);
  const [, rows = '', width = ''] =
    /^\{'descr': '<f8', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n$/.exec(head) ??
    [];
  const [count, across] = [Number(rows), Number(width)];
  expect(bytes.length).toBeGreaterThanOrEqual(start + 8 * count * across);
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: across }, (_, k) => bytes.readDoubleLE(start + 8 * (row * across + k))),
  );
}

function readCsv(path: string): { readonly head: string; readonly rows: readonly number[][] } {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return { head, rows: lines.map((line) => line.split(',').map(Number)) };
}

const parts: Omit<NetworkDocument, 'isospike' | 'name'> = {
  inputs: { X: { poisson: { size: 5, rates: '800 Hz' } } },
  populations: { A: { size: 3, equations: 'dv/dt = (1 - v)/(5*ms) : 1', method: 'exact' } },
  probes: [
    { spikes: { of: 'X', sink: { file: 'spikes.csv' } } },
    { spikes: { of: 'X', sink: { file: 'deep/er/spikes.npy' } } },
    { state: { of: 'A', variables: ['v'], indices: [2, 0], sink: { file: 'v.npy' } } },
    { state: { of: 'A', variables: ['v'], indices: [2, 0], sink: { file: 'v.csv' } } },
  ],
  timeline: [
    { run: '4 ms' },
    { checkpoint: 'a' },
    { run: '4 ms' },
    { restore: 'a' },
    { set: { 'A.v': 2 } },
    { run: '3 ms' },
  ],
};

/** The same in memory. */
async function inMemory(): Promise<{ readonly spikes: number[][]; readonly v: number[][] }> {
  const { spikes: train, ...others } = {
    spikes: { spikes: { of: 'X' } },
    state: { state: { of: 'A', variables: ['v'], indices: [2, 0] } },
  };
  const { program, notes } = await lowerDocument({ ...parts, probes: [train, others.state] });
  const session = openProgram(program, notes);
  await session.run();
  const { spikes, states } = await session.recording();
  const [x, v] = [spikes[0], states[0]];
  return {
    spikes: [...(x?.steps ?? [])].map((step, at) => [x?.indices[at] as number, step]),
    v: [...(v?.steps ?? [])].map((step, at) => [
      step,
      ...(v?.values ?? []).slice(2 * at, 2 * at + 2),
    ]),
  };
}

describe('files of probes', () => {
  it('hold what memory holds, in both forms, also after a restore', async () => {
    const { program, notes } = await lowerDocument(parts);
    const session = openProgram(program, notes);
    const files = createRecordFiles(folder);
    const at = (name: string): string => join(folder, name);
    await session.run(75, { files });
    // Not closed and not at the end: as an interrupted run leaves them.
    expect(readNpy(at('v.npy')).length).toBe(75);
    expect(readCsv(at('v.csv')).rows.length).toBe(75);
    await session.run();
    await session.close();
    const expected = await inMemory();
    expect(expected.v.length).toBe(70);
    expect(readNpy(at('v.npy'))).toEqual(expected.v);
    expect(readCsv(at('v.csv'))).toEqual({ head: 'step,v[2],v[0]', rows: expected.v });
    expect(readNpy(at('deep/er/spikes.npy'))).toEqual(expected.spikes);
    expect(readCsv(at('spikes.csv'))).toEqual({ head: 'index,step', rows: expected.spikes });
  });

  it('say so when they cannot be written', async () => {
    const { program, notes } = await lowerDocument(parts);
    const session = openProgram(program, notes);
    writeFileSync(join(folder, 'plain'), '');
    const files = createRecordFiles(join(folder, 'plain'));
    await expect(session.run(undefined, { files })).rejects.toMatchObject({ code: 'FILE_DATA' });
  });
});

describe('isospike run', () => {
  const text = (budget: string): string => `isospike: 1
name: small
populations: {cell: {size: 2, equations: "dv/dt = (1 - v)/(5*ms) : 1"}}
probes: [{state: {of: cell, variables: [v], sink: {file: v.csv}, budget: ${budget}}}]
timeline: [run: 1 ms]
`;
  const network = (budget: string): string => {
    const path = join(folder, `${budget.replace(' ', '')}.yaml`);
    writeFileSync(path, text(budget));
    return path;
  };

  it.each(['reference', 'fixed'])('--out takes the files of probes, on %s', (engine) => {
    const out = join(folder, engine);
    const words = ['run', network('1 MB'), '--on', engine, '--hardware', 'iso-256', '--out', out];
    const { status, err } = runCli(words);
    expect([status, err]).toEqual([0, expect.any(String)]);
    expect(readdirSync(out).sort()).toContain('v.csv');
    expect(readCsv(join(out, 'v.csv')).rows.length).toBe(10);
  });

  it('refuses a file without --out, where the probe is written', () => {
    const { status, err } = runCli(['run', network('1 MB')]);
    expect(status).toBe(3);
    expect(err).toContain('1MB.yaml:4:');
    expect(err).toContain('--out DIR');
  });

  it('points at the budget of a probe', () => {
    const out = join(folder, 'over');
    const { status, err } = runCli(['run', network('100 B'), '--out', out]);
    expect(status).toBe(4);
    expect(err).toContain('100B.yaml:4:');
    // 24 bytes a row: the fifth is one too many, and in the file.
    expect(readCsv(join(out, 'v.csv')).rows.length).toBe(5);
  });

  it('says that --images needs a present step', () => {
    const { status, err } = runCli(['run', network('1 MB'), '--images', '3']);
    expect(status).toBe(3);
    expect(err).toContain('the timeline has none');
  });
});
