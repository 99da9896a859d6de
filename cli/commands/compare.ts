import { createNeurocoreBackend } from '../../backends/neurocore/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import { FrameworkError, renderDiagnostics } from '../../core/diagnostics/index.js';
import { comparisonJson, comparisonText, type SideName } from '../../equivalence/index.js';
import { readArguments, usageError } from '../arguments.js';
import type { Command } from '../command.js';
import type { ExitStatus } from '../exit-status.js';
import { openBudget } from '../open-budget.js';
import { openHardware } from '../open-hardware.js';
import { openNetwork } from '../open-network.js';
import { backendNamed } from '../open-session.js';
import { ProgressLine } from '../progress.js';
import { compareInMode, modeOptionHelp, modeOptionKinds, readMode } from '../run-mode.js';
import { compileOptions, runOptionHelp, runOptionKinds } from '../run-options.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';

/** `isospike compare NET --hardware HW`: both engines, every difference, a verdict. */
export const compareCommand: Command = {
  help: `usage: isospike compare NETWORK --hardware HW [options]

Runs the network in float64 and on integers, with the same stimulus and seed. Reports the first differing spike, spike trains, states, weights and counters, and a verdict
against the budget. The last line is \`verdict: holds | breached (..) | inconclusive (..)\`.

  --on ENGINE    fixed (default): integers against the reference; neurocore: the emulated chip as
                 well, which must equal the integers to the bit
${modeOptionHelp}
${runOptionHelp}
  --budget FILE  limits to judge by (default: \`budget:\` of the network file, else none)
  --wide         all columns of tables

exit status: 0 holds, 1 breached, 2 inconclusive, 3 bad usage or input, 4 a run failed

examples:
  isospike compare examples/stdp-clip-units/network.yaml --hardware iso-256
  isospike compare examples/stdp-clip-units/network.yaml --hardware iso-256 --mode lockstep
  isospike compare examples/diehl-cook-mnist/network.yaml --hardware iso-256 --data DIR --images 20 --json
`,
  async run(argv, terminal) {
    const args = readArguments(
      'compare',
      argv,
      {
        ...runOptionKinds,
        ...modeOptionKinds,
        on: 'text',
        against: 'text',
        mode: 'text',
        budget: 'text',
        wide: 'switch',
      },
      { least: 1, most: 1, what: 'one network file' },
    );
    const [path] = args.positionals as [string];
    refuseLater(args.texts);
    const mode = readMode(args);
    const opened = await openNetwork(path);
    const hardware = await openHardware(args.texts.get('hardware'), opened);
    const budget = await openBudget(args.texts.get('budget'), opened);
    const progress = new SideProgress(terminal);
    const common = {
      network: opened.network,
      ...(args.texts.get('on') === 'neurocore' ? { chip: createNeurocoreBackend() } : {}),
      compileOptions: {
        ...compileOptions('compare', args, opened),
        ...(hardware === undefined ? {} : { hardware }),
      },
      ...(budget === undefined ? {} : { budget }),
      onProgress: progress.update,
      signal: terminal.signal,
    };
    const result = await compareInMode(mode, common, referenceBackend, args);
    const { comparison } = result;
    progress.finish();
    if (args.switches.has('json')) {
      terminal.out(comparisonJson(comparison, result.json));
    } else {
      const warnings = comparison.notes.filter(({ severity }) => severity !== 'info');
      if (warnings.length > 0) terminal.err(`${renderDiagnostics(warnings)}\n`);
      const { reference, subject: other } = comparison;
      terminal.err(showFindings([...(reference.findings ?? []), ...(other?.findings ?? [])]));
      const { columns: width } = terminal;
      const wide = args.switches.has('wide');
      const sections = result.sections(wide ? Infinity : width);
      terminal.out(comparisonText(comparison, { width, wide, sections }));
    }
    return comparison.verdict.exitCode as ExitStatus;
  },
};

function refuseLater(texts: ReadonlyMap<string, string>): void {
  const on = texts.get('on') ?? 'fixed';
  if (backendNamed('compare', on).name === 'reference') {
    throw usageError('compare', `--on ${on} compares the reference with itself`, {
      expected: 'fixed or neurocore',
      found: on,
    });
  }
  const against = texts.get('against');
  if (against !== undefined && against !== 'reference') throw later(`--against ${against}`);
}

function later(what: string): FrameworkError {
  return new FrameworkError([
    {
      code: 'UNSUPPORTED_FEATURE',
      severity: 'error',
      message: `${what} is not available: the float64 reference and fixed point are compared`,
    },
  ]);
}

const labels: Readonly<Record<SideName, string>> = {
  reference: 'reference',
  subject: 'fixed',
  chip: 'neurocore',
};

/** One progress line per side, the second begun when the first has ended. */
class SideProgress {
  readonly #terminal: Terminal;
  #side: SideName | undefined;
  #line: ProgressLine | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly update = (progress: {
    readonly side: SideName;
    readonly phase: string;
    readonly step: number;
    readonly steps: number;
  }): void => {
    if (progress.side !== this.#side) {
      this.finish();
      this.#side = progress.side;
      const label = labels[progress.side];
      this.#line = new ProgressLine(this.#terminal, label);
    }
    this.#line?.update(progress);
  };

  finish(): void {
    this.#line?.finish();
    this.#line = undefined;
  }
}
