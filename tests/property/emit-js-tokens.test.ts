import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitKernelText } from '../../backends/emit/index.js';
import { KernelBuilder } from '../../core/ir/index.js';
import { hostileNames, kernelCases } from '../support/random-kernel.js';

/** Every word that generated text may hold besides generated names and numbers. */
const words = new Set(
  [
    'const let function return if else for undefined NaN Infinity Math',
    'abs sqrt floor ceil trunc',
    'link arrays tables functions ranges projection pre post sourceFirst targetFirst targetCount',
    'draw spikes indices count fired kernel all listed tick from to at lane source target',
    'ring cell note slot age slots past row column rows columns range value lowest highest',
  ].flatMap((line) => line.split(' ')),
);
const strings = new Set(["'use strict'", "'uniform'", "'normal'"]);
const generated = /^(?:[avtfwos]\d+|r\d+x\d+)$/;
const token =
  /([A-Za-z_$][\w$]*)|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|('[^'\n]*')|(===|!==|<=|>=|&&|\|\||\+\+|\+=|[-+*/%<>=!?:;,.()[\]{}|])|\s+/gy;

/** What is not in the table, or could not be read at all. */
function strangers(text: string): readonly string[] {
  const found: string[] = [];
  let end = 0;
  for (const { 0: all, 1: word, 3: string, index } of text.matchAll(token)) {
    end = index + all.length;
    if (word !== undefined && !words.has(word) && !generated.test(word)) found.push(word);
    if (string !== undefined && !strings.has(string)) found.push(string);
  }
  return end === text.length ? found : [...found, text.slice(end, end + 40)];
}

describe('the text of generated code', () => {
  it('holds words of a fixed table, generated names and numbers alone', () => {
    fc.assert(
      fc.property(kernelCases, (subject) => {
        const watched = new Set(subject.environment().ranges?.keys());
        const { text } = emitKernelText(subject.kernel, subject.environment(), { watched });
        expect(strangers(text)).toEqual([]);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('is the same whatever the user calls things', () => {
    const textFor = (name: string, twin: string): string => {
      const b = new KernelBuilder(name, { kind: 'elements', object: name, count: 3 });
      b.store(name, 'lane', b.add(b.load(twin), b.lookup(name, b.index())));
      const shape = { count: 3, slots: 1 };
      return emitKernelText(b.finish(), {
        arrays: new Map([
          [name, shape],
          [twin, shape],
        ]),
        tables: new Map([[name, { rows: 3, columns: 1 }]]),
        dtSeconds: 1e-4,
      }).text;
    };
    const plain = textFor('plain', 'twin');
    for (const name of hostileNames) expect(textFor(name, 'twin')).toBe(plain);
    for (const name of hostileNames) expect(textFor('plain', name)).toBe(plain);
  });

  it('would be found to hold a stranger', () => {
    expect(strangers("const v1 = require('fs');")).toEqual(['require', "'fs'"]);
    expect(strangers('a0[lane] = `x`;')).toEqual(['`x`;']);
    expect(strangers('/* */ eval')).toEqual(['eval']);
  });
});
