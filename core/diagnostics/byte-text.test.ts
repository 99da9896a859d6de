import { describe, expect, it } from 'vitest';
import { byteText } from './byte-text.js';

describe('byteText', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [64e6, '61 MiB'],
    [2 ** 30, '1 GiB'],
    [80e9, '74.5 GiB'],
    [2 ** 50, '1024 TiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(byteText(bytes)).toBe(text);
  });
});
