import type { FirstDifference } from './compare-spikes.js';
import type {
  BitEquality,
  ComparedSide,
  Comparison,
  TierResult,
  VerdictWord,
} from './comparison.js';
import {
  counterTable,
  limitTable,
  spikeTable,
  stateTable,
  weightTable,
} from './comparison-tables.js';
import { countText, stepText, timeText } from './number-text.js';
import { asciiText, wrapText } from './terminal-text.js';

export interface ComparisonTextOptions {
  /** Characters per line, clamped to 40..120. */
  readonly width: number;
  /** Shows all columns of tables, however long the lines become. */
  readonly wide?: boolean;
  /** What the run mode found besides: tables behind those of the comparison. */
  readonly sections?: readonly (readonly string[])[];
  /** Puts colour around verdict words; must not change what is read. */
  readonly paint?: (word: string, verdict: VerdictWord) => string;
}

/**
 * A comparison for the terminal: printable ASCII, columns aligned, ending with a newline. The last
 * line is `verdict: holds`, or another word with its reason in parentheses.
 */
export function comparisonText(comparison: Comparison, options: ComparisonTextOptions): string {
  const width = Math.min(120, Math.max(40, Math.floor(options.width) || 80));
  const tableWidth = options.wide === true ? Number.POSITIVE_INFINITY : width;
  const paint = options.paint ?? ((word) => word);
  const tables = [spikeTable, stateTable, weightTable, counterTable, limitTable]
    .map((table) => table(comparison, tableWidth))
    .filter((lines) => lines.length > 0);
  const { word, detail } = comparison.verdict;
  const title = word === 'holds' ? word : word.toUpperCase();
  const headline = wrapText(`${title}  ${asciiText(detail)}`, width, 2);
  const last = word === 'holds' ? '' : ` (${asciiText(detail)})`;
  const lines = [
    ...wrapText(titleOf(comparison), width, 2),
    ...headline.map((line, at) => (at === 0 ? line.replace(title, paint(title, word)) : line)),
    ...summaryOf(comparison).flatMap((line) => wrapText(line, width, 10)),
    ...[...tables, ...(options.sections ?? [])].flatMap((table) => ['', ...table]),
    '',
    ...remarksOf(comparison).flatMap((line) => wrapText(line, width, 10)),
    `verdict: ${paint(word, word)}${last}`,
  ];
  return `${lines.join('\n')}\n`;
}

function titleOf(comparison: Comparison): string {
  const { subject, reference, steps, plannedSteps, dtSeconds, seed, mode } = comparison;
  const on = subject?.info.hardware ?? subject?.info.backend;
  const where = on === undefined ? '' : ` on ${asciiText(on)}`;
  const against =
    reference.info.hardware === undefined ? '' : ` against ${asciiText(reference.info.hardware)}`;
  // Of a comparison that ended early, what was done of it.
  const done = subject === undefined ? reference.recording.steps : steps;
  const planned = done < plannedSteps ? ` of ${countText(plannedSteps)}` : '';
  const ticks = `${countText(done)}${planned} ticks of ${stepText(dtSeconds)}`;
  return `isospike compare  ${asciiText(comparison.name)}${where}${against}   ${mode}, seed ${seed}, ${ticks}`;
}

function bitsText({ equal, chip, meaning, difference }: BitEquality): string {
  return equal
    ? `  bits    ${chip} = ${meaning} in every spike, state and weight`
    : `  bits    ${chip} DIFFERS from ${meaning}: ${asciiText(difference ?? '')}`;
}

function summaryOf(comparison: Comparison): readonly string[] {
  const { firstDifference, dtSeconds, verdict, tiers, reference, subject } = comparison;
  const first =
    firstDifference === undefined
      ? `  first   no difference in ${countText(comparison.steps)} ticks`
      : firstText(firstDifference, dtSeconds);
  const next = tiers.find(({ tier }) => tier === verdict.next?.tier);
  const reached = verdict.highest === 'none' ? 'none reached' : `${verdict.highest} reached`;
  const why =
    next === undefined ? '' : `; ${next.tier} ${resultText(next)}: ${asciiText(next.reason)}`;
  const sides = [reference, subject].flatMap((side) =>
    side === undefined ? [] : [engineText(side)],
  );
  return [
    ...(subject === undefined || comparison.spikes.length === 0 ? [] : [first]),
    `  tier    ${reached}${why}`,
    ...(comparison.bits === undefined ? [] : [bitsText(comparison.bits)]),
    `  engines ${sides.join(', ')}`,
  ];
}

const resultText = ({ result }: TierResult): string =>
  result === 'not run' ? 'was not run' : result === 'inconclusive' ? 'is inconclusive' : result;

function firstText(first: FirstDifference, dtSeconds: number): string {
  const others = first.inStep.reduce(
    (sum, { onlyReference, onlySubject }) => sum + onlyReference.length + onlySubject.length,
    -1,
  );
  const more = others === 0 ? '' : `, ${countText(others)} more in this tick`;
  const when = `tick ${countText(first.step)} (${timeText(first.step, dtSeconds)})`;
  const where = `${asciiText(first.object)}[${first.neuron}]`;
  return `  first   ${when}  ${where}  spikes on the ${first.firedOn} alone${more}`;
}

function engineText({ info }: ComparedSide): string {
  return asciiText(`${info.backend} (${info.engine}) ${info.version}`);
}

function remarksOf({ notes, remarks, weights }: Comparison): readonly string[] {
  const sides = 'shares at bounds and never moved: reference / subject';
  // Breaches stand in the table of limits.
  const told = notes.filter(({ code }) => code !== 'BUDGET_BREACHED');
  return [
    ...told.map(({ code, message }) => `${code}  ${asciiText(message)}`),
    ...told.flatMap(({ help }) => (help === undefined ? [] : [`  help    ${asciiText(help)}`])),
    ...(weights.length === 0 ? [] : [`  note    ${sides}`]),
    ...remarks.map((remark) => `  note    ${asciiText(remark)}`),
  ];
}
