import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { planFixed } from '../../backends/fixed-point/index.js';
import { isHardwarePath } from '../../backends/profiles/index.js';
import { renderDiagnostics } from '../../core/diagnostics/index.js';
import { readArguments, usageError } from '../arguments.js';
import type { Command } from '../command.js';
import { diagnosticToJson, printJson } from '../diagnostic-json.js';
import { printFormatReport } from '../format-report.js';
import { formatRows, lockText, printFormatRows } from '../format-table.js';
import { writeFileAtomic } from '../node/index.js';
import { openHardware } from '../open-hardware.js';
import { openNetwork } from '../open-network.js';
import { profileRanges } from '../open-session.js';
import { compileOptions, runOptionHelp, runOptionKinds } from '../run-options.js';

/** `isospike formats NET --hardware HW`: a number format for every variable, and why. */
export const formatsCommand: Command = {
  help: `usage: isospike formats NETWORK --hardware HW [--write] [options]

Runs the network in float64 to see its ranges, joins them with declared and derived ones, and
chooses a format for every stored variable. Derived ranges hold for every input; profiled ones were
seen in this run and got a margin.

${runOptionHelp}
  --write        put the formats as locks into the hardware file (a path, not a built-in name)

examples:
  isospike formats examples/stdp-clip-units/network.yaml --hardware iso-256
  isospike formats network.yaml --hardware my-chip.yaml --write
`,
  async run(argv, terminal) {
    const args = readArguments(
      'formats',
      argv,
      { ...runOptionKinds, write: 'switch' },
      { least: 1, most: 1, what: 'one network file' },
    );
    const [path] = args.positionals as [string];
    const opened = await openNetwork(path);
    const hardwareName = args.texts.get('hardware') ?? opened.network.document.hardware;
    const hardware = await openHardware(args.texts.get('hardware'), opened);
    if (hardware === undefined || hardwareName === undefined) {
      throw usageError('formats', 'formats needs --hardware, or `hardware:` in the network file');
    }
    const writing = args.switches.has('write');
    const option = args.texts.get('hardware');
    if (writing && (option === undefined || !isHardwarePath(option))) {
      throw usageError(
        'formats',
        '--write needs --hardware with a path: built-in files stay as they are',
      );
    }
    const options = { ...compileOptions('formats', args, opened), hardware };
    const profile = await profileRanges(opened.network, options, terminal);
    const plan = await planFixed(opened.network, { ...options, profile });
    const { fixed, notes } = plan;
    const rows = formatRows(fixed);
    const report = plan.report();
    if (writing && option !== undefined) {
      // Sums follow from the formats of their variables: there is no lock for them.
      const lockable = rows.filter(({ wordClass }) => wordClass !== 'accumulator');
      await writeLocks(option, lockable.map(lockText));
    }
    if (args.switches.has('json')) {
      terminal.out(
        printJson({
          schema: 'isospike-formats/1',
          network: fixed.name,
          hardware: hardware.name,
          profiledSteps: profile.steps,
          formats: rows.map((row) => ({ ...row, why: report.variables.get(row.variable) })),
          constants: report.constants,
          updates: report.updates.map(({ update, ...size }) => ({
            weight: `${update.projection.name}.${update.weight.name}`,
            pathway: update.pathway.name,
            ...size,
          })),
          notes: notes.map(diagnosticToJson),
        }),
      );
      return 0;
    }
    const warnings = notes.filter(({ severity }) => severity === 'warning');
    if (warnings.length > 0) terminal.err(`${renderDiagnostics(warnings)}\n`);
    terminal.out(
      `${printFormatRows(fixed, hardware.name, rows)}\n${printFormatReport(report, rows)}`,
    );
    return 0;
  },
};

/** Replaces the locks of a hardware file; comments and all other keys stay. */
async function writeLocks(
  path: string,
  locks: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
  const document = parseDocument(await readFile(path, 'utf8'));
  for (const { name, text } of locks) document.setIn(['formats', name], text);
  await writeFileAtomic(path, document.toString());
}
