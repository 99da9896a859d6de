import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../cli/commands/run.js';
import type { Terminal } from '../../cli/terminal.js';

// Train once, test later: the command takes a state from one file to the next.

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'save-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const text = (timeline: string, size = 2): string => `
isospike: 1
name: small
inputs: {source: {poisson: {size: 3, rates: 500 Hz}}}
populations:
  cell:
    size: ${size}
    equations: "dv/dt = -v/(10*ms) : 1 (unless refractory)"
    threshold: v > 1
    reset: v = 0
    refractory: 5 ms
projections:
  s: {from: source, to: cell, connect: all, model: "w : 1", initial: {w: 0.3}, on_pre: v_post += w; w *= 1.01}
timeline: ${timeline}
`;

interface Report {
  readonly spikes: Readonly<Record<string, number>>;
  readonly hashes: { readonly states: string; readonly weights: string };
  readonly notes: readonly { readonly code: string; readonly severity: string }[];
}

async function run(name: string, network: string, words: readonly string[]): Promise<Report> {
  const path = join(folder, name);
  writeFileSync(path, network);
  let out = '';
  const terminal: Terminal = {
    out: (part) => {
      out += part;
    },
    err: () => {},
    interactive: false,
    columns: 80,
    now: () => 0,
    signal: new AbortController().signal,
  };
  await runCommand.run([path, '--json', ...words], terminal);
  return JSON.parse(out) as Report;
}

describe('isospike run --save and --load', () => {
  it('go on with the bits of one long run', async () => {
    const path = join(folder, 'half.gz');
    await run('a.yaml', text('[run: 50 ms]'), ['--save', path]);
    const second = await run('b.yaml', text('[phase: test, run: 50 ms]'), ['--load', path]);
    const whole = await run('c.yaml', text('[run: 100 ms]'), []);
    expect(second.spikes).toEqual(whole.spikes);
    expect(second.hashes.states).toBe(whole.hashes.states);
  });

  it('--only takes one variable, and says when its shape is another', async () => {
    const path = join(folder, 'only.gz');
    await run('d.yaml', text('[run: 50 ms]'), ['--save', path]);
    const words = ['--load', path, '--only', 's.w'];
    const plain = await run('e.yaml', text('[run: 50 ms]'), []);
    const loaded = await run('e.yaml', text('[run: 50 ms]'), words);
    expect(loaded.hashes.weights).not.toBe(plain.hashes.weights);
    await expect(run('f.yaml', text('[run: 1 ms]', 4), words)).rejects.toThrow('LOAD_SHAPE');
    await expect(run('e.yaml', text('[run: 1 ms]'), ['--only', 's.w'])).rejects.toThrow(
      '--only needs the checkpoint',
    );
  });

  it('--json carries what the run showed', async () => {
    const { notes } = await run('g.yaml', text('[run: 50 ms]'), []);
    expect(notes).toContainEqual(
      expect.objectContaining({ code: 'WRITES_DROPPED', severity: 'info' }),
    );
  });
});
