import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import { parseGenerator } from './generator-parser.js';
import { printExpression } from './printer.js';
import { plainOrigin } from './text-origin.js';

function read(text: string) {
  const diagnostics = new Diagnostics();
  const generator = parseGenerator(plainOrigin(text), diagnostics);
  return { generator, said: diagnostics.all.map(({ code, message }) => `${code} ${message}`) };
}

describe('parseGenerator', () => {
  it.each([
    ['i', ['i']],
    ['(i + 1) % N_post', ['(i + 1) % N_post']],
    ['k for k in range(3)', ['k', 'k', '3']],
    ['k for k in range(i-3, i+4) if k != i', ['k', 'k', 'i - 3', 'i + 4', 'k != i']],
    ['2*k for k in range(0, 10, 2)', ['2 * k', 'k', '0', '10', '2']],
    ['k for k in sample(0, N_post, 1, p=0.1)', ['k', 'k', '0', 'N_post', '1', 'p 0.1']],
    ['k for k in sample(N_post, size=i)', ['k', 'k', 'N_post', 'size i']],
  ])('%s', (text, parts) => {
    const { generator, said } = read(text);
    expect(said).toEqual([]);
    const { element, range, condition } = generator ?? {};
    const found = [
      element && printExpression(element),
      range?.variable,
      range?.start && printExpression(range.start),
      range?.stop && printExpression(range.stop),
      range?.step && printExpression(range.step),
      range?.probability && `p ${printExpression(range.probability)}`,
      range?.size && `size ${printExpression(range.size)}`,
      condition && printExpression(condition),
    ];
    const plain = (list: readonly (string | undefined)[]): readonly string[] =>
      list.flatMap((entry) => entry?.replaceAll(' ', '') ?? []);
    expect(plain(found)).toEqual(plain(parts));
  });

  it.each([
    ['', 'expected a number'],
    ['k for', 'expected a name behind for'],
    ['k for i in range(3)', 'i is the index of a neuron'],
    ['k for k range(3)', 'expected in'],
    ['k for k in list(3)', 'expected range(..) or sample(..)'],
    ['k for k in range()', 'expected a number'],
    ['k for k in range(1, 2, 3, 4)', 'one to three numbers'],
    ['k for k in range(3, p=0.1)', 'p= cannot stand in range'],
    ['k for k in sample(3)', 'a probability or a size'],
    ['k for k in sample(3, p=0.1, size=2)', 'size= cannot stand'],
    ['k for k in range(3) if', 'expected a number'],
    ['k for k in range(3) else 2', 'else'],
    ['i if i > 2', 'if'],
  ])('%j is refused: %s', (text, message) => {
    const { generator, said } = read(text);
    expect(generator).toBeUndefined();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`EQUATION_SYNTAX`);
    expect(said[0]).toContain(message);
  });
});
