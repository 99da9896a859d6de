import { openFixedPlan, planFixed } from '../../backends/fixed-point/index.js';
import { createNeurocoreBackend } from '../../backends/neurocore/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import type { Backend, CompileOptions } from '../../core/backend.js';
import { FrameworkError, renderDiagnostics } from '../../core/diagnostics/index.js';
import {
  comparisonJson,
  comparisonText,
  type FormatLookup,
  runComparison,
  type SideName,
} from '../../equivalence/index.js';
import { readArguments, usageError } from '../arguments.js';
import type { Command } from '../command.js';
import type { ExitStatus } from '../exit-status.js';
import { formatLookup } from '../format-table.js';
import { openBudget } from '../open-budget.js';
import { openHardware } from '../open-hardware.js';
import { openNetwork } from '../open-network.js';
import { backendNamed } from '../open-session.js';
import { ProgressLine } from '../progress.js';
import { compileOptions, runOptionHelp, runOptionKinds } from '../run-options.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';

/** `isospike compare NET --hardware HW`: both engines, every difference, a verdict. */
export const compareCommand: Command = {
  help: `usage: isospike compare NETWORK --hardware HW [options]

Runs the network in float64 and on integers, with the same stimulus and seed, each alone (mode
free). Reports the first differing spike, spike trains, states, weights and counters, and a verdict
against the budget. The last line is \`verdict: holds | breached (..) | inconclusive (..)\`.

  --on ENGINE    fixed (default): integers against the reference; neurocore: the emulated chip as
                 well, which must equal the integers to the bit
${runOptionHelp}
  --budget FILE  limits to judge by (default: \`budget:\` of the network file, else none)
  --wide         all columns of tables

exit status: 0 holds, 1 breached, 2 inconclusive, 3 bad usage or input, 4 a run failed

examples:
  isospike compare examples/stdp-clip-units/network.yaml --hardware iso-256
  isospike compare examples/diehl-cook-mnist/network.yaml --hardware iso-256 --data DIR --images 20 --json
`,
  async run(argv, terminal) {
    const args = readArguments(
      'compare',
      argv,
      {
        ...runOptionKinds,
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
    const opened = await openNetwork(path);
    const hardware = await openHardware(args.texts.get('hardware'), opened);
    const budget = await openBudget(args.texts.get('budget'), opened);
    const subject = observedFixed();
    const progress = new SideProgress(terminal);
    const comparison = await runComparison({
      network: opened.network,
      reference: referenceBackend,
      subject: subject.backend,
      ...(args.texts.get('on') === 'neurocore' ? { chip: createNeurocoreBackend() } : {}),
      compileOptions: {
        ...compileOptions('compare', args, opened),
        ...(hardware === undefined ? {} : { hardware }),
      },
      ...(budget === undefined ? {} : { budget }),
      formats: () => subject.formats(),
      onProgress: progress.update,
      signal: terminal.signal,
    });
    progress.finish();
    if (args.switches.has('json')) {
      terminal.out(comparisonJson(comparison));
    } else {
      const warnings = comparison.notes.filter(({ severity }) => severity !== 'info');
      if (warnings.length > 0) terminal.err(`${renderDiagnostics(warnings)}\n`);
      const { reference, subject: other } = comparison;
      terminal.err(showFindings([...(reference.findings ?? []), ...(other?.findings ?? [])]));
      const { columns: width } = terminal;
      terminal.out(comparisonText(comparison, { width, wide: args.switches.has('wide') }));
    }
    return comparison.verdict.exitCode as ExitStatus;
  },
};

/** The fixed-point backend, remembering the formats of what it compiled last. */
function observedFixed(): { readonly backend: Backend; formats(): FormatLookup } {
  let lookup: FormatLookup = () => undefined;
  return {
    backend: {
      name: 'fixed',
      compile: async (network, options: CompileOptions = {}) => {
        const plan = await planFixed(network, options);
        lookup = formatLookup(plan.fixed);
        return openFixedPlan(plan, options);
      },
    },
    formats: () => lookup,
  };
}

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
  const mode = texts.get('mode');
  if (mode !== undefined && mode !== 'free') throw later(`--mode ${mode}`);
}

function later(what: string): FrameworkError {
  return new FrameworkError([
    {
      code: 'UNSUPPORTED_FEATURE',
      severity: 'error',
      message: `${what} is not available: the float64 reference and fixed point are compared in mode free`,
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
