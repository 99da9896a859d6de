import { describe, expect, it } from 'vitest';
import { registerMap } from './register-map.js';
import { registersToC, registersToMarkdown, registersToSystemRdl } from './register-texts.js';

describe('registerMap', () => {
  it('has ascending word offsets, and fields that do not overlap', () => {
    let last = -1;
    for (const { offset, fields, name } of registerMap) {
      expect(offset % 4, name).toBe(0);
      expect(offset, name).toBeGreaterThan(last);
      last = offset;
      const used = new Set<number>();
      for (const { low, high } of fields)
        for (let at = low; at <= high; at += 1) {
          expect(at, name).toBeLessThan(32);
          expect(used.has(at), `${name} bit ${at}`).toBe(false);
          used.add(at);
        }
    }
  });

  it('has reset values that fit their fields', () => {
    for (const { fields, name } of registerMap)
      for (const { reset = 0, low, high } of fields)
        expect(reset, name).toBeLessThan(2 ** (high - low + 1));
  });
});

describe('texts of the register map', () => {
  it('name every register and field', () => {
    const texts = [registersToMarkdown(), registersToC(), registersToSystemRdl()];
    for (const { name, fields } of registerMap)
      for (const text of texts) {
        expect(text).toContain(name);
        for (const field of fields) expect(text).toContain(field.name);
      }
  });

  it('give masks and shifts', () => {
    expect(registersToC()).toContain('#define ISO_INPUT_DATA_Y_MASK 0x00f80000u');
    expect(registersToC()).toContain('#define ISO_INPUT_DATA_Y_SHIFT 19u');
    expect(registersToSystemRdl()).toContain("DROP[0:0] = 1'h0;");
  });
});
