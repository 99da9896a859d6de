import { analyseNetwork } from '../../core/analysis/index.js';
import { loadNetwork } from '../../core/description/index.js';
import {
  type Diagnostic,
  locate,
  renderDiagnostics,
  showInline,
} from '../../core/diagnostics/index.js';
import { lintModel } from '../../core/lints/index.js';
import type { Model } from '../../core/network/index.js';
import { formatQuantity } from '../../core/units/index.js';
import { readArguments } from '../arguments.js';
import type { Command } from '../command.js';
import { diagnosticToJson, printJson } from '../diagnostic-json.js';
import type { ExitStatus } from '../exit-status.js';
import { readTextFile } from '../node/index.js';

/** `isospike check NET`: parse, units, names, lints; all faults at once. */
export const checkCommand: Command = {
  help: `usage: isospike check NETWORK [--strict] [--names] [--verbose] [--json]

Reads the network and checks form, equations, names and units, then what most likely is not meant:
unused parts, order of events, sizes of updates. All faults are reported in one go. Data files are
not read; what needs them (weights, drive) is checked by \`isospike run\`.

  --strict   warnings count as faults
  --names    also list every constant with its value, unit and scope
  --verbose  infos in full, not in one line each
  --json     findings as JSON

exit status: 0 no fault, 1 any fault inside the file, 3 the file cannot be read

examples:
  isospike check examples/stdp-clip-units/network.yaml
  isospike check examples/stdp-clip-units/faulty.yaml
  isospike check network.yaml --names
`,
  async run(argv, terminal) {
    const { positionals, switches } = readArguments(
      'check',
      argv,
      { strict: 'switch', names: 'switch', verbose: 'switch', json: 'switch' },
      { least: 1, most: 1, what: 'one network file' },
    );
    const [path] = positionals as [string];
    const { model, diagnostics } = examine(await readTextFile(path), path);
    const status = statusOf(diagnostics, switches.has('strict'));
    if (switches.has('json')) {
      const found = diagnostics.map(diagnosticToJson);
      const names = switches.has('names') && model !== undefined ? { names: namesOf(model) } : {};
      terminal.out(
        printJson({ schema: 'isospike-check/1', file: path, status, diagnostics: found, ...names }),
      );
      return status;
    }
    const verbose = switches.has('verbose');
    const full = diagnostics.filter(({ severity }) => verbose || severity !== 'info');
    if (full.length > 0) terminal.err(`${renderDiagnostics(full)}\n`);
    if (!verbose) terminal.err(infoLines(diagnostics));
    if (switches.has('names') && model !== undefined) {
      for (const entry of namesOf(model)) {
        const source = entry.source === undefined ? '' : `  (${entry.source})`;
        terminal.out(`${entry.object}.${entry.name} = ${entry.value}  ${entry.scope}${source}\n`);
      }
    }
    if (status === 0) terminal.out(`${path}: no fault${summary(model)}\n`);
    return status;
  },
};

function examine(
  text: string,
  path: string,
): { readonly model?: Model; readonly diagnostics: readonly Diagnostic[] } {
  const loaded = loadNetwork(text, path);
  if (loaded.network === undefined) return { diagnostics: loaded.diagnostics };
  const { model, diagnostics } = analyseNetwork(loaded.network);
  const all = [...loaded.diagnostics, ...diagnostics];
  if (model === undefined) return { diagnostics: all };
  return { model, diagnostics: [...all, ...lintModel(loaded.network, model)] };
}

/** Infos in one line each, grouped by code. */
function infoLines(diagnostics: readonly Diagnostic[]): string {
  const infos = diagnostics.filter(({ severity }) => severity === 'info');
  const codes = [...new Set(infos.map(({ code }) => code))];
  return codes
    .flatMap((code) => infos.filter((info) => info.code === code))
    .map(({ code, span, context, message }) => {
      const line = span === undefined ? (context ?? '') : `line ${locate(span).start.line}`;
      return `info[${code}] ${line}: ${showInline(message)}\n`;
    })
    .join('');
}

function statusOf(diagnostics: readonly Diagnostic[], strict: boolean): ExitStatus {
  const counts = (severity: string): boolean =>
    severity === 'error' || (strict && severity === 'warning');
  return diagnostics.some(({ severity }) => counts(severity)) ? 1 : 0;
}

interface NameEntry {
  readonly object: string;
  readonly name: string;
  readonly value: string;
  readonly scope: string;
  readonly source?: string;
}

function namesOf(model: Model): readonly NameEntry[] {
  return [...model.populations, ...model.projections].flatMap((object) =>
    object.constants.map(({ name, quantity, scope, source }) => ({
      object: object.name,
      name,
      value: formatQuantity(quantity.value, quantity.dimension),
      scope,
      ...(source === undefined ? {} : { source }),
    })),
  );
}

function summary(model: Model | undefined): string {
  if (model === undefined) return '';
  const neurons = model.populations.reduce((sum, { size }) => sum + size, 0);
  const parts = [
    `${model.inputs.length} inputs`,
    `${model.populations.length} populations with ${neurons} neurons`,
    `${model.projections.length} projections`,
  ];
  return ` (${parts.join(', ')})`;
}
