import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { errorCodes } from '../diagnostics/index.js';
import { loadNetwork } from './load-network.js';

const folder = new URL('../../tests/fixtures/networks/', import.meta.url);
const texts = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));

/** Pieces of a network file put where they do not belong. */
const pieces = [
  '\n',
  ' ',
  '\t',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  "'",
  '#',
  '|',
  '>',
  '&a ',
  '*a',
  '*eqs',
  '- ',
  '? ',
  '!!map ',
  '<<: ',
  '~',
  'null',
  '-1',
  '1e999',
  '.nan',
  '9'.repeat(400),
  'x'.repeat(2000),
  '\0',
  '\ud800',
  '😀',
  '\r\n',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  'constructor: {}\n',
  '__proto__: {a: 1}\n',
  'size: ',
  'steps: ',
  '[[[[[[',
  'set: {a.b: 1}',
  'repeat: 1e9',
];
const change = fc.record({
  at: fc.nat(),
  remove: fc.oneof(fc.constant(0), fc.nat(30)),
  insert: fc.constantFrom('', ...pieces),
});

it('gives diagnostics for damaged files and never throws', () => {
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (text, changes) => {
        let damaged = text;
        for (const { at, remove, insert } of changes) {
          const start = at % (damaged.length + 1);
          damaged = damaged.slice(0, start) + insert + damaged.slice(start + remove);
        }
        const { network, diagnostics } = loadNetwork(damaged, 'damaged.yaml');
        expect(network === undefined).toBe(diagnostics.length > 0);
        if (network === undefined) refused++;
        for (const { code, message, span } of diagnostics) {
          expect(errorCodes[code]).toBeDefined();
          expect(message).not.toBe('');
          expect(message.includes('\n')).toBe(false);
          if (span === undefined) throw new Error(`${code} has no place`);
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(damaged.length);
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(100);
}, 20_000);
