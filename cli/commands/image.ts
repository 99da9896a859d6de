import { join } from 'node:path';
import { planFixed } from '../../backends/fixed-point/index.js';
import {
  type ChipFile,
  chipFiles,
  openNeurocorePlan,
  type PlacedNetwork,
} from '../../backends/neurocore/index.js';
import { renderDiagnostics } from '../../core/diagnostics/index.js';
import { readArguments, usageError } from '../arguments.js';
import { tool } from '../chip-watch.js';
import type { Command } from '../command.js';
import { diagnosticToJson, printJson } from '../diagnostic-json.js';
import { prepareFolder, writeFileAtomic } from '../node/index.js';
import { openHardware } from '../open-hardware.js';
import { openNetwork } from '../open-network.js';
import { profileRanges } from '../open-session.js';
import { compileOptions, runOptionHelp, runOptionKinds } from '../run-options.js';

/** `isospike image NET --hardware HW --out DIR`: what a hardware designer loads and compares. */
export const imageCommand: Command = {
  help: `usage: isospike image NETWORK --hardware HW --out DIR [options]

Compiles a network to the neurocore and writes what the chip is loaded with: the image file, one
file per memory for $readmemh, register writes, the register map (JSON, SystemRDL, C, Markdown),
programs as assembly text, where every variable lies, and number formats for C and SystemVerilog.
Equal input gives equal bytes.

${runOptionHelp}
  --out DIR      folder of the files

examples:
  isospike image examples/stdp-clip-units/network.yaml --hardware iso-256 --out chip
`,
  async run(argv, terminal) {
    const args = readArguments(
      'image',
      argv,
      { ...runOptionKinds, out: 'text' },
      { least: 1, most: 1, what: 'one network file' },
    );
    const [path] = args.positionals as [string];
    const out = args.texts.get('out');
    if (out === undefined) throw usageError('image', 'image needs --out, the folder of the files');
    const opened = await openNetwork(path);
    const hardware = await openHardware(args.texts.get('hardware'), opened);
    if (hardware === undefined)
      throw usageError('image', 'image needs --hardware, or `hardware:` in the network file');
    await prepareFolder(out);
    const options = { ...compileOptions('image', args, opened), hardware };
    const profile = await profileRanges(opened.network, options, terminal);
    const plan = await planFixed(opened.network, { ...options, profile });
    const { placed, session } = openNeurocorePlan(plan, options);
    const formats = plan.fixed.formats.values();
    const files = chipFiles({ tool, placed, formats, words: hardware.words });
    for (const { name, content } of files) await writeFileAtomic(join(out, name), content);
    const { notes } = session.info;
    if (args.switches.has('json')) {
      terminal.out(
        printJson({
          schema: 'isospike-image/1',
          network: plan.fixed.name,
          hardware: hardware.name,
          files: files.map(({ name, what, content }) => ({ name, what, bytes: content.length })),
          use: placed.use.map((entry) =>
            Number.isFinite(entry.available) ? entry : { ...entry, available: null },
          ),
          notes: notes.map(diagnosticToJson),
        }),
      );
      return 0;
    }
    const warnings = notes.filter(({ severity }) => severity === 'warning');
    if (warnings.length > 0) terminal.err(`${renderDiagnostics(warnings)}\n`);
    terminal.out(printFiles(files));
    terminal.out(printUse(placed));
    return 0;
  },
};

function printFiles(files: readonly ChipFile[]): string {
  const width = Math.max(...files.map(({ name }) => name.length));
  return files
    .map(
      ({ name, what, content }) =>
        `${name.padEnd(width)}  ${String(content.length).padStart(9)} bytes  ${what}\n`,
    )
    .join('');
}

/** Fill of every resource that is used, a column per core. */
function printUse({ use, image }: PlacedNetwork): string {
  const resources = [...new Set(use.map(({ resource }) => resource))];
  const rows = resources.flatMap((resource) => {
    const cells = image.cores.map((_, core) => {
      const entry = use.find((one) => one.core === core && one.resource === resource);
      if (entry === undefined || entry.used === 0) return '-';
      const { used, available } = entry;
      return Number.isFinite(available)
        ? `${used}/${available} ${Math.round((100 * used) / available)} %`
        : String(used);
    });
    return cells.every((cell) => cell === '-') ? [] : [[resource, ...cells]];
  });
  const table = [['fill', ...image.cores.map((_, core) => `core ${core}`)], ...rows];
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `\n${lines.join('\n')}\n`;
}
