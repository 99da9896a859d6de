import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../description/index.js';
import { FrameworkError } from '../diagnostics/index.js';
import { NetworkBuilder, network, quantity } from './index.js';

function declared() {
  const net = network({ name: 'example', dt: '0.5 ms', constants: { tau: quantity(20, 'ms') } });
  const source = net.input('pre', { poisson: { size: 100, rates: '10 Hz' } });
  const cell = net.population('cell', {
    size: 10,
    equations: 'dv/dt = -v/tau : volt\nlearning : 1 (shared)',
    onEvent: { high: 'v = 0*mV' },
    events: { high: 'v > 1*mV' },
  });
  const s = net.projection('S', {
    from: source.slice(0, 50),
    to: cell,
    connect: { fanIn: 3 },
    model: ['w : volt', 'learned : 1'],
    onPre: 'v_post += w*learned',
    freezable: true,
  });
  return { net, source, cell, s };
}

/** Codes and messages of what a call throws. */
function faults(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof FrameworkError) {
      return error.diagnostics.map(({ code, message }) => `${code}: ${message}`);
    }
    throw error;
  }
  return [];
}

describe('network builder', () => {
  it('builds the document that a file would give', () => {
    const { net, s, cell } = declared();
    net.array('A', { dt: '1 ms', values: [1, 2] });
    net.probe({ spikes: 'cell' }).run('1 s');
    s.where('w > 0.3*mV').set({ learned: 0 });
    s.freeze({ where: 'w > 1*mV' });
    s.between([[0, 1]]).set({ w: '1 mV' });
    cell.at('0:3').set({ v: 0 });
    cell.set({ learning: 0 });
    const { network: loaded, diagnostics } = loadNetwork(
      `
isospike: 1
name: example
dt: 0.5 ms
constants: {tau: 20 ms}
arrays: {A: {dt: 1 ms, values: [1, 2]}}
inputs: {pre: {poisson: {size: 100, rates: 10 Hz}}}
populations:
  cell: {size: 10, equations: "dv/dt = -v/tau : volt\\nlearning : 1 (shared)", events: {high: v > 1*mV}, on_event: {high: v = 0*mV}}
projections:
  S: {from: "pre[0:50]", to: cell, connect: {fan_in: 3}, model: ["w : volt", "learned : 1"], on_pre: v_post += w*learned, freezable: true}
probes: [spikes: cell]
timeline: [run: 1 s, {set: {S.learned: 0}, where: w > 0.3*mV}, {freeze: S, where: w > 1*mV},
  {set: {S.w: 1 mV}, pairs: [[0, 1]]}, {set: {cell.v: 0}, indices: "0:3"}, set: {cell.learning: 0}]
`,
      'same.yaml',
    );
    expect(diagnostics).toEqual([]);
    expect(net.toDocument()).toEqual(loaded?.document);
  });

  it('copies what is declared', () => {
    const constants: Record<string, string> = { tau: '20 ms' };
    const net = network({ name: 'example', constants });
    constants.tau = '1 ms';
    expect(net.document.constants).toEqual({ tau: '20 ms' });
  });

  it('locates texts in themselves', () => {
    const { net } = declared();
    const span = net.source.textSpan(['projections', 'S', 'onPre'], 10, 11);
    expect(span?.source).toEqual({ name: '<api>', text: 'v_post += w*learned' });
    expect(span?.start).toBe(10);
  });

  it('refuses faults where they are made, all of one declaration at once', () => {
    const net = network({ name: 'example' });
    expect(faults(() => net.population('cell', { size: 0, equation: 'v : 1' } as never))).toEqual([
      'FILE_KEY: unknown key "equation"',
      'FILE_VALUE: expected an integer of at least 1, found 0',
      'FILE_MISSING: the key equations is missing',
    ]);
    expect(faults(() => net.population('all', { size: 1, equations: 'v : 1' }))).toEqual([
      'FILE_NAME: the name all is reserved',
    ]);
    net.population('cell', { size: 1, equations: 'v : 1' });
    expect(faults(() => net.input('cell', { poisson: { size: 1, rates: 0 } }))).toEqual([
      'FILE_NAME: the name cell is already in use',
    ]);
    expect(faults(() => net.run('1 mV'))).toEqual([
      'FILE_VALUE: expected a quantity in second, found one in volt',
    ]);
    expect(faults(() => quantity(1, 'furlong'))[0]).toMatch(/^FILE_VALUE/);
  });

  it('refuses references to nothing when the document is asked for', () => {
    const { net } = declared();
    net.probe({ spikes: 'cel' });
    expect(faults(() => net.document)).toEqual([
      'FILE_REFERENCE: there is no population or input cel',
    ]);
  });

  it('refuses functions and getters, whose value could change', () => {
    const settings = {
      name: 'example',
      constants: {
        get tau() {
          return '1 ms';
        },
      },
    };
    expect(faults(() => network(settings))).toEqual([
      'LATE_BINDING: expected a value, found a getter',
    ]);
    expect(faults(() => network({ name: 'a', constants: { f: (() => 1) as never } }))).toEqual([
      'LATE_BINDING: expected a value, found a function',
    ]);
  });

  it('never lets a selection take a property (Brian2 sets a Python attribute)', () => {
    const { s, cell } = declared();
    const chosen = s.where('w > 0.3*mV') as unknown as Record<string, unknown>;
    expect(
      faults(() => {
        chosen.learned = 0;
      }),
    ).toEqual(['NO_SUCH_VARIABLE: assigning to the property learned does not set the variable']);
    expect(
      faults(() => {
        chosen.lerned = 0;
      }),
    ).toEqual(['NO_SUCH_VARIABLE: S has no variable lerned']);
    expect(
      faults(() => {
        (cell as unknown as Record<string, unknown>).v = 0;
      }),
    ).toEqual(['NO_SUCH_VARIABLE: assigning to the property v does not set the variable']);
    expect(faults(() => s.set({ lerned: 0 }))).toEqual([
      'NO_SUCH_VARIABLE: S has no variable lerned',
    ]);
  });

  const folder = new URL('../../tests/fixtures/networks/', import.meta.url);
  it.each(readdirSync(folder))('loses nothing of %s', (file) => {
    const loaded = loadNetwork(readFileSync(new URL(file, folder), 'utf8'), file).network;
    if (loaded === undefined) throw new Error('not loaded');
    expect(NetworkBuilder.fromDocument(loaded.document).toDocument()).toEqual(loaded.document);
  });
});

describe('objects of another network', () => {
  const cell = { size: 4, equations: 'v : 1' } as const;
  const whole = { connect: 'all', model: 'w : 1' } as const;

  it.each(['from', 'to'] as const)('are refused as %s, whole or sliced', (end) => {
    const first = network({ name: 'first' });
    const second = network({ name: 'second' });
    const foreign = first.population('cell', cell);
    const own = second.population('cell', cell);
    for (const orphan of [foreign, foreign.slice(0, 2)]) {
      const declare = () => second.projection('s', { ...whole, from: own, to: own, [end]: orphan });
      expect(declare).toThrow(
        expect.objectContaining({
          diagnostics: [
            expect.objectContaining({
              code: 'ORPHAN_OBJECT',
              message: 'cell was declared on another network than s',
              found: orphan.text,
            }),
          ],
        }),
      );
    }
  });

  it('are no matter of names: own handles, slices and texts are taken', () => {
    const net = network({ name: 'net' });
    const own = net.population('cell', cell);
    const input = net.input('noise', { poisson: { size: 4, rates: '1 Hz' } });
    net.projection('a', { ...whole, from: input, to: own.slice(0, 2) });
    net.projection('b', { ...whole, from: 'cell', to: 'cell[1:3]' });
    expect(Object.keys(net.document.projections ?? {})).toEqual(['a', 'b']);
  });
});
