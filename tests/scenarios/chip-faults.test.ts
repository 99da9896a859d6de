import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText } from '../support/repository-files.js';
import { runCli, runCliJson } from '../support/run-cli.js';

// "What does a radiation hit in a weight do to my network?"

const folder = mkdtempSync(join(tmpdir(), 'isospike-faults-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const network = file(
  'network.yaml',
  readText('tests/fixtures/networks/stdp.yaml')
    .replace('run: 800 ms', 'run: 100 ms')
    .replace('every: 200 ms', 'every: 50 ms'),
);

interface CampaignJson {
  readonly rows: readonly {
    readonly target: string;
    readonly faults: number;
    readonly counts: Readonly<Record<string, number>>;
  }[];
  readonly faults: readonly {
    readonly target: string;
    readonly kind: string;
    readonly outcome: string;
    readonly reason: string;
  }[];
  readonly hashes: Readonly<Record<string, string>>;
}

const campaign = (...options: readonly string[]): CampaignJson =>
  runCliJson([
    ...['faults', network, '--hardware', 'iso-256', ...options],
  ]) as unknown as CampaignJson;

describe('isospike faults', () => {
  it('gives the same table for the same seed, and another one for another', () => {
    const words = ['--count', '12', '--memory', 'weight,state,event'];
    const first = campaign(...words, '--seed', '3');
    expect(campaign(...words, '--seed', '3')).toEqual(first);
    expect(campaign(...words, '--seed', '4').faults).not.toEqual(first.faults);
    expect(first.rows.map(({ target, faults }) => `${target} ${faults}`)).toEqual([
      'weight 4',
      'state 4',
      'event 4',
      'all 12',
    ]);
    for (const { counts, faults } of first.rows)
      expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(faults);
  }, 60_000);

  it('runs without a fault as `run` does', () => {
    const run = runCliJson(['run', network, '--on', 'neurocore', '--hardware', 'iso-256']) as {
      readonly hashes: Readonly<Record<string, string>>;
    };
    expect(campaign('--count', '1').hashes.states).toBe(run.hashes.states);
  }, 60_000);

  it('finds corrupted runs, and illegal instructions by their fault', () => {
    const { faults } = campaign('--count', '16', '--memory', 'program', '--kinds', 'flip');
    expect(faults.some(({ outcome }) => outcome === 'corrupted')).toBe(true);
    const detected = faults.filter(({ outcome }) => outcome === 'detected');
    for (const { reason } of detected)
      expect(['ILLEGAL', 'ALU_RANGE', 'STORE_RANGE', 'STEP_CAP']).toContain(reason);
  }, 60_000);

  it('refuses words that it does not know, with the words that there are', () => {
    const { status, err } = runCli([
      ...['faults', network, '--hardware', 'iso-256', '--memory', 'wieght'],
    ]);
    expect(status).toBe(3);
    expect(err).toContain('error[COMMAND_USAGE]: --memory knows no wieght');
    expect(err).toContain('did you mean weight?');
  });
});

describe('isospike run --faults', () => {
  const onChip = ['run', network, '--on', 'neurocore', '--hardware', 'iso-256'];

  it('changes what the fault touches: a weight held at 1 in its highest bit', () => {
    const clean = runCliJson(onChip);
    const path = file(
      'weight.yaml',
      'faults: 1\ninject:\n  - {stuck1: synapse, word: 0, bit: 7}\n  - {stuck1: synapse, word: 0, bit: 6}\n',
    );
    const wrong = runCliJson([...onChip, '--faults', path]);
    const weights = (result: Readonly<Record<string, unknown>>): unknown =>
      (result.hashes as Readonly<Record<string, string>>).weights;
    expect(weights(wrong)).not.toBe(weights(clean));
  }, 60_000);

  it('stops with a diagnostic where the chip stops', () => {
    // Operation 31 does not exist: all five bits of the field set.
    const lines = [35, 36, 37, 38, 39].map(
      (bit) => `  - {stuck1: program, word: 0, bit: ${bit}, step: 10}`,
    );
    const path = file('illegal.yaml', `faults: 1\ninject:\n${lines.join('\n')}\n`);
    const { status, err } = runCli([...onChip, '--faults', path]);
    expect(status).toBe(4);
    expect(err).toContain('error[RUN_INCOMPLETE]: the chip stopped in tick 10: ILLEGAL on core 0');
  }, 60_000);

  it('shows the place of a fault that the chip cannot have', () => {
    const path = file(
      'core.yaml',
      'faults: 1\ninject:\n  - {flip: state, core: 7, word: 0, bit: 0}\n',
    );
    const { status, err } = runCli([...onChip, '--faults', path]);
    expect(status).toBe(3);
    expect(err).toContain('error[FILE_VALUE]: the chip has 1 core, and core 7 is not one of them');
    expect(err).toContain('core.yaml:3:25');
  }, 60_000);

  it('asks for the chip', () => {
    const path = file('any.yaml', 'faults: 1\ninject: [{drop: 0}]\n');
    const { status, err } = runCli(['run', network, '--faults', path]);
    expect(status).toBe(3);
    expect(err).toContain('--faults puts faults into a chip: it needs --on neurocore');
  });
});
