import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { documentPositions } from './document-positions.js';
import { type PlainValue, plainData } from './placed-value.js';
import { readDocument } from './read-document.js';

function data(text: string): PlainValue {
  const { document, diagnostics } = readDocument(text, 'test.yaml');
  expect(diagnostics).toEqual([]);
  if (document === undefined) throw new Error('no document');
  return plainData(document.root);
}

/** The file's text under characters start..end of the text value at a path. */
function pointed(text: string, path: (string | number)[], start: number, end: number): string {
  const { document } = readDocument(text, 'test.yaml');
  if (document === undefined) throw new Error('no document');
  const span = documentPositions(document.root).textSpan(path, start, end);
  if (span === undefined) throw new Error('no span');
  return span.source.text.slice(span.start, span.end);
}

const faults = (text: string): string[] =>
  readDocument(text, 'test.yaml').diagnostics.map((found) => {
    const at = found.span?.start ?? -1;
    const line = text.slice(0, at).split('\n').length;
    return `${found.code} ${line}: ${found.message}`;
  });

describe('readDocument: values', () => {
  it('reads the core schema of YAML 1.2', () => {
    expect(
      data('{a: 1e-5, b: on, c: yes, d: n, e: 0x10, f: -3, g: true, h: "1", i: 20 ms, j: ~}'),
    ).toEqual({
      a: 1e-5,
      b: 'on',
      c: 'yes',
      d: 'n',
      e: 16,
      f: -3,
      g: true,
      h: '1',
      i: '20 ms',
      j: null,
    });
  });

  it('reads JSON, tabs and surrogate pairs included', () => {
    expect(data('{\n\t"a": [1, 2.5e3, -0],\n\t"b": "x\\u00b5\\ud83d\\ude00\\n\\/"\n}')).toEqual({
      a: [1, 2500, -0],
      b: 'xµ😀\n/',
    });
  });

  it('resolves anchors, and a later anchor of one name replaces the earlier', () => {
    expect(data('a: &x 1\nb: *x\nc: &x {k: 2}\nd: *x\n')).toEqual({
      a: 1,
      b: 1,
      c: { k: 2 },
      d: { k: 2 },
    });
  });

  it('keeps names of built-in properties as data', () => {
    const value = data('{constructor: 1, __proto__: 2, toString: 3}');
    expect(Object.keys(value as object)).toEqual(['constructor', '__proto__', 'toString']);
  });
});

describe('readDocument: what is refused', () => {
  it.each([
    ['a: 1\nb: 2\na: 3', 'FILE_SYNTAX 3: the key "a" is given twice'],
    ['{"a": 1, a: 2}', 'FILE_SYNTAX 1: the key "a" is given twice'],
    ['a: !!str 1', 'FILE_SYNTAX 1: tags are not allowed'],
    ['a: !x {b: 1}', 'FILE_SYNTAX 1: tags are not allowed'],
    ['a: ! 1', 'FILE_SYNTAX 1: tags are not allowed'],
    ['%YAML 1.1\n---\na: on', 'FILE_SYNTAX 1: directives are not allowed: files are YAML 1.2'],
    ['a: &x {b: 1}\nc:\n  <<: *x', 'FILE_SYNTAX 3: merge keys "<<" are not allowed'],
    ['a: 1\n---\nb: 2', 'FILE_SYNTAX 2: a file holds one document, here a second one begins'],
    ['? [a]\n: 1', 'FILE_SYNTAX 1: With stringKeys, all keys must be strings'],
    ['a: *x', 'FILE_SYNTAX 1: no anchor &x stands before this alias'],
    ['a: &x [*x]', 'FILE_SYNTAX 1: the alias *x stands inside its own anchor'],
    ['a: [1, 2', 'FILE_SYNTAX 1: '],
    ['a: "x', 'FILE_SYNTAX 1: '],
    ['a: b: c', 'FILE_SYNTAX 1: '],
  ])('%j', (text, expected) => {
    const found = faults(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.slice(0, expected.length)).toBe(expected);
  });

  it('refuses over 100 uses of anchors, but not 100', () => {
    const uses = (count: number): string => `a: &x 1\nb: [${Array(count).fill('*x').join(', ')}]`;
    expect(faults(uses(100))).toEqual([]);
    expect(faults(uses(101))).toEqual(['FILE_SYNTAX 2: anchors are used more than 100 times']);
  });

  it('refuses exponential expansion of aliases', () => {
    const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (let k = 1; k < 10; k++) {
      lines.push(
        `a${k}: &a${k} [${Array(10)
          .fill(`*a${k - 1}`)
          .join(', ')}]`,
      );
    }
    expect(faults(lines.join('\n')).join()).toMatch(/more than 4000000 values/);
  });

  it.each(['['.repeat(100_000), '- '.repeat(20_000), '{a: '.repeat(50_000), '? '.repeat(3000)])(
    'refuses deep nesting (%#)',
    (text) => {
      expect(faults(text).length).toBeGreaterThan(0);
    },
  );
});

describe('readDocument: places inside texts', () => {
  it.each([
    ['plain', 'k: abc w*mV def', 'abc w*mV def'],
    ['single quoted', "k: 'abc w*mV ''x'' def'", "abc w*mV 'x' def"],
    ['double quoted', 'k: "abc\\n\\x41\\u00b5 w*mV"', 'abc\nAµ w*mV'],
    ['beyond the BMP', 'k: "😀\\U0001F600 w*mV 😀"', '😀😀 w*mV 😀'],
    ['plain over lines', 'k: abc\n   def\n\n   w*mV', 'abc def\nw*mV'],
    ['double over lines', 'k: "abc  \n   def\\\n   w*mV"', 'abc defw*mV'],
    ['literal', 'k: |\n  abc\n\n    w*mV # no comment\n', 'abc\n\n  w*mV # no comment\n'],
    ['literal, comment in the header', 'k: |- # why\n    abc\n    w*mV\n', 'abc\nw*mV'],
    ['literal, indented by hand', 'k: |2\n    abc\n   w*mV\n', '  abc\n w*mV\n'],
    ['folded', 'k: >\n  abc\n  def\n\n  w*mV\n    more\n  end\n', 'abc def\nw*mV\n  more\nend\n'],
    ['CRLF literal', 'k: |\r\n  abc\r\n  w*mV\r\nl: 1\r\n', 'abc\nw*mV\n'],
    ['CRLF folded', 'k: >\r\n  abc\r\n  w*mV\r\n', 'abc w*mV\n'],
    ['tabs', 'k: |\n  abc\tw*mV\n  \tx\n', 'abc\tw*mV\n\tx\n'],
    ['keep', 'k: |+\n  w*mV\n\n\nl: 2\n', 'w*mV\n\n\n'],
  ])('%s', (_, text, value) => {
    expect((data(text) as { k: string }).k).toBe(value);
    const start = value.indexOf('w*mV');
    expect(pointed(text, ['k'], start, start + 4)).toBe('w*mV');
    expect(pointed(text, ['k'], start + 2, start + 4)).toBe('mV');
  });

  it('spans an escape as it is written', () => {
    expect(pointed('k: "a\\u00b5b"', ['k'], 1, 2)).toBe('\\u00b5');
    expect(pointed("k: 'a''b'", ['k'], 1, 2)).toBe("''");
  });

  it('joins lists of texts by newlines', () => {
    const text = 'k: ["w : 1", "dx/dt = -x/tau : 1"]';
    expect(pointed(text, ['k'], 0, 1)).toBe('w');
    expect(pointed(text, ['k'], 6, 11)).toBe('dx/dt');
    expect(pointed(text, ['k'], 14, 16)).toBe('-x');
    expect(pointed(text, ['k'], 6, 24)).toBe('dx/dt = -x/tau : 1');
    expect(pointed(text, ['k', 1], 0, 5)).toBe('dx/dt');
    expect(pointed(text, ['k'], 0, 11)).toBe('w : 1", "dx/dt');
  });

  it('points into the anchor for texts of aliases, at the alias for the value', () => {
    const text = 'a: {e: &eqs "dv/dt = w*mV"}\nb: {e: *eqs}';
    expect(pointed(text, ['b', 'e'], 8, 12)).toBe('w*mV');
    const { document } = readDocument(text, 'test.yaml');
    if (document === undefined) throw new Error('no document');
    const places = documentPositions(document.root);
    expect(places.textSpan(['b', 'e'], 8, 12)?.start).toBe(text.indexOf('w*mV'));
    expect(places.valueSpan(['b', 'e'])?.start).toBe(text.indexOf('*eqs'));
    expect(places.keySpan(['b', 'e'])?.start).toBe(text.indexOf('e: *'));
    expect(places.valueSpan(['b', 'f', 'g'])?.start).toBe(text.indexOf('{e: *eqs}'));
  });

  it('points at the end for an empty range behind the text', () => {
    const { document } = readDocument('k: abc\nl: 1', 'test.yaml');
    if (document === undefined) throw new Error('no document');
    expect(documentPositions(document.root).textSpan(['k'], 3, 3)).toMatchObject({
      start: 6,
      end: 6,
    });
  });
});

describe('readDocument: properties', () => {
  const piece = fc.constantFrom(
    'a',
    "'",
    '"',
    '\\',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '|',
    '>',
    '-',
    '+',
    '2',
    ':',
    '#',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a',
    '*a',
    '!',
    '%',
    '?',
    '<<',
    '😀',
    '\u2028',
    '\0',
    '\ufeff',
    '1e5',
    'k: ',
    '  ',
    '\n  ',
    '---',
    '...',
  );
  const soup = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(''));

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const { document, diagnostics } = readDocument(text, 'soup.yaml');
        expect(document === undefined).toBe(diagnostics.length > 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('maps every character of a scalar to one that made it', () => {
    const body = fc
      .array(
        fc.constantFrom(
          'a',
          'b',
          ' ',
          '  ',
          '\t',
          '\n',
          '\n  ',
          '\n    ',
          '\r\n  ',
          "''",
          '\\n',
          '\\\n',
          '-',
          '😀',
        ),
        { maxLength: 25 },
      )
      .map((parts) => parts.join(''));
    const scalar = fc.oneof(
      body.map((text) => `k: ${text}`),
      body.map((text) => `k: '${text}'`),
      body.map((text) => `k: "${text}"`),
      fc
        .tuple(fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '>1+'), body)
        .map(([header, text]) => `k: ${header}\n  ${text}`),
    );
    fc.assert(
      fc.property(scalar, (text) => {
        const { document } = readDocument(text, 'soup.yaml');
        if (document === undefined) return;
        const places = documentPositions(document.root);
        const value = (plainData(document.root) as Record<string, unknown>).k;
        if (typeof value !== 'string') return;
        expect(parseDocument(text).get('k')).toBe(value);
        for (let at = 0; at < value.length; at++) {
          const span = places.textSpan(['k'], at, at + 1);
          const made = span === undefined ? '' : text.slice(span.start, span.end);
          const character = value.charAt(at);
          // The same character, an escape, a doubled quote, or a line break for a space or break.
          const fits =
            made === character ||
            made === "''" ||
            made === '\\n' ||
            ((character === '\n' || character === ' ') && /^[\r\n]?$/.test(made));
          if (!fits) throw new Error(`${JSON.stringify(text)} at ${at}: ${JSON.stringify(made)}`);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
