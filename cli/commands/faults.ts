import { planFixed } from '../../backends/fixed-point/index.js';
import {
  bitFaultKinds,
  eventFaultKinds,
  type FaultKind,
  type FaultTarget,
  faultTargets,
  faultText,
} from '../../backends/neurocore/index.js';
import { nearNames } from '../../core/diagnostics/index.js';
import { prepareComparison } from '../../equivalence/index.js';
import { type Arguments, readArguments, usageError, wholeNumber } from '../arguments.js';
import type { Command } from '../command.js';
import { printJson } from '../diagnostic-json.js';
import { type Campaign, outcomes, runCampaign } from '../fault-campaign.js';
import { faultRows, faultTable } from '../fault-table.js';
import { openBudget } from '../open-budget.js';
import { openHardware } from '../open-hardware.js';
import { openNetwork } from '../open-network.js';
import { profileRanges } from '../open-session.js';
import { compileOptions, runOptionKinds } from '../run-options.js';
import type { Terminal } from '../terminal.js';

const defaultTargets: readonly FaultTarget[] = [
  'weight',
  'trace',
  'state',
  'accumulator',
  'program',
  'event',
];
const allKinds: readonly FaultKind[] = [...bitFaultKinds, ...eventFaultKinds];

/** `isospike faults NET --hardware HW`: what wrong bits and lost events do to the results. */
export const faultsCommand: Command = {
  help: `usage: isospike faults NETWORK --hardware HW [options]

Runs the network on the emulated chip without a fault, then once per fault, and says what became of
each: masked (spikes, states and weights as without it), tolerated (different, but the budget holds;
without one: spikes and weights are equal), corrupted (different and unnoticed), detected (the chip
raised a sticky fault or stopped). Shares come with 95 % intervals. Same seed, same table.

  --hardware HW  built-in name (iso-256, iso-small-4bit, iso-wide-32) or a path
  --count N      faults (default 100), the classes in turn
  --seed N       seed of the faults (default 1); that of the network stays
  --memory LIST  classes, with commas: ${faultTargets.slice(0, 6).join(', ')},
                 ${faultTargets.slice(6).join(', ')} (default ${defaultTargets.join(',')})
  --kinds LIST   ${allKinds.join(', ')} (default all)
  --budget FILE  limits to judge by (default: \`budget:\` of the network file, else none)
  --data DIR     folder of data:.. files (default: $ISOSPIKE_DATA)
  --images N     show N items in every present step
  --list         also every fault and what became of it
  --json         results as JSON, nothing else on standard output

exit status: 0 done, 3 bad usage or input, 4 a run failed or was interrupted

examples:
  isospike faults examples/stdp-clip-units/network.yaml --hardware iso-256 --count 50
  isospike faults net.yaml --hardware iso-256 --memory weight,state --kinds flip --seed 7 --json
`,
  async run(argv, terminal) {
    const {
      json = 'switch',
      data = 'text',
      hardware: hw = 'text',
      images = 'text',
    } = runOptionKinds;
    const args = readArguments(
      'faults',
      argv,
      {
        ...{ json, data, hardware: hw, images, seed: 'text', count: 'text', memory: 'text' },
        ...{ kinds: 'text', budget: 'text', list: 'switch' },
      },
      { least: 1, most: 1, what: 'one network file' },
    );
    const [path] = args.positionals as [string];
    const count = wholeNumber('faults', 'count', args.texts.get('count') ?? '100', 1);
    const seed = BigInt(wholeNumber('faults', 'seed', args.texts.get('seed') ?? '1', 0));
    const targets = wordsOf('memory', args.texts.get('memory'), faultTargets, defaultTargets);
    const kinds = wordsOf('kinds', args.texts.get('kinds'), allKinds, allKinds);
    const opened = await openNetwork(path);
    const hardware = await openHardware(args.texts.get('hardware'), opened);
    if (hardware === undefined)
      throw usageError('faults', 'faults happen on a chip: which one?', {
        expected: '--hardware HW, or `hardware:` in the network file',
      });
    const budget = await openBudget(args.texts.get('budget'), opened);
    const options = { ...compileOptions('faults', ownOptions(args), opened), hardware };
    const prepared = prepareComparison(opened.network, {
      variables: [...(budget?.variables.keys() ?? [])],
    });
    const profile = await profileRanges(prepared, options, terminal);
    const plan = await planFixed(prepared, { ...options, profile });
    const progress = new RunProgress(terminal, count);
    const campaign = await runCampaign({
      network: opened.network,
      plan,
      seed,
      count,
      targets,
      kinds,
      ...(budget === undefined ? {} : { budget }),
      signal: terminal.signal,
      onRun: progress.update,
    }).finally(progress.finish);
    const about = { hardware: hardware.name, seed, judged: budget !== undefined };
    if (args.switches.has('json')) terminal.out(printJson(toJson(campaign, about)));
    else terminal.out(toText(campaign, about, args.switches.has('list')));
    return 0;
  },
};

/** `--seed` and `--memory` mean something else here. */
function ownOptions(args: Arguments): Arguments {
  const texts = new Map([...args.texts].filter(([name]) => name === 'data' || name === 'images'));
  return { ...args, texts };
}

function wordsOf<Word extends string>(
  option: string,
  text: string | undefined,
  known: readonly Word[],
  usual: readonly Word[],
): readonly Word[] {
  if (text === undefined) return usual;
  return text.split(',').map((found) => {
    const word = known.find((entry) => entry === found.trim());
    if (word !== undefined) return word;
    const near = nearNames(found, known);
    throw usageError('faults', `--${option} knows no ${found}`, {
      expected: known.join(', '),
      found,
      ...(near.length > 0 ? { help: `did you mean ${near.join(' or ')}?` } : {}),
    });
  });
}

interface About {
  readonly hardware: string;
  readonly seed: bigint;
  /** By a budget. */
  readonly judged: boolean;
}

function toJson(
  { golden, results }: Campaign,
  { hardware, seed, judged }: About,
): Readonly<Record<string, unknown>> {
  return {
    schema: 'isospike-faults/1',
    network: golden.info.network,
    hardware,
    seed,
    judgedBy: judged ? 'budget' : 'equality of spikes and weights',
    steps: golden.recording.steps,
    hashes: golden.hashes,
    rows: faultRows(results),
    faults: results.map(({ target, fault, outcome, reason }) => ({
      target,
      ...fault,
      outcome,
      reason,
    })),
  };
}

function toText(
  { golden, results }: Campaign,
  { hardware, seed, judged }: About,
  list: boolean,
): string {
  const { network } = golden.info;
  const head = `${network} on ${hardware}: ${results.length} faults, seed ${seed}, ${golden.recording.steps} ticks each`;
  if (results.length === 0)
    return `${head}\nnothing of what was asked for is on this chip: no fault was drawn\n`;
  const rows = faultRows(results);
  const kinds = new Map<string, number>();
  for (const { outcome, reason } of results)
    if (outcome === 'detected') kinds.set(reason, (kinds.get(reason) ?? 0) + 1);
  const lines = [
    head,
    '',
    faultTable(rows).trimEnd(),
    '',
    `shares of faults, with 95 % intervals; judged by ${judged ? 'the budget' : 'equality: tolerated means equal spikes and weights'}`,
    ...(kinds.size === 0
      ? []
      : [`detected by ${[...kinds].map(([kind, times]) => `${kind} ${times}`).join(', ')}`]),
    ...(list
      ? [
          '',
          ...results.map(({ fault, outcome, reason }) => {
            const why = reason === '' ? '' : ` (${reason})`;
            return `${outcome.padEnd(width)}  ${faultText(fault)}${why}`;
          }),
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

const width = Math.max(...outcomes.map(({ length }) => length));

/** One rewritten line on a terminal, one line at the end elsewhere. */
class RunProgress {
  readonly #terminal: Terminal;
  readonly #count: number;
  readonly #start: number;
  #done = 0;

  constructor(terminal: Terminal, count: number) {
    this.#terminal = terminal;
    this.#count = count;
    this.#start = terminal.now();
  }

  readonly update = (done: number): void => {
    this.#done = done;
    if (!this.#terminal.interactive) return;
    const seconds = this.#seconds();
    // The run without a fault counts as well.
    const each = seconds / (done + 1);
    const left = Math.ceil(each * (this.#count - done));
    this.#terminal.err(
      `\r\u001b[Kfaults  ${done} of ${this.#count}  ${(1 / each).toPrecision(3)} runs/s  ${left} s left`,
    );
  };

  readonly finish = (): void => {
    if (this.#terminal.interactive) this.#terminal.err('\r\u001b[K');
    else
      this.#terminal.err(
        `faults: ${this.#done} runs, ${((this.#done + 1) / this.#seconds()).toPrecision(3)} runs/s\n`,
      );
  };

  #seconds(): number {
    return Math.max(1e-3, (this.#terminal.now() - this.#start) / 1000);
  }
}
