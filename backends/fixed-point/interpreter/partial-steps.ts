import {
  compileRequantise,
  drawsWord,
  fitsNumberLane,
  maxWord,
  minWord,
  quantizeValueWide,
} from '../../../core/fixed/index.js';
import type { FixedNode, RequantiseNode } from '../lower/fixed-ir.js';
import type { Lane, Step } from './arithmetic-steps.js';
import type { FixedEnvironment, PartialRounding } from './environment.js';

/**
 * A requantisation whose operand may be any real number: left out, or as integers do it. On operands
 * that are integers below 2^53 it equals the exact one; on others the same rounding is done to the
 * real value, as far as float64 holds it.
 */
export function partialRequantise(
  node: RequantiseNode,
  id: number,
  environment: FixedEnvironment,
  partial: PartialRounding,
): Step {
  const { operand, shift, site, to, overflow } = node;
  const scale = 2 ** -shift;
  if (!partial.requantises(node))
    return ({ narrow }) => {
      narrow[id] = (narrow[operand] as number) * scale;
    };
  const { requantisation, drawsAlways } = environment;
  const draws = drawsWord(shift, node);
  const word = (at: Lane): number => (draws ? environment.word(site ?? 0, at.tick, at.element) : 0);
  const round = fitsNumberLane(shift, node)
    ? compileRequantise(shift, node, requantisation)
    : undefined;
  const lsb = 2 ** shift;
  const code = { ...to, fracBits: 0 };
  const rounding = node.rounding === 'stochastic' ? 'floor' : node.rounding;
  const real = (value: number, at: Lane): number => {
    if (Number.isNaN(value)) return value;
    // Stochastic rounding is floor after a uniform number was added, whatever rule compares words.
    const moved = draws ? value + word(at) * 2 ** -32 : value;
    const held = Number.isFinite(moved) ? moved : moved > 0 ? maxWord(to) : minWord(to);
    return Number(quantizeValueWide(held, code, draws ? 'floor' : rounding, overflow));
  };
  return (at) => {
    const exact = at.narrow[operand] as number;
    const whole = Number.isInteger(exact) && Math.abs(exact) < 2 ** 53;
    if (round === undefined || !whole) {
      at.narrow[id] = real(exact * scale, at);
      return;
    }
    const drawn = draws && (drawsAlways || exact % lsb !== 0) ? word(at) : 0;
    at.narrow[id] = round(exact, drawn);
  };
}

/** A table read at a place that may lie between two entries, or outside: the nearer end then. */
export function partialFunction(
  node: Extract<FixedNode, { op: 'interpolate' | 'table' }>,
  id: number,
  codes: Float64Array,
): Step {
  const { operand } = node;
  const scale = node.op === 'interpolate' ? 2 ** -node.shift : 1;
  const last = codes.length - 1;
  const line = node.op === 'interpolate' && node.shift > 0;
  return ({ narrow }) => {
    const place = Math.min(Math.max((narrow[operand] as number) * scale, 0), last);
    const index = Math.floor(place);
    const low = codes[index] as number;
    const high = codes[index < last ? index + 1 : last] as number;
    narrow[id] = line ? low + Math.floor((high - low) * (place - index)) : low;
  };
}

/** An exact decay factor, which has no end where the table of integers has one. */
export function partialDecay(operand: number, id: number, codes: Float64Array): Step {
  const last = codes.length - 1;
  const ratio = (codes[1] as number) / (codes[0] as number);
  return ({ narrow }) => {
    const steps = Math.max(narrow[operand] as number, 0);
    const known = codes[Math.min(steps, last)] as number;
    narrow[id] = steps > last ? known * ratio ** (steps - last) : known;
  };
}
