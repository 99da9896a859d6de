import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFrameworkError } from '../diagnostics/index.js';
import { csvNumbers, decodeCsv } from './csv.js';
import { decodeDataFile } from './decode-data-file.js';
import { decodeUtf8 } from './decode-utf8.js';
import { decodeIdx } from './idx.js';
import { decodeNpy } from './npy.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function fault(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    return `${error.code} ${error.diagnostics[0]?.message}`;
  }
  return 'no fault';
}

describe('decodeIdx', () => {
  const images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

  it('reads images and labels', () => {
    const { shape, values } = decodeIdx(Uint8Array.from(images), 'x');
    expect(shape).toEqual([2, 1, 3]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 255]);
    expect(decodeIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 9), 'x').shape).toEqual([1]);
  });

  it.each([
    [
      images.slice(0, -1),
      'FILE_DATA x: the file is cut short: its header demands 22 bytes, it has 21',
    ],
    [
      [...images, 0],
      'FILE_DATA x: the file has bytes after its end: its header demands 22 bytes, it has 23',
    ],
    [
      images.slice(0, 9),
      'FILE_DATA x: the file is cut short: its header demands 16 bytes, it has 9',
    ],
    [
      [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255],
      /demands 7.9\d*e\+28 bytes, it has 16$/,
    ],
    [
      [0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 0],
      /expected an IDX file of unsigned bytes \(type 0x08\), found type 0x0d/,
    ],
    [[1, 2, 3], /this is no IDX file/],
    [[], /this is no IDX file/],
    [[0, 0, 8, 9], /1 to 3 dimensions, found 9/],
  ])('refuses %j', (bytes, message) => {
    expect(fault(() => decodeIdx(Uint8Array.from(bytes), 'x'))).toMatch(message);
  });
});

describe('decodeNpy', () => {
  function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
    const text = bytesOf(`${header}\n`);
    const length =
      version === 1
        ? [text.length & 255, text.length >> 8]
        : [text.length & 255, text.length >> 8, 0, 0];
    return Uint8Array.from([0x93, ...bytesOf('NUMPY'), version, 0, ...length, ...text, ...data]);
  }
  const header = (descr: string, shape: string, order = 'False'): string =>
    `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const f8 = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);

  it.each([
    ['<f8', f8(0.1, -0, 3e300), [0.1, -0, 3e300]],
    ['<f4', new Uint8Array(Float32Array.of(0.5, -2, 1).buffer), [0.5, -2, 1]],
    ['<i8', new Uint8Array(BigInt64Array.of(-1n, 5n, 2n ** 40n).buffer), [-1, 5, 2 ** 40]],
    ['<i4', new Uint8Array(Int32Array.of(-1, 5, 7).buffer), [-1, 5, 7]],
    ['|u1', Uint8Array.of(1, 2, 255), [1, 2, 255]],
    ['|b1', Uint8Array.of(0, 1, 1), [0, 1, 1]],
  ])('reads %s', (descr, data, expected) => {
    const { shape, values } = decodeNpy(npy(header(descr, '3,'), data), 'x');
    expect(shape).toEqual([3]);
    expect([...values]).toEqual(expected);
  });

  it('reads matrices, single numbers, empty arrays and version 2', () => {
    expect(decodeNpy(npy(header('<f8', '2, 1'), f8(1, 2)), 'x').shape).toEqual([2, 1]);
    expect(decodeNpy(npy(header('<f8', ''), f8(1)), 'x')).toMatchObject({ shape: [] });
    expect(decodeNpy(npy(header('<f8', '0, 3'), f8()), 'x').values.length).toBe(0);
    expect(decodeNpy(npy(header('<f8', '1,'), f8(4), 2), 'x').values[0]).toBe(4);
  });

  it.each([
    [header('<f8', '3,'), f8(1, 2), /is cut short/],
    [header('<f8', '1,'), f8(1, 2), /has bytes after its end/],
    [header('<f8', '3,'), f8(1, Number.NaN, 2), /entry 1 is NaN, not a finite number/],
    [header('<f4', '1,'), new Uint8Array(Float32Array.of(-1 / 0).buffer), /entry 0 is -Infinity/],
    [header('>f8', '1,'), f8(1), /numbers of type >f8 are not read/],
    [header('<c16', '1,'), f8(1, 2), /numbers of type <c16/],
    [header('<f8', '1, 2', 'True'), f8(1, 2), /Fortran order/],
    [header('<f8', '99999999999, 99999999999'), f8(1), /is cut short/],
    [
      "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
      f8(1),
      /structured type/,
    ],
    ['nonsense', f8(1), /names no type/],
    [header('<u8', '1,'), new Uint8Array(BigUint64Array.of(2n ** 60n).buffer), /beyond 2\^53/],
  ])('refuses %s', (text, data, message) => {
    expect(fault(() => decodeNpy(npy(text, data), 'x'))).toMatch(message);
  });
});

describe('decodeCsv', () => {
  it('reads a header, quotes, CRLF and blank lines', () => {
    const table = decodeCsv(bytesOf('\ufeffindex,"ti""me"\r\n0, 0.5\r\n\r\n1,1e-3'), 'x');
    expect(table.columns).toEqual(['index', 'ti"me']);
    expect(csvNumbers(table)).toMatchObject({ shape: [2, 2], columns: ['index', 'ti"me'] });
    expect([...csvNumbers(table).values]).toEqual([0, 0.5, 1, 1e-3]);
  });

  it('reads one column as a list', () => {
    expect(csvNumbers(decodeCsv(bytesOf('1\n2\n3\n'), 'x')).shape).toEqual([3]);
  });

  it('points at the cell that is no number', () => {
    try {
      csvNumbers(decodeCsv(bytesOf('a,b\n1,2\n3,x4\n'), 'table.csv'));
      expect.unreachable();
    } catch (error) {
      if (!isFrameworkError(error)) throw error;
      const [found] = error.diagnostics;
      expect(found?.message).toBe('table.csv: expected a finite number, found "x4"');
      expect(found?.span).toMatchObject({ start: 10, end: 12 });
    }
  });

  it.each([
    ['1,2\n3\n', /expected 2 cells as in the first row, found 1/],
    ['a,"b\n', /this quote is not closed/],
    ['"a"b,c\n', /expected a comma after the closing quote/],
    ['', /the file has no rows/],
  ])('refuses %j', (text, message) => {
    expect(fault(() => decodeCsv(bytesOf(text), 'x'))).toMatch(message);
  });
});

describe('decodeUtf8', () => {
  it('agrees with the decoder of the platform, fault or not', () => {
    const strict = new TextDecoder('utf-8', { fatal: true });
    const sample = fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 20 }).map(bytesOf),
      fc
        .array(
          fc.constantFrom(0x41, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf),
          { maxLength: 6 },
        )
        .map((list) => Uint8Array.from(list)),
    );
    fc.assert(
      fc.property(sample, (bytes) => {
        let expected: string | undefined;
        try {
          expected = strict.decode(bytes);
        } catch {
          expected = undefined;
        }
        const found = decodeUtf8(bytes);
        expect('text' in found ? found.text : undefined).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

it('decodeDataFile throws nothing but FILE_DATA, whatever the bytes', () => {
  const start = fc.constantFrom([], [0, 0, 8, 3], [0x93, ...bytesOf('NUMPY'), 1, 0, 20, 0]);
  const name = fc.constantFrom('a.npy', 'a.csv', 'a.csv.gz', 'images-idx3-ubyte.gz', 'a');
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 60 }), name, (head, tail, file) => {
      try {
        decodeDataFile(Uint8Array.from([...head, ...tail]), file);
      } catch (error) {
        if (!isFrameworkError(error)) throw error;
        expect(error.code).toBe('FILE_DATA');
      }
    }),
    { numRuns: 1000 },
  );
});
