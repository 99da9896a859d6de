import { readField } from '../../image/index.js';
import { drawOf, type Instruction } from '../../isa/index.js';
import { Requantiser } from './requantiser.js';
import type { ArithmeticContext, SectionProgram } from './section-program.js';

/**
 * The data path of one instruction, straight from its definition: operands to result. Numbers are
 * exact below 2^53; what leaves that goes through BigInt.
 */
export class AluStep {
  readonly instruction: Instruction;
  readonly requantiser: Requantiser;
  readonly #context: ArithmeticContext;
  readonly #objectId: number;
  readonly #site: number;
  readonly #factor: number;
  readonly #tableBase: number;
  readonly #tableLength: number;
  readonly #tableSigned: boolean;

  constructor(context: ArithmeticContext, section: SectionProgram, at: number) {
    const instruction = section.instructions[at];
    if (instruction === undefined) throw new Error(`section without instruction ${at}`);
    const { op, shift, format, b } = instruction;
    this.instruction = instruction;
    this.#context = context;
    const draw = drawOf(
      instruction,
      (number) => context.formats[number]?.rounding === 'stochastic',
    );
    this.#objectId = section.objectId;
    this.#site = section.siteBase + (draw ?? 0);
    const sum = op === 'ADD' || op === 'SUB';
    this.#factor = 2 ** Math.abs(shift);
    this.requantiser = new Requantiser(context, sum || op === 'RND' ? 0 : shift, format, {
      roundless: sum,
      ...(draw === undefined ? {} : { key: { objectId: section.objectId, site: this.#site } }),
      place: `${op} at ${at} of a ${section.role} section`,
    });
    const table = context.tables[b];
    this.#tableBase = table?.base ?? 0;
    this.#tableLength = table?.length ?? 1;
    this.#tableSigned = table?.signed ?? false;
  }

  /**
   * The result of an operation that has one, or the operand that ACC adds.
   *
   * @param b - DEC: the age. LDP: the field. TICK: this step.
   * @param tick - Step of random words.
   */
  evaluate(a: number, b: number, tick: number, element: number): number {
    const { op, shift } = this.instruction;
    switch (op) {
      case 'MOV':
      case 'ACC':
        return this.requantiser.narrow(a, tick, element);
      case 'ADD':
      case 'SUB': {
        const left = shift < 0 ? a * this.#factor : a;
        const right = shift > 0 ? b * this.#factor : b;
        const sum = op === 'ADD' ? left + right : left - right;
        if (isExact(sum)) return this.requantiser.narrow(sum + 0, tick, element);
        break;
      }
      case 'MUL': {
        const product = a * b + 0;
        if (isExact(product)) return this.requantiser.narrow(product, tick, element);
        break;
      }
      case 'DEC': {
        const product = a * this.#entry(b) + 0;
        if (isExact(product)) return this.requantiser.narrow(product, tick, element);
        return Number(this.requantiser.wide(BigInt(a) * BigInt(this.#entry(b)), tick, element));
      }
      case 'MIN':
        return b < a ? b : a;
      case 'MAX':
        return a < b ? b : a;
      default:
        break;
    }
    return Number(this.evaluateWide(BigInt(a), BigInt(b), tick, element));
  }

  /** The same for integers of any size. */
  evaluateWide(a: bigint, b: bigint, tick: number, element: number): bigint {
    const { op, shift, x } = this.instruction;
    const { requantiser } = this;
    const left = BigInt(Math.max(0, -shift));
    const right = BigInt(Math.max(0, shift));
    switch (op) {
      case 'MOV':
      case 'ACC':
        return requantiser.wide(a, tick, element);
      case 'ADD':
        return requantiser.wide((a << left) + (b << right), tick, element);
      case 'SUB':
        return requantiser.wide((a << left) - (b << right), tick, element);
      case 'MUL':
        return requantiser.wide(a * b, tick, element);
      case 'MIN':
        return b < a ? b : a;
      case 'MAX':
        return a < b ? b : a;
      case 'LUT':
        return this.#toRegister(BigInt(this.#entry(Number((a << left) >> right))));
      case 'LUTI': {
        const index = Math.max(0, Number((a << left) >> right));
        const low = BigInt(this.#entry(index));
        const high = BigInt(this.#entry(index + 1));
        const fraction = a & ((1n << right) - 1n);
        return this.#toRegister(low + (((high - low) * fraction) >> right));
      }
      case 'DEC':
        return requantiser.wide(a * BigInt(this.#entry(Number(b))), tick, element);
      case 'RND': {
        const word = this.#context.stream.word(this.#objectId, this.#site, tick, element);
        return this.#toRegister(BigInt(word >>> (24 - 8 * x)));
      }
      case 'TICK':
        return this.#toRegister(b % 0x10000n);
      case 'LDP':
        return this.#toRegister(b);
      default:
        throw new Error(`${op} has no result`);
    }
  }

  /** Whether an update left `previous` where it was although its exact value moved. */
  isDead(code: number | bigint, previous: number | bigint): boolean {
    const { requantiser } = this;
    return !requantiser.overflowed && code === previous && requantiser.movedFrom(previous);
  }

  /** Element of the table; what lies outside is its first or last one. */
  #entry(index: number): number {
    const last = this.#tableLength - 1;
    const place = this.#tableBase + (index < 0 ? 0 : index > last ? last : index);
    const { lut } = this.#context;
    return readField(lut, place, 0, lut.wordBits, this.#tableSigned);
  }

  /** Results of operations without shift and format: they promise to fit. */
  #toRegister(value: bigint): bigint {
    const { registerBits, faults, core } = this.#context;
    const kept = BigInt.asIntN(registerBits, value);
    if (kept !== value) faults.report('ALU_RANGE', core, this.instruction.op);
    return kept;
  }
}

function isExact(value: number): boolean {
  return value < 2 ** 53 && value > -(2 ** 53);
}
