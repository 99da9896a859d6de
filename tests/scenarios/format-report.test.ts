import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runCli } from '../support/run-cli.js';

vi.setConfig({ testTimeout: 60_000 });

const network = 'examples/stdp-clip-units/network.yaml';
const sweep = 'examples/parameter-sweep/network.yaml';

describe('the report of formats', () => {
  it.each([network, sweep, 'examples/freeze-synapses/network.yaml'])(
    '%s: readable in 100 columns, with every section',
    (path) => {
      const { status, out } = runCli(['formats', path, '--hardware', 'iso-256']);
      expect(status).toBe(0);
      expect(out.split('\n').filter((line) => line.length > 100)).toEqual([]);
      for (const title of ['ranges', 'decay and dead zones', 'learning, change of a weight']) {
        expect(out).toContain(`\n${title}`);
      }
    },
  );

  it('says where bounds come from and how far derived and profiled lie apart', () => {
    const { out } = runCli(['formats', sweep, '--hardware', 'iso-256']);
    const text = out.replace(/\s+/g, ' ');
    // v + h/tau (I - 0.07 - v) from v <= -0.06 and I <= 10 * 0.04 / (1 - 0.98) = 20: 0.1399.
    expect(text).toMatch(/cortex\.v: -0\.07 \.\. 0\.1399 \(derived: .*v <= -0\.06, I <= 20/);
    expect(text).toMatch(/cortex\.I: 0 \.\. 20 \(derived: .*10 synapses of STDP\.pre/);
    expect(text).toContain('derived - profiled +6.8 bit');
    // tau = 20 ms at 0.1 ms: 0.1 / (1 - exp(-0.005)) = 20.05.
    expect(text).toContain('STDP.apre: 0 .. 20.05 (derived');
  });

  it('names the dead zone of the adaptation: 1/(2 e) codes', () => {
    const { out } = runCli(['formats', network, '--hardware', 'iso-256']);
    const text = out.replace(/\s+/g, ' ');
    // a h = 0.02/ms * 0.1 ms = 0.002: codes up to 250, ties to even; 250 * 2^-18 = 0.0009537.
    expect(text).toContain('Izh.u: loses 0.002 per step (tau 49.95 ms); codes -250 .. 250 stay');
    expect(text).toContain('-0.0009537 .. 0.0009537 volt/second');
  });

  it('has all of it as JSON', () => {
    const { out } = runCli(['formats', network, '--hardware', 'iso-256', '--json']);
    const report = JSON.parse(out) as {
      formats: { variable: string; why?: Record<string, unknown> }[];
      constants: { bias: unknown[]; relativeErrorOneBitMore: number }[];
      updates: Record<string, unknown>[];
    };
    const why = report.formats.find(({ variable }) => variable === 'Izh.u')?.why;
    expect(why).toMatchObject({
      bitsGiven: 24,
      fractionBy: 'range',
      profiled: [expect.closeTo(-14, 4), expect.any(Number)],
      derived: { proved: true, lowFrom: expect.stringContaining('Izh.update') },
      decay: { verdict: 'dead zone', stuckCodes: [-250, 250] },
      oneBitMore: { lsb: 2 ** -19, memoryBits: 15 },
    });
    expect(report.updates).toContainEqual(
      expect.objectContaining({
        weight: 'Syn_inp_hid.w',
        pathway: 'post',
        largestLsb: 2.56,
        verdict: 'ok',
      }),
    );
    expect(report.constants.some(({ bias }) => bias.length > 0)).toBe(true);
  });

  it('writes locks that a second run reproduces byte for byte', () => {
    const chip = join(mkdtempSync(join(tmpdir(), 'formats-')), 'chip.yaml');
    writeFileSync(chip, '# a comment\nhardware: 1\nname: chip\nextends: iso-256\n');
    expect(runCli(['formats', sweep, '--hardware', chip, '--write']).status).toBe(0);
    const first = readFileSync(chip, 'utf8');
    expect(first).toContain('STDP.Apost: s8f8');
    expect(first.startsWith('# a comment\n')).toBe(true);
    expect(runCli(['formats', sweep, '--hardware', chip, '--write']).status).toBe(0);
    expect(readFileSync(chip, 'utf8')).toBe(first);
  });
});
