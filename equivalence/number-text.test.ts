import { describe, expect, it } from 'vitest';
import {
  amountText,
  coincidenceText,
  countText,
  lsbText,
  shareText,
  signedText,
  significantText,
  stepText,
  timeText,
} from './number-text.js';

type Row = readonly [value: number, text: string];

describe('numbers as people read them', () => {
  it.each<Row>([
    [0, '0'],
    [999, '999'],
    [1366, '1,366'],
    [1540000, '1,540,000'],
  ])('tick %d', (value, text) => expect(countText(value)).toBe(text));

  it.each<readonly [number, number, string]>([
    [1366, 1e-4, '136.6 ms'],
    [10, 1e-3, '10 ms'],
    [650_000, 1e-3, '650.000 s'],
    [100_000, 1e-4, '10.0000 s'],
    [3, 2.5e-5, '0.075 ms'],
    [0, 1e-4, '0.0 ms'],
  ])('%d steps of %d s', (steps, dt, text) => expect(timeText(steps, dt)).toBe(text));

  it('writes dt', () => expect(stepText(1e-4)).toBe('0.1 ms'));

  it.each<Row>([
    [0, '0'],
    [0.041, '0.0410'],
    [104.8, '105'],
    [8.674, '8.67'],
    [33765, '33,800'],
    [-1.2e-7, '-1.20e-7'],
    [999.6, '1,000'],
  ])('state %d', (value, text) => expect(significantText(value)).toBe(text));

  it.each<Row>([
    [57.9, '57.9'],
    [-0.48, '-0.48'],
    [9.999, '10.0'],
    [168.4, '168'],
    [33765, '33,765'],
    [-0.001, '0.00'],
  ])('%d LSB', (value, text) => expect(lsbText(value)).toBe(text));

  it.each<Row>([
    [0.4944, '0.494'],
    [1, '1.000'],
    [0.99999, '0.999'],
    [-0.0001, '0.000'],
  ])('coincidence %d', (value, text) => expect(coincidenceText(value)).toBe(text));

  it.each<Row>([
    [0.004, '0.4 %'],
    [0.62, '62 %'],
    [0, '0.0 %'],
    [1, '100 %'],
    [0.0001, '<0.1 %'],
    [0.9999, '>99 %'],
    [0.0996, '10 %'],
  ])('share %d', (value, text) => expect(shareText(value)).toBe(text));

  it.each<Row>([
    [46900, '46,900'],
    [1_240_000, '1.24 M'],
    [99_999, '99,999'],
    [123_456, '123 k'],
    [2.5e9, '2.50 G'],
  ])('amount %d', (value, text) => expect(amountText(value)).toBe(text));

  it('puts a sign before what is late, and none before 0', () => {
    expect([0.5, -0.5, 0].map((value) => signedText(value, significantText))).toEqual([
      '+0.500',
      '-0.500',
      '0',
    ]);
  });
});
