import { describe, expect, it } from 'vitest';
import { checkCommand } from './check.js';

async function check(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const status = await checkCommand.run(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
    columns: 80,
    now: () => 0,
    signal: { aborted: false },
  });
  return { status, out, err };
}

const example = 'examples/stdp-clip-units/network.yaml';

describe('isospike check', () => {
  it('shows warnings in full and infos in one line each', async () => {
    const { status, out, err } = await check(example);
    expect(status).toBe(0);
    expect(out).toContain('no fault');
    expect(err).toContain('warning[SHARED_EXTERNAL_INPUT]: array digit_ta_input drives');
    expect(err.match(/^warning\[/gm)).toHaveLength(3);
    const infos = err.split('\n').filter((line) => line.startsWith('info['));
    expect(infos.map((line) => /^info\[(\w+)\] line \d+: /.exec(line)?.[1])).toEqual([
      'UNIT_CHAIN',
      'UNIT_CHAIN',
      'TRACE_STYLE',
      'STDP_BALANCE',
    ]);
    expect(err.match(/^help: /gm)).toHaveLength(1);
  });

  it('shows infos in full with --verbose, and counts warnings with --strict', async () => {
    const { err } = await check(example, '--verbose');
    expect(err).toContain('info[UNIT_CHAIN]: projection Syn_inp_hid: w has no unit');
    expect(err).toContain('3 warnings, 4 infos');
    expect((await check(example, '--strict')).status).toBe(1);
  });
});
