import { type BitMemory, createBitMemory } from '../image/index.js';
import { type ArtefactHeader, headerLines } from './artefact-header.js';

/**
 * A memory for `$readmemh`: one word per line, lower-case hexadecimal, ceil(width / 4) digits, word 0
 * first. All words are written: a simulator would leave the others undefined.
 */
export function memoryToText(memory: BitMemory, header: ArtefactHeader, what: string): string {
  const { words, wordBits } = memory;
  const lines = [headerLines(header, '//'), `// ${what}: ${words} words of ${wordBits} bits\n`];
  for (let word = 0; word < words; word += 1) lines.push(`${wordText(memory, word)}\n`);
  return lines.join('');
}

function wordText({ pieces, wordBits, data }: BitMemory, word: number): string {
  let text = '';
  for (let piece = pieces - 1; piece >= 0; piece -= 1)
    text += (data[word * pieces + piece] as number).toString(16).padStart(8, '0');
  return text.slice(-Math.ceil(wordBits / 4));
}

/**
 * Reads what `$readmemh` reads: hexadecimal words, `//` comments, `@address` lines.
 *
 * @throws Error for anything else, for words that are too wide, and for addresses outside.
 */
export function memoryFromText(text: string, words: number, wordBits: number): BitMemory {
  const memory = createBitMemory(words, wordBits);
  let word = 0;
  for (const line of text.split('\n')) {
    const entry = line.replace(/\/\/.*$/, '').trim();
    if (entry === '') continue;
    const address = /^@([0-9a-fA-F]+)$/.exec(entry)?.[1];
    if (address !== undefined) {
      word = Number.parseInt(address, 16);
      continue;
    }
    if (!/^[0-9a-fA-F]+$/.test(entry)) throw new Error(`no word of a memory: ${entry}`);
    const value = BigInt(`0x${entry}`);
    if (word >= words || value >= 1n << BigInt(wordBits))
      throw new Error(`word ${word} does not fit ${words} words of ${wordBits} bits: ${entry}`);
    for (let piece = 0; piece < memory.pieces; piece += 1)
      memory.data[word * memory.pieces + piece] = Number(
        (value >> BigInt(32 * piece)) & 0xffffffffn,
      );
    word += 1;
  }
  return memory;
}
