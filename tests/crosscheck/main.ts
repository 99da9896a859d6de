import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { networkFromDocument, saveNetwork } from '../../core/description/index.js';
import { Brian2Process } from './brian2-process.js';
import { compare, type Verdict } from './compare.js';
import type { NetworkDescription } from './description.js';
import { networks } from './generator/index.js';
import { runOurs } from './run-ours.js';
import { shrink } from './shrink.js';
import { toDocument } from './to-document.js';

/** A decision this close to its threshold may fall on either side, relative to its two sides. */
const nearTie = 1e-12;

const help = `usage: npm run crosscheck -- [--networks 200] [--seed 1] [--first 0] [--only N] [--shrink 400]
Runs random networks here and in Brian2 2.5.1, and compares. Python with Brian2 is looked for as
$ISOSPIKE_PYTHON, python3 and /usr/bin/python3.`;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

type Outcome = Verdict | { readonly kind: 'discarded' };

/** Runs one network on both sides. A difference beside a near tie of a threshold is discarded. */
async function judge(network: NetworkDescription, brian2: Brian2Process): Promise<Outcome> {
  const ours = await runOurs(network);
  // Python is the slower side by far.
  if (ours.codes.includes('UNSUPPORTED_FEATURE')) return compare(ours, { error: '', place: '' });
  const verdict = compare(ours, await brian2.run(network));
  if (verdict.kind !== 'different' || verdict.in === 'refusal') return verdict;
  const again = await brian2.run(network, true);
  if (!('error' in again) && (again.margin ?? 1) < nearTie) return { kind: 'discarded' };
  return verdict;
}

async function report(
  number: number,
  verdict: Extract<Verdict, { kind: 'different' }>,
  network: NetworkDescription,
  brian2: Brian2Process,
  attempts: number,
): Promise<void> {
  print(`\nnetwork ${number} differs (${verdict.in}): ${verdict.what}`);
  if (attempts === 0) return;
  const small = await shrink(
    network,
    async (candidate) => {
      const found = await judge(candidate, brian2);
      return found.kind === 'different' && found.in === verdict.in;
    },
    attempts,
  );
  const found = await judge(small, brian2);
  print(`\n# shrunk: ${'what' in found ? found.what : found.kind}`);
  try {
    print(saveNetwork(networkFromDocument(toDocument(small)), 'yaml'));
  } catch (error) {
    print(`# no network file: ${String(error)}`);
    print(JSON.stringify(toDocument(small), undefined, 1));
  }
  print(`# in Brian2\n${await brian2.text(small)}`);
}

function tally(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      networks: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      verbose: { type: 'boolean', default: false },
      only: { type: 'string' },
      shrink: { type: 'string', default: '400' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const own = process.env.ISOSPIKE_PYTHON;
  const brian2 = await Brian2Process.start(
    own === undefined ? ['python3', '/usr/bin/python3'] : [own],
  );
  if (brian2 === undefined) {
    print('crosscheck: not run: no Brian2');
    return 0;
  }
  const [count, seed] = [Number(values.networks), Number(values.seed)];
  print(`crosscheck: ${count} networks, seed ${seed}, Brian2 ${brian2.version}`);
  const outcomes = new Map<string, number>();
  const constructs = new Map<string, number>();
  let spikes = 0;
  const first = Number(values.first);
  for (let number = first; number < first + count; number++) {
    if (values.only !== undefined && Number(values.only) !== number) continue;
    const [network] = fc.sample(networks, { numRuns: 1, seed: seed * 1_000_003 + number });
    if (network === undefined) throw new Error('no network was generated');
    const start = performance.now();
    const outcome = await judge(network, brian2);
    tally(outcomes, outcome.kind);
    if (values.verbose) {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      print(`network ${number}: ${outcome.kind}, ${seconds} s`);
    }
    if (outcome.kind === 'equal') spikes += outcome.spikes;
    if (outcome.kind === 'refused by both') {
      tally(constructs, `both: ${outcome.why}`);
      if (values.verbose) print(`network ${number}: ${outcome.text}`);
    }
    if (outcome.kind === 'Brian2 fails') tally(constructs, `Brian2 fails: ${outcome.why}`);
    if (outcome.kind === 'beyond Brian2') tally(constructs, `beyond Brian2: ${outcome.why}`);
    if (outcome.kind === 'not available') {
      for (const construct of outcome.constructs) tally(constructs, construct);
    }
    if (outcome.kind === 'different') {
      await report(number, outcome, network, brian2, Number(values.shrink));
    }
  }
  brian2.close();
  print(`\noutcomes (${spikes} spikes compared):`);
  for (const [kind, n] of [...outcomes].sort()) print(`  ${kind}: ${n}`);
  for (const [kind, n] of [...constructs].sort()) print(`    ${n} x ${kind}`);
  return outcomes.has('different') ? 1 : 0;
}

process.exitCode = await main();
