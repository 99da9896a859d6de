import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantityFault } from './check-quantity.js';
import { checkShape } from './check-shape.js';
import { loadNetwork, networkFromDocument } from './load-network.js';
import { networkGrammar } from './network-grammar.js';
import { placeData } from './place-data.js';
import { plainData } from './placed-value.js';
import { readDocument } from './read-document.js';
import { saveDocument, saveNetwork } from './save-network.js';
import { camelCase, type Field, type Shape, type TextPattern } from './shape.js';

type Document = Parameters<typeof networkFromDocument>[0];

/** Texts that a careless writer of YAML or JSON would change. */
const awkward = [
  '',
  ' ',
  ' lead',
  'trail ',
  '1e5',
  '0x1F',
  '-0',
  'true',
  'null',
  '~',
  'on',
  '.inf',
  '- a',
  'a: b',
  'a #b',
  '#x',
  '\t',
  'x\n',
  '\nx',
  'a\n\n b\n',
  'a\nb',
  'a\r\nb',
  '"q"',
  "it's",
  '\u2028x',
  '\ufeffx',
  'x\0',
  '&a',
  '*a',
  '!a',
  '%a',
  '@a',
  '|',
  '>',
  '{',
  '[',
  ']',
  ',',
  '?',
  ':',
  '<<',
  '😀',
  'é\u0301',
  '\u0085',
  '\\',
  '---',
  '...',
  '=',
  'a\n ',
  '  a\nb',
];
const words = [
  'a',
  'b1',
  'exc',
  'x_y',
  'Abc',
  'a.b',
  'exc.v',
  'exc[0:5]',
  'exc[ 1: ]',
  '0:3',
  '64 MB',
  '1 GiB',
  'memory',
  'w0.npy',
  'data:x/y.gz',
  '12',
  'f'.repeat(64),
  'net-1',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
];
const quantities = [
  0,
  -0,
  1,
  -2.5,
  1e-5,
  1e21,
  5e-324,
  '5 mV',
  '1 ms',
  '0.5 ms',
  '20*ms',
  '3 Hz',
  '0',
  '0.3',
  'rand()',
  'a + b',
  '0.2/ms',
];

function texts(pattern: TextPattern | undefined): fc.Arbitrary<string> {
  if (pattern === undefined) {
    return fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'binary', maxLength: 12 }));
  }
  const good = [...words, ...awkward].filter(
    (text) =>
      pattern.matches.test(text) &&
      pattern.reserved?.test(text) !== true &&
      pattern.accepts?.(text) !== false,
  );
  return fc.constantFrom(...good);
}

/** Documents of the API that a grammar accepts, explicit defaults included. */
function documents(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'text':
      return texts(shape.pattern);
    case 'text-block':
      return fc.oneof(texts(undefined), fc.array(texts(undefined), { maxLength: 3 }));
    case 'number': {
      const { min = -1000, max = 1000, integer, above = false } = shape;
      return integer
        ? fc.oneof(fc.integer({ min, max }), fc.constant(Math.max(min, 0)))
        : fc.double({ min, max, noNaN: true, minExcluded: above });
    }
    case 'boolean':
      return fc.boolean();
    case 'word':
      return fc.constantFrom(...shape.words);
    case 'quantity':
      return fc.constantFrom(
        ...quantities.filter((one) => quantityFault(one, shape) === undefined),
      );
    case 'list':
      return fc.array(documents(shape.item, depth - 1), {
        minLength: shape.min ?? 0,
        maxLength: depth > 0 ? 3 : (shape.min ?? 0),
      });
    case 'tuple':
      return fc.tuple(...shape.items.map((item) => documents(item, depth - 1)));
    case 'named':
      return fc.dictionary(texts(shape.names), documents(shape.value, depth - 1), {
        maxKeys: depth > 0 ? 2 : 0,
      });
    case 'record':
      return fields(shape.fields, depth);
    case 'variant': {
      const kinds = shape.variants.filter(({ field }) => field.shape.kind !== 'later');
      const one = kinds.map(({ field, fields: more = [] }) =>
        fields([{ ...field, required: true }, ...more, ...shape.common], depth),
      );
      return depth > 0 ? fc.oneof(...one) : (one[0] ?? fc.constant({}));
    }
    case 'choice':
      return fc.oneof(...shape.options.map((option) => documents(option.shape, depth)));
    case 'defined':
      return fc.constant(null).chain(() => documents(shape.get(), depth - 1));
    case 'version':
      return fc.constant(shape.number);
    case 'later':
      return fc.constant(undefined);
  }
}

function fields(list: readonly Field[], depth: number): fc.Arbitrary<Record<string, unknown>> {
  const entries = list.map((field): [string, fc.Arbitrary<unknown>] => {
    const given =
      field.default === undefined
        ? documents(field.shape, depth - 1)
        : fc.oneof(documents(field.shape, depth - 1), fc.constant(field.default));
    return [
      camelCase(field.key),
      field.required === true
        ? given
        : fc.option(given, { nil: undefined, freq: depth > 0 ? 1 : 0.2 }),
    ];
  });
  return fc.record(Object.fromEntries(entries));
}

describe('saveDocument', () => {
  it.each(['yaml', 'json'] as const)('loses nothing of what the grammar allows: %s', (format) => {
    let checked = 0;
    fc.assert(
      fc.property(documents(networkGrammar, 7), (document) => {
        const options = { writeKeys: 'api', defaults: 'drop' } as const;
        const direct = checkShape(placeData(document).value, networkGrammar, {
          keys: 'api',
          ...options,
        });
        // Rules between keys are not known to the generator.
        if (direct.diagnostics.length > 0) {
          const codes = direct.diagnostics.map(({ code }) => code);
          expect(codes.filter((code) => !['FILE_CONFLICT', 'FILE_MISSING'].includes(code))).toEqual(
            [],
          );
          return;
        }
        checked++;
        const { document: read, diagnostics } = readDocument(
          saveDocument(document, networkGrammar, format),
          'saved',
        );
        expect(diagnostics).toEqual([]);
        if (read === undefined) throw new Error('not read');
        const loaded = checkShape(read.root, networkGrammar, { keys: 'file', ...options });
        expect(loaded.diagnostics).toEqual([]);
        expect(plainData(loaded.value)).toEqual(plainData(direct.value));
      }),
      { numRuns: 300 },
    );
    expect(checked).toBeGreaterThan(50);
  });

  it('writes keys in the order of the tables and leaves defaults out', () => {
    const text = saveDocument(
      {
        seed: 0,
        name: 'x',
        timeline: [],
        isospike: 1,
        dt: '0.1 ms',
        inputs: { a: { order: 0, spikes: { size: 1 } } },
      },
      networkGrammar,
      'yaml',
    );
    expect(text).toBe('isospike: 1\nname: x\ninputs: {a: {spikes: {size: 1}}}\n');
  });
});

describe('networks', () => {
  const awkwardText = texts(undefined);
  const networks = fc.record({
    isospike: fc.constant(1 as const),
    name: fc.constantFrom('a', 'net-1'),
    description: awkwardText,
    seed: fc.constantFrom(0, 7, '18446744073709551615'),
    constants: fc.dictionary(
      fc.constantFrom('tau', 'wmax', 'nu_pre'),
      fc.constantFrom(0.1, '5 ms', 'a/b'),
    ),
    populations: fc.record({
      cell: fc.record({
        size: fc.integer({ min: 5, max: 9 }),
        equations: awkwardText,
        order: fc.constantFrom(0, 1),
      }),
    }),
    projections: fc.record({
      s: fc.record({
        from: fc.constantFrom('cell', 'cell[1:4]'),
        to: fc.constant('cell'),
        connect: fc.oneof(
          fc.constant('all'),
          fc.record({ fanIn: fc.integer({ min: 0, max: 3 }), skipInvalid: fc.boolean() }),
        ),
        onPre: fc.oneof(
          awkwardText,
          fc.record({ go: fc.record({ do: awkwardText, order: fc.constantFrom(-1, 0) }) }),
        ),
        freezable: fc.constant(true),
      }),
    }),
    timeline: fc.array(
      fc.oneof(
        fc.record({ run: fc.constantFrom(0, '1 s') }),
        fc.record({ freeze: fc.constant('s'), where: awkwardText }),
        fc.record({ set: fc.record({ 's.w': fc.constantFrom(0, 'rand()') }) }),
      ),
      { maxLength: 4 },
    ),
  });

  it('fromDocument(load(save(x))) is x', () => {
    fc.assert(
      fc.property(networks, fc.constantFrom('yaml' as const, 'json' as const), (given, format) => {
        const x = networkFromDocument(given as Document);
        const { network, diagnostics } = loadNetwork(saveNetwork(x, format), 'saved');
        expect(diagnostics).toEqual([]);
        if (network === undefined) throw new Error('not loaded');
        expect(networkFromDocument(network.document).document).toEqual(x.document);
      }),
      { numRuns: 200 },
    );
  });

  it('shows every text of a saved network where it stands', () => {
    fc.assert(
      fc.property(networks, fc.constantFrom('yaml' as const, 'json' as const), (given, format) => {
        const text = saveNetwork(networkFromDocument(given as Document), format);
        const { network } = loadNetwork(text, 'saved');
        const equations = network?.document.populations?.cell?.equations;
        if (typeof equations !== 'string') throw new Error('not loaded');
        const path = ['populations', 'cell', 'equations'];
        for (let at = 0; at < equations.length; at++) {
          const span = network?.source.textSpan(path, at, at + 1);
          const made = text.slice(span?.start, span?.end);
          const plain = made === equations[at] || made.startsWith('\\') || made === "''";
          const folded = /^[\n ]$/.test(equations[at] ?? '') && made.length <= 1;
          if (!plain && !folded)
            throw new Error(`${JSON.stringify(made)} for ${JSON.stringify(equations[at])}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});
