import { expect, it } from 'vitest';
import type { SourceSpan } from '../../../core/diagnostics/index.js';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import { checkFaults, loadFaults } from './load-faults.js';

function lineOf(span: SourceSpan | undefined): number | undefined {
  return span?.source.text.slice(0, span.start).split('\n').length;
}

it('reads all kinds of faults', () => {
  const { list, diagnostics } = loadFaults(
    `faults: 1
inject:
  - {flip: synapse, core: 1, word: 12, bit: 3, step: 40}
  - {stuck1: state, word: 0, bit: 5}
  - {drop: 2, core: 1, step: 7}
`,
    'faults.yaml',
  );
  expect(diagnostics).toEqual([]);
  expect(list?.faults).toEqual([
    { kind: 'flip', memory: 'synapse', core: 1, word: 12, bit: 3, tick: 40 },
    { kind: 'stuck1', memory: 'state', core: 0, word: 0, bit: 5, tick: 0 },
    { kind: 'drop', packet: 2, core: 1, tick: 7 },
  ]);
});

it('says where the form is wrong', () => {
  const { list, diagnostics } = loadFaults(
    `faults: 1
inject:
  - {flip: weights, word: 1, bit: 3}
  - {stuck0: state, word: 1}
  - {drop: 1, bit: 3}
`,
    'faults.yaml',
  );
  expect(list).toBeUndefined();
  expect(diagnostics.map(({ code, span }) => [code, lineOf(span)])).toEqual([
    ['FILE_VALUE', 3],
    ['FILE_MISSING', 4],
    ['FILE_KEY', 5],
  ]);
});

it('says what the chip has not, and how much it has', () => {
  const image = randomChipImage(1, { cores: 1 });
  const { words, wordBits } = image.geometry.memories.state;
  const { list } = loadFaults(
    `faults: 1
inject:
  - {flip: state, core: 1, word: 0, bit: 0}
  - {flip: state, word: ${words}, bit: 0}
  - {flip: state, word: ${words - 1}, bit: ${wordBits}}
  - {flip: state, word: ${words - 1}, bit: ${wordBits - 1}}
`,
    'faults.yaml',
  );
  if (list === undefined) throw new Error('the file is in order');
  const found = checkFaults(list, image);
  expect(found.map(({ code, span, expected }) => [code, lineOf(span), expected])).toEqual([
    ['FILE_VALUE', 3, '0 to 0'],
    ['FILE_VALUE', 4, `0 to ${words - 1}`],
    ['FILE_VALUE', 5, `0 to ${wordBits - 1}`],
  ]);
});
