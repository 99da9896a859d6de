import { describe, expect, it, vi } from 'vitest';
import { runCli, runCliJson } from '../support/run-cli.js';

vi.setConfig({ testTimeout: 60_000 });

const words = ['compare', 'examples/stdp-clip-units/network.yaml', '--hardware', 'iso-256'];

describe('run modes of compare', () => {
  it.each(['free', 'lockstep', 'spike-forced'])('%s ends with a verdict', (mode) => {
    const { status, out } = runCli([...words, '--mode', mode]);
    expect([0, 1, 2]).toContain(status);
    expect(out).toMatch(/^isospike compare {2}stdp-clip-units/);
    expect(out.replace(/\s+/g, ' ')).toContain(` ${mode}, seed 42`);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^verdict: /);
    expect(runCli([...words, '--mode', mode]).out).toBe(out);
  });

  it('lockstep gives errors of states, weights and accumulators as JSON', () => {
    const { mode, lockstep } = runCliJson([...words, '--mode', 'lockstep', '--ticks', '2000']) as {
      mode: string;
      lockstep: {
        ticks: number;
        errors: { array: string; largest: number }[];
        inputs: { population: string }[];
      };
    };
    expect([mode, lockstep.ticks]).toEqual(['lockstep', 2000]);
    const arrays = lockstep.errors.map(({ array }) => array);
    for (const wanted of ['Izh.v', 'Izh.u', 'Syn_inp_hid.w', 'HiddenLayer.v#input'])
      expect(arrays).toContain(wanted);
    expect(lockstep.inputs.map(({ population }) => population)).toContain('Izh');
  });

  it('hybrid compares what is rounded alone', () => {
    const { mode, quantised } = runCliJson([...words, '--mode', 'hybrid', '--quantise', 'weight']);
    expect([mode, quantised]).toEqual(['hybrid', ['weight']]);
  });

  it.each([
    [['--mode', 'other'], 'there is no mode other'],
    [['--spike', '3'], '--spike is for --mode lockstep'],
    [['--mode', 'lockstep', '--quantise', 'weight'], '--quantise is for --mode hybrid'],
    [['--mode', 'lockstep', '--shift', '0'], '--shift needs a number'],
    [['--mode', 'lockstep', '--slope', 'x'], '--slope needs a number'],
    [['--mode', 'lockstep', '--shift', 'nothing=1'], 'no constant nothing'],
    [['--mode', 'hybrid', '--quantise', 'nothing'], 'nothing that is rounded is called nothing'],
    [['--mode', 'hybrid', '--on', 'neurocore'], '--mode hybrid compares'],
  ])('%j is refused', (more, message) => {
    const { status, err } = runCli([...words, ...more]);
    expect(status).toBe(3);
    expect(err).toContain(message);
  });
});
