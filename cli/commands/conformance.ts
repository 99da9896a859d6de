import { referenceBackend } from '../../backends/reference/index.js';
import { type Diagnostic, isFrameworkError } from '../../core/diagnostics/index.js';
import {
  checkArithmeticVector,
  readBrian2Vector,
  runBrian2Vector,
} from '../../equivalence/vectors/index.js';
import { readArguments } from '../arguments.js';
import type { Command } from '../command.js';
import { diagnosticToJson, printJson } from '../diagnostic-json.js';
import { readPossiblyPacked } from '../read-packed.js';

interface VectorResult {
  readonly file: string;
  readonly format: string;
  readonly outcome: 'passed' | 'failed' | 'refused';
  /** What was compared, with counts; what differs or was refused. */
  readonly detail: readonly string[];
  readonly diagnostics?: readonly Readonly<Record<string, unknown>>[];
}

/** `isospike conformance FILE..`: golden vectors, each by the format it names. */
export const conformanceCommand: Command = {
  help: `usage: isospike conformance FILE.. [--json]

Replays golden vectors. A file names its kind by \`format\` or \`schema\`:
  brian2-golden/1               networks run by Brian2: spikes exact, traces and finals in tolerance
  isospike.golden.arithmetic/1  tables of fixed-point libraries, every code
  isospike.golden.rounding/1    tables of rounding modes

A vector that needs a construct which is not there is refused, by name, and counts as failed.

exit status: 0 all passed, 1 one failed or was refused, 3 bad usage

examples:
  isospike conformance tests/golden/brian2/*.json.gz
  isospike conformance tests/golden/arithmetic/*.json.gz --json
`,
  async run(argv, terminal) {
    const { positionals, switches } = readArguments(
      'conformance',
      argv,
      { json: 'switch' },
      { least: 1, most: Number.MAX_SAFE_INTEGER, what: 'one or more vector files' },
    );
    const json = switches.has('json');
    const results: VectorResult[] = [];
    for (const file of positionals) {
      const result = await replay(file);
      results.push(result);
      if (json) continue;
      terminal.out(`${result.outcome.padEnd(7)}  ${file}  ${result.detail[0] ?? ''}\n`);
      for (const line of result.detail.slice(1)) terminal.out(`         ${line}\n`);
    }
    const passed = results.filter(({ outcome }) => outcome === 'passed').length;
    const refused = results.filter(({ outcome }) => outcome === 'refused').length;
    const failed = results.length - passed;
    if (json) {
      terminal.out(
        printJson({ schema: 'isospike-conformance/1', passed, failed, refused, results }),
      );
    } else {
      terminal.out(
        `${passed} passed, ${failed} failed${refused > 0 ? ` (${refused} refused)` : ''}\n`,
      );
    }
    return failed === 0 ? 0 : 1;
  },
};

async function replay(file: string): Promise<VectorResult> {
  let format = 'unknown';
  try {
    const text = await readPossiblyPacked(file);
    format = formatOf(text);
    return format.startsWith('brian2-golden/')
      ? await replayBrian2(file, format, text)
      : replayArithmetic(file, format, text);
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    return refusal(file, format, error.diagnostics);
  }
}

/** Name of the format as the file gives it; readers judge whether they know it. */
function formatOf(text: string): string {
  const [, name = 'unknown'] = /"(?:format|schema)"\s*:\s*"([^"]{1,100})"/.exec(text) ?? [];
  return name;
}

function refusal(file: string, format: string, diagnostics: readonly Diagnostic[]): VectorResult {
  const unsupported = diagnostics.some(({ code }) => code === 'UNSUPPORTED_FEATURE');
  return {
    file,
    format,
    outcome: unsupported ? 'refused' : 'failed',
    detail: diagnostics.map(({ code, message }) => `${code}: ${message}`),
    diagnostics: diagnostics.map(diagnosticToJson),
  };
}

async function replayBrian2(file: string, format: string, text: string): Promise<VectorResult> {
  const vector = readBrian2Vector(text);
  const run = await runBrian2Vector(vector, referenceBackend);
  const parts = [
    { name: '', part: run.comparison },
    { name: 'without freezing: ', part: run.withoutFreeze },
    { name: 'first pass: ', part: run.firstPass },
  ].flatMap(({ name, part }) => (part === undefined ? [] : [{ name, part }]));
  const passed = parts.every(({ part }) => part.passed);
  const { compared, worstTrace, worstFinal } = run.comparison;
  const worst = [worstTrace, worstFinal].map((value, place) =>
    value === undefined
      ? ''
      : `, worst ${place === 0 ? 'trace' : 'final'} ${value.name} ${value.relative.toExponential(1)}`,
  );
  return {
    file,
    format,
    outcome: passed ? 'passed' : 'failed',
    detail: [
      `${compared.spikes} spikes exact, ${compared.samples} samples, ${compared.finals} finals${worst.join('')}`.replace(
        'spikes exact',
        run.comparison.spikes.every(({ equal }) => equal) ? 'spikes exact' : 'spikes compared',
      ),
      ...parts.flatMap(({ name, part }) => part.failures.map((failure) => name + failure)),
      ...(vector.unknownKeys.length === 0
        ? []
        : [`keys that are not read: ${vector.unknownKeys.slice(0, 10).join(', ')}`]),
    ],
  };
}

function replayArithmetic(file: string, format: string, text: string): VectorResult {
  const { passed, cases, failures } = checkArithmeticVector(text);
  return {
    file,
    format,
    outcome: passed === cases ? 'passed' : 'failed',
    detail: [
      `${passed} of ${cases} cases, number and wide lane`,
      ...failures
        .slice(0, 10)
        .map(
          ({ table, source, expected, number, wide }) =>
            `${table}: code ${source} gives ${number} and ${wide}, expected ${expected}`,
        ),
    ],
  };
}
