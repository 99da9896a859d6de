import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, runCliJson } from '../../tests/support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'isospike-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const network = join(folder, 'network.yaml');
writeFileSync(
  network,
  `isospike: 1
name: small
seed: 3
constants: {tau: 10 ms}
populations:
  a: {size: 3, equations: 'dv/dt = (2 - v)/tau : 1', threshold: v > 1, reset: v = 0, method: euler, initial: {v: 0.5}}
projections:
  S: {from: a, to: a, connect: all, model: 'w : 1', on_pre: v_post += w, initial: {w: 0.0625}}
timeline: [run: 100 ms]
`,
);

function contents(name: string): ReadonlyMap<string, string> {
  const root = join(folder, name);
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map((path) => [path.slice(root.length + 1), readFileSync(path).toString('latin1')]),
  );
}

describe('isospike image', () => {
  it('writes equal bytes twice, without dates or paths', () => {
    const words = ['image', network, '--hardware', 'iso-256'];
    const first = runCliJson([...words, '--out', join(folder, 'a')]);
    expect(runCli([...words, '--out', join(folder, 'b')]).status).toBe(0);
    const [a, b] = [contents('a'), contents('b')];
    expect([...a.keys()]).toEqual([...b.keys()]);
    for (const [name, content] of a) {
      expect(b.get(name) === content, name).toBe(true);
      expect(content, name).not.toContain(folder);
      expect(content, name).not.toMatch(/20\d\d-\d\d-\d\d/);
    }
    expect(first.schema).toBe('isospike-image/1');
    const files = first.files as readonly { readonly name: string; readonly bytes: number }[];
    expect(files.map(({ name }) => name).sort()).toEqual([...a.keys()]);
    expect(files.every(({ name, bytes }) => a.get(name)?.length === bytes)).toBe(true);
  }, 30_000);

  it('says what is missing', () => {
    expect(runCli(['image', network, '--hardware', 'iso-256']).err).toContain('image needs --out');
  });
});

describe('isospike run on the neurocore', () => {
  it('writes a window, a line per step and the coverage, and changes no result', () => {
    const words = ['run', network, '--on', 'neurocore', '--hardware', 'iso-256'];
    const out = join(folder, 'run');
    const wave = join(out, 'wave.vcd');
    const seen = runCliJson([...words, '--out', out, '--wave', wave, '--wave-at', 'a[2]#2:40']);
    expect(seen.hashes).toEqual(runCliJson(words).hashes);
    const lines = readFileSync(join(out, 'perf.csv'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBe(1 + Number(seen.steps));
    const dump = readFileSync(wave, 'utf8');
    expect(dump).toContain('$scope module core_0 $end');
    const stamps = [...dump.matchAll(/^#(\d+)$/gm)].map(([, stamp]) => Number(stamp));
    expect(Math.max(...stamps) - Math.min(...stamps)).toBeLessThanOrEqual(40 * 10_000);
    const coverage = JSON.parse(readFileSync(join(out, 'coverage.json'), 'utf8')) as {
      readonly bins: readonly { readonly name: string; readonly count: number }[];
    };
    // One population: POP once for it and once at the end.
    expect(coverage.bins.find(({ name }) => name === 'state.POP')?.count).toBe(
      2 * Number(seen.steps),
    );
  }, 30_000);

  it.each([
    [['--wave', 'w.vcd'], 'go together'],
    [['--wave', 'w.vcd', '--wave-at', 'exc'], 'cannot be read'],
    [['--wave', 'w.vcd', '--wave-at', '1', '--faults', 'f.json'], 'leave --faults out'],
    [['--wave', 'w.vcd', '--wave-at', 'Nobody[0]#1'], 'there is no neuron'],
  ])('refuses %s', (options, message) => {
    const words = ['run', network, '--on', 'neurocore', '--hardware', 'iso-256', ...options];
    const { status, err } = runCli(words);
    expect(status).toBe(3);
    expect(err).toContain(message);
  });

  it('refuses a window of another engine', () => {
    const { status, err } = runCli(['run', network, '--wave', 'w.vcd', '--wave-at', '1']);
    expect(status).toBe(3);
    expect(err).toContain('--on neurocore');
  });
});
