/** The table of constructs in the guide for Brian2 users: what runs is found out by running it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { loadHardware } from 'isospike/hardware';
import { describe, expect, it } from 'vitest';
import { constructs, outcomes } from '../support/brian2-constructs.js';
import { builtIn, hardwareFile } from '../support/hardware-files.js';
import { readText, repositoryRoot } from '../support/repository-files.js';

const guide = 'docs/guides/from-brian2.md';
const section = /(<!-- constructs -->\n)[\s\S]*?(<!-- end of constructs -->)/;

async function table(): Promise<string> {
  const { text, fileName } = hardwareFile('examples/hardware', 'iso-256');
  const { hardware } = loadHardware(text, fileName, builtIn);
  if (hardware === undefined) throw new Error('iso-256 has a fault');
  const rows = ['| Brian2 | here | float64 | fixed point |', '|---|---|---|---|'];
  for (const construct of constructs) {
    const { reference, fixed } = await outcomes(construct, hardware);
    rows.push(`| ${construct.brian2} | ${construct.file} | ${reference} | ${fixed} |`);
  }
  return rows.join('\n');
}

describe('the table of constructs', () => {
  it('says what runs and what is refused (UPDATE_DOCS=1 writes it)', async () => {
    const found = await table();
    const text = readText(guide);
    expect(text).toMatch(section);
    const written = text.replace(section, (_, begin, end) => `${begin}${found}\n${end}`);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(join(repositoryRoot, guide), written);
    else expect(text).toBe(written);
  }, 60_000);
});
