import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mnistFolder } from '../support/mnist.js';
import { runCli, runCliJson } from '../support/run-cli.js';

const repaired = 'examples/stdp-clip-units/network.yaml';
const faulty = 'examples/stdp-clip-units/faulty.yaml';
const digits = 'examples/diehl-cook-mnist/network.yaml';

describe('isospike check', () => {
  it('points at the slip of case 000, gives both units, the value and the repair', () => {
    const { status, err } = runCli(['check', faulty]);
    expect(status).toBe(1);
    const lines = err.split('\n');
    const code = lines.findIndex((line) => line.includes('w = clip(w+apost, 0, wmax*mV)'));
    const caret = lines[code + 1] ?? '';
    const source = lines[code] ?? '';
    expect(caret.indexOf('^')).toBe(source.indexOf('wmax*mV'));
    expect(caret).toContain('^^^^^^^ without the check the ceiling would be 0.001');
    expect(err).toContain('x = w + apost has no unit, hi = wmax*mV has unit volt');
    expect(err).toContain('help: write clip(w + apost, 0, wmax)');
  });

  it('finds no fault in the repaired network', () => {
    const { status, out } = runCli(['check', repaired]);
    expect(status).toBe(0);
    expect(out).toContain('no fault');
  });

  it('gives the same findings as JSON', () => {
    const report = runCliJson(['check', faulty]) as {
      status: number;
      diagnostics: { code: string; line: number; column: number }[];
    };
    expect(report.status).toBe(1);
    expect(report.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'UNIT_ARGS', line: 66, column: 28 }),
    );
  });

  it('exits 3 for a file that is not there', () => {
    expect(runCli(['check', 'no-such.yaml']).status).toBe(3);
  });
});

describe('isospike run', () => {
  it.each(['reference', 'fixed'])('gives equal hashes twice on %s', (engine) => {
    const words = ['run', repaired, '--on', engine, '--hardware', 'iso-256'];
    const [first, second] = [runCliJson(words), runCliJson(words)];
    expect(Object.keys(first.hashes as object)).toEqual(['spikes', 'states', 'weights']);
    expect(second.hashes).toEqual(first.hashes);
  });

  it('another seed gives other weights', () => {
    const words = ['run', repaired];
    expect(runCliJson([...words, '--seed', '43']).hashes).not.toEqual(runCliJson(words).hashes);
  });

  it('says which data is missing', () => {
    const { status, err } = runCli(['run', digits], { ISOSPIKE_DATA: '' });
    expect(status).toBe(3);
    expect(err).toContain('FILE_DATA');
    expect(err).toContain('--data');
  });
});

describe('isospike compare', () => {
  it('ends with a verdict and exits accordingly', () => {
    const { status, out } = runCli(['compare', repaired]);
    expect(status).toBe(0);
    expect(out.trimEnd().split('\n').at(-1)).toBe('verdict: holds');
  });

  it('reports first difference, spikes, states, weights, counters and hashes as JSON', () => {
    const report = runCliJson(['compare', repaired]);
    expect(report).toMatchObject({
      schema: 'isospike-comparison/1',
      verdict: { word: 'holds', exitCode: 0 },
    });
    for (const key of ['spikes', 'states', 'weights', 'counters', 'tiers']) {
      expect(report, key).toHaveProperty(key);
    }
  });

  it('is inconclusive without a budget where trains differ', () => {
    const { status, out } = runCli([
      'compare',
      repaired,
      '--hardware',
      'iso-small-4bit',
      '--budget',
      'examples/stdp-clip-units/budget.yaml',
    ]);
    expect(status).toBe(1);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^verdict: breached \(/);
  });

  const folder = mnistFolder();
  it.skipIf(folder === undefined)(
    folder === undefined
      ? 'real digits: not run: no MNIST'
      : 'runs real digits with learning in both engines',
    () => {
      const report = runCliJson([
        'compare',
        digits,
        '--hardware',
        'iso-256',
        '--data',
        folder ?? '',
        '--images',
        '2',
      ]) as {
        spikes: { object: string }[];
        weights: { variable: string }[];
      };
      expect(report.spikes.map(({ object }) => object)).toEqual(
        expect.arrayContaining(['exc', 'inh', 'pixels']),
      );
      expect(JSON.stringify(report.weights)).toContain('XE.w');
    },
  );
});

describe('isospike formats', () => {
  it('gives every variable a format with its range and where that came from', () => {
    const { status, out } = runCli(['formats', repaired, '--hardware', 'iso-256']);
    expect(status).toBe(0);
    expect(out).toMatch(/Syn_inp_hid\.w +weight +u8f8 .*derived, proved, bound at LSB/);
    expect(out).toMatch(/Izh\.v +state +s24f16 +mV/);
  });
});

describe('isospike conformance', () => {
  it('passes every vector that the tests hold', () => {
    const files = ['brian2', 'arithmetic'].flatMap((kind) =>
      readdirSync(new URL(`../golden/${kind}`, import.meta.url))
        .filter((name) => name.endsWith('.json.gz'))
        .map((name) => `tests/golden/${kind}/${name}`),
    );
    const { status, out } = runCli(['conformance', ...files]);
    expect(out.trimEnd().split('\n').at(-1)).toBe(`${files.length} passed, 0 failed`);
    expect(status).toBe(0);
  });

  it('counts what is no vector as failed', () => {
    const { status, out } = runCli(['conformance', 'package.json']);
    expect(status).toBe(1);
    expect(out.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
  });
});

describe('the command line', () => {
  it.each([
    [[], 3],
    [['--help'], 0],
    [['--version'], 0],
    [['chekc', repaired], 3],
    [['check'], 3],
    [['check', repaired, '--namse'], 3],
    [['run', repaired, '--on', 'gpu'], 3],
    [['run', repaired, '--on', 'neurocore'], 0],
    [['run', repaired, '--seed', '-1'], 3],
    [['run', repaired, '--on', 'fixed', '--hardware', 'iso-257'], 3],
    [['explain', 'UNIT_ARGS'], 0],
    [['explain', 'NO_SUCH_CODE'], 3],
    [['explain', '--list'], 0],
  ])('%j exits %d, without a stack trace', (words, expected) => {
    const { status, out, err } = runCli(words as string[]);
    expect(status).toBe(expected);
    expect(out + err).not.toMatch(/\n\s+at .*\.js:\d+/);
  });

  it.each(['check', 'run', 'compare', 'formats', 'conformance', 'explain'])(
    '%s --help shows examples',
    (name) => {
      expect(runCli([name, '--help']).out).toContain('examples:');
    },
  );
});
