// npm run reference: writes the reference pages that come from grammars and help texts.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { dataSheetPages, fillTables } from './data-sheet.mjs';
import { referencePages } from './reference-text.mjs';

const root = new URL('../', import.meta.url);
/** Built output by its path: the build runs before this script. @returns {Promise<any>} */
const built = (/** @type {string} */ path) => import(new URL(`dist/${path}`, root).href);

const { networkGrammar } = await built('core/description/index.js');
const { hardwareShape, loadHardware } = await built('backends/profiles/index.js');
const { chipGeometry, dataSheetTables } = await built('backends/neurocore/index.js');
const { budgetGrammar } = await built('equivalence/budget-grammar.js');
const { faultGrammar } = await built('backends/neurocore/faults/fault-grammar.js');
const { commands } = await built('cli/command-list.js');
const { runCommandLine } = await built('cli/run-command-line.js');

let overview = '';
await runCommandLine(['--help'], commands, {
  out: (/** @type {string} */ text) => (overview += text),
});
const helped = [];
for (const { name, summary, load } of commands) {
  helped.push({ name, summary, help: (await load()).help });
}
const pages = referencePages({
  network: networkGrammar,
  hardware: hardwareShape,
  budget: budgetGrammar,
  faults: faultGrammar,
  commands: helped,
  overview,
});
for (const [path, text] of pages) {
  writeFileSync(fileURLToPath(new URL(path, root)), text);
  process.stdout.write(`${path}\n`);
}

/** @returns {string} */
const read = (/** @type {string} */ path) =>
  readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const sizes = 'examples/hardware/iso-256.yaml';
const { hardware } = loadHardware(read(sizes), sizes, () => undefined);
const tables = dataSheetTables(chipGeometry(hardware, hardware.cores.count));
for (const path of dataSheetPages) {
  writeFileSync(fileURLToPath(new URL(path, root)), fillTables(read(path), tables));
  process.stdout.write(`${path}\n`);
}
