import { describe, expect, it } from 'vitest';
import { ValueChangeDump, type WaveSignal } from './value-change-dump.js';

const header = { clockNanoseconds: 10, comment: ['isospike test'] };

function dump(
  signals: readonly WaveSignal[],
  samples: readonly (readonly [number, readonly (number | bigint)[]])[],
): string {
  let text = '';
  const writer = new ValueChangeDump(header, signals, (piece) => {
    text += piece;
  });
  for (const [clock, values] of samples) writer.sample(clock, values);
  return text;
}

/** Last value of every signal, by its own reading of the text. */
function lastValues(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const scopes: string[] = [];
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const words = line.split(' ');
    if (words[0] === '$scope') scopes.push(words[2] ?? '');
    else if (words[0] === '$upscope') scopes.pop();
    else if (words[0] === '$var') names.set(words[3] ?? '', [...scopes, words[4]].join('.'));
    else if (line.startsWith('b'))
      values.set(names.get(words[1] ?? '') ?? '', (words[0] ?? '').slice(1));
    else if (/^[01]\S+$/.test(line)) values.set(names.get(line.slice(1)) ?? '', line[0] ?? '');
  }
  return values;
}

describe('ValueChangeDump', () => {
  const signals: readonly WaveSignal[] = [
    { scope: 'chip.core0', name: 'state', width: 5 },
    { scope: 'chip.core0', name: 'busy', width: 1 },
    { scope: 'chip.core1', name: 'sum', width: 24 },
  ];

  it('writes only changes, stamped in picoseconds', () => {
    const text = dump(signals, [
      [0, [1, 0, 0]],
      [1, [1, 0, 0]],
      [2, [3, 1, -1]],
    ]);
    const body = text.slice(text.indexOf('$enddefinitions'));
    expect(body.split('\n').filter((line) => line.startsWith('#'))).toEqual(['#0', '#20000']);
    expect(lastValues(text)).toEqual(
      new Map([
        ['chip.core0.state', '11'],
        ['chip.core0.busy', '1'],
        ['chip.core1.sum', '1'.repeat(24)],
      ]),
    );
  });

  it('gives every one of many signals a name of its own', () => {
    const many = Array.from(
      { length: 10_000 },
      (_, at): WaveSignal => ({
        scope: 'top',
        name: `s${at}`,
        width: 14,
      }),
    );
    const values = lastValues(dump(many, [[0, many.map((_, at) => at)]]));
    expect(values.size).toBe(10_000);
    for (const [name, bits] of values) expect(`s${Number.parseInt(bits, 2)}`).toBe(name.slice(4));
  });
});
