import type { ArrayId } from '../../../core/ir/index.js';
import type { FixedKernel, FixedNode } from '../../fixed-point/index.js';
import type { LaneField } from './chip-code.js';
import { fixedOperands } from './fixed-operands.js';
import { conjuncts, flagOf, formatOf, type ProjectionFacts } from './projection-facts.js';
import { refusal } from './refusal.js';

export const weightRegister = 8;
export const auxiliaryBase = 16;
const mostAuxiliary = 4;
const plasticPredicate = 7;
const mostFlags = 2;

/** Where the values of a synapse come to its bodies. */
export interface LaneTable {
  readonly weight?: LaneField;
  readonly auxiliary: readonly LaneField[];
  readonly plastic?: LaneField;
  readonly flags: readonly LaneField[];
  registerOf(array: ArrayId): number | undefined;
  predicateOf(array: ArrayId): { readonly predicate: number; readonly holds: boolean } | undefined;
}

/** Lays out the synaptic arrays that bodies use: weight, others, flags. */
export function laneFields(facts: ProjectionFacts): LaneTable {
  const bodies = [facts.pre?.body, facts.post?.body].filter((body) => body !== undefined);
  const used = [...new Set(bodies.flatMap((kernel) => laneArrays(kernel, facts)))];
  requireFactored(used, facts);
  const written = new Set(bodies.flatMap(writtenArrays));
  const booleans = used.filter((array) => facts.arrays.get(array)?.kind === 'boolean');
  const numbers = used.filter((array) => !booleans.includes(array));
  const plastic = plasticFlag(bodies, booleans);
  const flags = booleans
    .filter((array) => array !== plastic?.array && !written.has(array))
    .slice(0, mostFlags);
  // A boolean without a predicate, or one that bodies write, is a number of one bit.
  const rest = booleans.filter((array) => array !== plastic?.array && !flags.includes(array));
  const delivered = bodies.flatMap(deliveredArrays);
  const weight =
    numbers.find((array) => written.has(array)) ??
    numbers.find((array) => delivered.includes(array)) ??
    numbers[0];
  const auxiliary = [...numbers.filter((array) => array !== weight), ...rest];
  if (auxiliary.length > mostAuxiliary)
    throw refusal(
      'CHIP_REGISTERS',
      `${facts.plan.name} has ${auxiliary.length + 1} synaptic variables`,
      {
        span: facts.plan.span,
        context: `projection ${facts.plan.name}`,
        expected: `a weight, ${mostAuxiliary} others and ${mostFlags} flags`,
        found: [weight, ...auxiliary].join(', '),
        help: 'make what is equal for all synapses a constant',
      },
    );
  const field = (array: ArrayId): LaneField => {
    const { wordBits, signed } = formatOf(facts, array).format;
    return { array, bits: wordBits, signed };
  };
  const predicates = new Map(
    flags.map((array, place) => [array, { predicate: 6 - place, holds: true }]),
  );
  if (plastic !== undefined)
    predicates.set(plastic.array, { predicate: plasticPredicate, holds: plastic.holds });
  const registers = new Map(
    auxiliary.map((array, place) => [array, auxiliaryBase + place] as const),
  );
  if (weight !== undefined) registers.set(weight, weightRegister);
  return {
    ...(weight === undefined ? {} : { weight: field(weight) }),
    auxiliary: auxiliary.map(field),
    ...(plastic === undefined
      ? {}
      : { plastic: { ...field(plastic.array), ...(plastic.holds ? {} : { inverted: true }) } }),
    flags: flags.map(field),
    registerOf: (array) => registers.get(array),
    predicateOf: (array) => predicates.get(array),
  };
}

/** A stamp in a synapse belongs to event-driven variables that differ between synapses. */
function requireFactored(used: readonly ArrayId[], facts: ProjectionFacts): void {
  const { plan, arrays } = facts;
  if (!used.some((array) => formatOf(facts, array).wordClass === 'step')) return;
  const kept = used.filter((array) => arrays.get(array)?.role === 'trace');
  throw refusal(
    'CHIP_TRACE_NOT_FACTORABLE',
    `${plan.name} keeps ${kept.join(', ')} in its synapses`,
    {
      span:
        kept.map((array) => arrays.get(array)?.span).find((span) => span !== undefined) ??
        plan.span,
      context: `projection ${plan.name}`,
      expected:
        'event-driven variables that depend on the events of one side and on constants alone',
      found: kept.join(', '),
      help: 'let one side alone write the variable, add a constant to it, and scale it in the learning rule',
    },
  );
}

function laneArrays({ body }: FixedKernel, { plan, arrays }: ProjectionFacts): readonly ArrayId[] {
  return body.flatMap((node, id) => {
    if (node.op !== 'load' && node.op !== 'store') return [];
    const { array, index } = node;
    const own = index === 'lane' && arrays.get(array)?.object === plan.name;
    if (!own || isDelay(array, arrays)) return [];
    return node.op === 'store' || isRead(body, id) ? [array] : [];
  });
}

function isDelay(array: ArrayId, arrays: ProjectionFacts['arrays']): boolean {
  const role = arrays.get(array)?.role;
  return role === 'delay-ticks' || role === 'delay';
}

function isRead(body: readonly FixedNode[], id: number): boolean {
  return body.some((node) => fixedOperands(node).includes(id));
}

function writtenArrays({ body }: FixedKernel): readonly ArrayId[] {
  return body.flatMap((node) => (node.op === 'store' && node.index === 'lane' ? [node.array] : []));
}

/** Arrays that a delivery is made of. */
function deliveredArrays({ body }: FixedKernel): readonly ArrayId[] {
  const found: ArrayId[] = [];
  const search = (id: number): void => {
    const node = body[id];
    if (node === undefined) return;
    if (node.op === 'load') found.push(node.array);
    for (const operand of fixedOperands(node)) search(operand);
  };
  for (const node of body) if (node.op === 'accumulate') search(node.value);
  return found;
}

/** A boolean array without which no body writes anything. */
function plasticFlag(
  bodies: readonly FixedKernel[],
  booleans: readonly ArrayId[],
): { readonly array: ArrayId; readonly holds: boolean } | undefined {
  const guards = bodies.flatMap(({ body }) =>
    body.flatMap((node) => {
      if (node.op !== 'store' || node.index !== 'lane') return [];
      if (node.guard === undefined) return [[]];
      return [
        conjuncts(body, node.guard).flatMap((id) => {
          const flag = flagOf(body, body[id]);
          const own = flag?.load.index === 'lane' && booleans.includes(flag.load.array);
          return own ? [{ array: flag.load.array, holds: flag.holds }] : [];
        }),
      ];
    }),
  );
  const [first = []] = guards;
  return first.find(({ array, holds }) =>
    guards.every((guard) => guard.some((flag) => flag.array === array && flag.holds === holds)),
  );
}
