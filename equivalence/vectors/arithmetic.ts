import {
  type ArithmeticProfile,
  arithmeticProfiles,
  compileRequantise,
  compileRequantiseWide,
  compileRounding,
  type OverflowMode,
  type QFormat,
  type RequantisationContext,
  type RoundingMode,
  roundShiftWide,
  type StochasticChoice,
  type StochasticRule,
  standardContext,
} from '../../core/fixed/index.js';
import { hex, sha256, utf8 } from '../../core/random/index.js';
import {
  booleanAt,
  integerAt,
  isAbsent,
  listAt,
  member,
  numbersAt,
  parseVector,
  refuse,
  textAt,
  type VectorValue,
} from './vector-shape.js';

export interface ArithmeticFailure {
  /** Pair, modes and profile of the table. */
  readonly table: string;
  readonly source: number;
  readonly expected: number;
  /** What the float64 lane and the wide lane gave. */
  readonly number: number;
  readonly wide: bigint;
}
export interface ArithmeticCheck {
  /** Cases in which both lanes gave the table's code. */
  readonly passed: number;
  readonly cases: number;
  /** The first 100 failures. */
  readonly failures: readonly ArithmeticFailure[];
}

/** Names of definitions, as the reference libraries and the tables use them. */
const roundingByDefinition: ReadonlyMap<string, RoundingMode> = new Map([
  ['TRN', 'floor'],
  ['TRN_INF', 'ceil'],
  ['TRN_ZERO', 'toward_zero'],
  ['TRN_AWAY', 'away'],
  ['TRN_MAG', 'magnitude'],
  ['RND', 'nearest_up'],
  ['RND_MIN_INF', 'nearest_down'],
  ['RND_ZERO', 'nearest_to_zero'],
  ['RND_INF', 'nearest_away'],
  ['RND_CONV', 'nearest_even'],
  ['RND_CONV_ODD', 'nearest_odd'],
  ['JAM', 'jam'],
  ['JAM_UNBIASED', 'jam_unbiased'],
]);
const ruleByDefinition: ReadonlyMap<string, StochasticRule> = new Map([
  ['SR_LT_LOW', 'lt_low'],
  ['SR_LT_HIGH', 'lt_high'],
  ['SR_ADD_LOW', 'add_low'],
  ['SR_EQUAL', 'equal'],
]);

/**
 * Runs every case of one table file through both lanes of `core/fixed`.
 *
 * @param text - The unpacked JSON of schema `isospike.golden.arithmetic/1` (rounding and overflow of
 * a reference library) or `isospike.golden.rounding/1` (rounding alone).
 * @param profile - Other arithmetic than the file's own, to see that the tables tell them apart.
 * @throws FrameworkError VECTOR_FORMAT for another schema, a missing key, a table whose digest or
 * number of cases differs from what the file says.
 */
export function checkArithmeticVector(text: string, profile?: ArithmeticProfile): ArithmeticCheck {
  const root = parseVector(text);
  const schema = textAt(member(root, 'schema'));
  const tally = new Tally();
  if (schema === 'isospike.golden.arithmetic/1') checkConversions(root, profile, tally);
  else if (schema === 'isospike.golden.rounding/1') checkRoundings(root, tally);
  else refuse('schema', `${schema} is not a known table format`);
  const stated = integerAt(member(root, 'cases'));
  if (tally.cases !== stated)
    refuse('cases', `the file states ${stated} cases and holds ${tally.cases}`);
  return tally;
}

class Tally implements ArithmeticCheck {
  passed = 0;
  cases = 0;
  readonly failures: ArithmeticFailure[] = [];

  add(found: ArithmeticFailure): void {
    this.cases++;
    if (Object.is(found.number, found.expected) && found.wide === BigInt(found.expected))
      this.passed++;
    else if (this.failures.length < 100) this.failures.push(found);
  }
}

function checkConversions(
  root: VectorValue,
  profile: ArithmeticProfile | undefined,
  tally: Tally,
): void {
  const stated = textAt(member(root, 'profile'));
  const own = arithmeticProfiles.find((name) => name === stated);
  if (own === undefined) refuse('profile', `${stated} is not an arithmetic profile`);
  const context: RequantisationContext = { ...standardContext, profile: profile ?? own };
  for (const pair of listAt(member(root, 'pairs'))) {
    const source = formatAt(member(pair, 'source'));
    const to = formatAt(member(pair, 'target'));
    const first = integerAt(member(pair, 'firstSourceCode'));
    const shift = source.fracBits - to.fracBits;
    for (const table of listAt(member(pair, 'tables'))) {
      const requantisation = { to, rounding: roundingAt(table), overflow: overflowAt(table) };
      const fast = compileRequantise(shift, requantisation, context);
      const wide = compileRequantiseWide(shift, requantisation, context);
      const codes = checkedCodes(table, 2 ** source.wordBits);
      const name = `${textAt(member(pair, 'id'))} ${tableName(table)} ${context.profile}`;
      codes.forEach((expected, index) => {
        const code = first + index;
        const number = fast(code, 0);
        tally.add({ table: name, source: code, expected, number, wide: wide(BigInt(code), 0) });
      });
    }
  }
}

function checkRoundings(root: VectorValue, tally: Tally): void {
  const first = integerAt(member(root, 'firstSourceCode'));
  for (const table of listAt(member(root, 'tables'))) {
    const dropped = integerAt(member(table, 'dropped'));
    const rule = ruleByDefinition.get(textAt(member(table, 'rounding')));
    const mode = rule === undefined ? roundingAt(table) : 'stochastic';
    const word = rule === undefined ? 0 : integerAt(member(table, 'word'));
    const choice: StochasticChoice = { rule: rule ?? 'lt_high', bits: 32 };
    const fast = compileRounding(dropped, mode, choice);
    const name = `${tableName(table)} word ${word}`;
    checkedCodes(table, 1024).forEach((expected, index) => {
      const code = first + index;
      const wide = roundShiftWide(BigInt(code), dropped, mode, word, choice);
      tally.add({ table: name, source: code, expected, number: fast(code, word), wide });
    });
  }
}

function formatAt(of: VectorValue): QFormat {
  const [wordBits, fracBits] = [integerAt(member(of, 'W')), integerAt(member(of, 'F'))];
  if (wordBits < 1 || wordBits > 64 || integerAt(member(of, 'I')) !== wordBits - fracBits)
    refuse(of.path, 'W, I and F do not make a format');
  return { signed: booleanAt(member(of, 'signed')), wordBits, fracBits };
}

function roundingAt(table: VectorValue): RoundingMode {
  const name = member(table, 'rounding');
  return (
    roundingByDefinition.get(textAt(name)) ?? refuse(name.path, `unknown mode ${textAt(name)}`)
  );
}

function overflowAt(table: VectorValue): OverflowMode {
  const name = member(table, 'overflow');
  const bits = integerAt(member(table, 'nBits'));
  switch (textAt(name)) {
    case 'SAT':
      return { kind: 'saturate' };
    case 'SAT_ZERO':
      return { kind: 'saturate_zero' };
    case 'SAT_SYM':
      return { kind: 'saturate_symmetric' };
    case 'WRAP':
      return { kind: 'wrap', bits };
    case 'WRAP_SM':
      return { kind: 'wrap_sm', bits };
    default:
      return refuse(name.path, `unknown mode ${textAt(name)}`);
  }
}

/** The codes of a table, whose number and digest (if it has one) are as stated. */
function checkedCodes(table: VectorValue, count: number): readonly number[] {
  const place = member(table, 'codes');
  const codes = numbersAt(place);
  if (codes.length !== count) refuse(place.path, `${codes.length} codes, not ${count}`);
  const stated = member(table, 'sha256');
  if (!isAbsent(stated) && hex(sha256(utf8(codes.join('\n')))) !== textAt(stated))
    refuse(place.path, 'the codes do not have the digest that the table states');
  return codes;
}

function tableName(table: VectorValue): string {
  const parts = ['rounding', 'overflow', 'nBits', 'dropped']
    .map((key) => objectText(member(table, key)))
    .filter((text) => text !== '');
  return parts.join(' ');
}

function objectText({ value }: VectorValue): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
