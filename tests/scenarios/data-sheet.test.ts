import { describe, expect, it } from 'vitest';
import { createPerClockEmulator } from '../../backends/neurocore/emulator/index.js';
import { chipGeometry, dataSheetTables } from '../../backends/neurocore/index.js';
import { assemble, type Instruction, sectionCycles } from '../../backends/neurocore/isa/index.js';
import { dataSheetPages, fillTables, tableNames } from '../../scripts/data-sheet.mjs';
import { readHardware } from '../support/diagnose.js';
import { randomChipImage } from '../support/neurocore-image.js';
import { filesBelow, readText } from '../support/repository-files.js';

const { hardware } = readHardware(readText('examples/hardware/iso-256.yaml'));
if (hardware === undefined) throw new Error('iso-256 cannot be read');
const tables = dataSheetTables(chipGeometry(hardware, 4));

describe('tables of the data sheet (npm run reference writes them)', () => {
  it.each(dataSheetPages)('%s shows what the code uses', (path) => {
    expect(fillTables(readText(path), tables)).toBe(readText(path));
  });

  it('are all shown, each once', () => {
    const shown = dataSheetPages.flatMap((path) => tableNames(readText(path)));
    expect([...shown].sort()).toEqual([...tables.keys()].sort());
  });

  it('stand on pages that are short enough to read', () => {
    for (const path of filesBelow('docs/hardware').filter((file) => file.endsWith('.md')))
      expect(readText(path).split('\n').length, path).toBeLessThan(400);
  });
});

describe('worked examples of the data sheet', () => {
  const timing = { mulCycles: 2, lutCycles: 1, rngCycles: 10, stateReadCycles: 1 };
  // Format 2 rounds stochastically.
  const cycles = (instructions: readonly Partial<Instruction>[]): number =>
    sectionCycles(
      instructions.map((given) => ({
        ...{ op: 'NOP', predicate: 0, d: 0, a: 0, b: 0, shift: 0, format: 0, x: 0 },
        ...given,
      })),
      timing,
      (format) => format === 2,
    );

  it('have the cycles that the page says: a wait for draw 0 and one for draw 1', () => {
    const page = readText('docs/hardware/neurocore-instructions.md');
    const sum = cycles([
      { op: 'MOV' },
      { op: 'MUL' },
      { op: 'DEC' },
      { op: 'RND' },
      { op: 'MOV', shift: 4, format: 2, x: 1 },
    ]);
    expect(sum).toBe(21);
    expect(page).toContain('MOV waits until 20: 21 cycles.');
  });

  it('have the cycles that the page says: the body of a pair rule', () => {
    const page = readText('docs/hardware/neurocore-instructions.md');
    const rows = page.slice(page.indexOf('## Example')).matchAll(/^\| `(.*?)` \| \d+ \|/gm);
    const { instructions, problems } = assemble([...rows].map(([, text]) => text).join('\n'));
    expect(problems).toEqual([]);
    expect(instructions.length).toBe(8);
    const sum = cycles(instructions);
    expect(sum).toBe(12);
    expect(page).toContain('1 + 1 = 12.');
  });

  it('name every signal of a waveform with its width', () => {
    const page = readText('docs/hardware/neurocore-timing.md');
    const rows = page.slice(page.indexOf('## Signals')).split('\n');
    for (const { scope, name, width } of createPerClockEmulator(randomChipImage(1)).signals) {
      const path = [...scope, name].join('.').replace(/_\d+/, '_N');
      const row = rows.find(
        (line) =>
          line.includes(`\`${path}\``) ||
          (path.startsWith('router_N.') && line.includes(`\`${name}\``)),
      );
      expect(row, path).toContain(`| ${width} |`);
    }
  });

  it('name every refusal of the chip', () => {
    const page = readText('docs/hardware/neurocore-networks.md');
    const codes = filesBelow('docs/reference/errors')
      .map((file) => /(CHIP_[A-Z_]+)\.md$/.exec(file)?.[1])
      .filter((code) => code !== undefined);
    expect(codes.filter((code) => !page.includes(code))).toEqual([]);
  });
});
