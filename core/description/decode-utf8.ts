/**
 * Text of UTF-8 bytes; a byte order mark at the start is dropped. Overlong forms, surrogates and
 * code points above 10FFFF are faults (The Unicode Standard, table 3-7).
 *
 * @returns The text, or the offset of the first byte that is no UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): { readonly text: string } | { readonly at: number } {
  const parts: string[] = [];
  let units: number[] = [];
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length =
      lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.length) return { at };
    let code = length === 1 ? lead : lead & (0xff >> (length + 1));
    for (let k = 1; k < length; k++) {
      const next = bytes[at + k] ?? 0;
      if ((next & 0xc0) !== 0x80) return { at };
      code = (code << 6) | (next & 0x3f);
    }
    const overlong = (length === 3 && code < 0x800) || (length === 4 && code < 0x10000);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return { at };
    if (code < 0x10000) units.push(code);
    else units.push(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
    at += length;
    // fromCharCode takes a limited number of arguments.
    if (units.length > 4096) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return { text: parts.join('') };
}
