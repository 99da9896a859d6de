import type { FixedProgram } from '../../backends/fixed-point/index.js';
import type {
  ChipCode,
  LaneField,
  PathwaySideCode,
  PopulationCode,
  ProjectionCode,
  StateField,
  SymbolicInstruction,
  SymbolicSection,
  TraceField,
} from '../../backends/neurocore/codegen/index.js';
import type { ArrayId, ProjectionPlan } from '../../core/ir/index.js';

/**
 * Programs with the right memories and the wrong contents: what placement needs to know of a
 * network, without a code generator. Sections do something harmless.
 */
export function sketchCode(
  fixed: FixedProgram,
  initial: ReadonlyMap<ArrayId, Float64Array>,
): ChipCode {
  const populations = fixed.objects.flatMap((object) =>
    object.kind === 'population' ? [sketchPopulation(fixed, object.name, object.size)] : [],
  );
  const orders = new Map(
    fixed.actions
      .flatMap((action) => (action.kind === 'pathway' ? [action] : []))
      .map((action, order) => [`${action.projection}.${action.pathway}`, order]),
  );
  const projections = fixed.objects.flatMap((object) =>
    object.kind === 'projection' ? [sketchProjection(fixed, object, orders, initial)] : [],
  );
  const decay = fixed.codeTables.filter(({ kind }) => kind !== 'values');
  return {
    populations,
    projections: projections.sort((a, b) => orderOf(a) - orderOf(b)),
    tables: new Map(decay.map((table) => [table.name, table])),
  };
}

function orderOf(code: ProjectionCode): number {
  return code.form === 'constant' ? code.order : (code.pre?.order ?? code.post?.order ?? 0);
}

function sketchPopulation(fixed: FixedProgram, name: string, size: number): PopulationCode {
  const own = fixed.arrays.filter(({ object }) => object === name);
  const fields = own.flatMap(({ id, role, variable }): readonly StateField[] => {
    const format = fixed.formats.get(id)?.format;
    if (format === undefined) return [];
    if (role === 'tick')
      return [
        { name: 'age', bits: 5, signed: false, source: { kind: 'age', array: id, limit: 20 } },
      ];
    if (role !== 'state' && role !== 'parameter' && role !== 'flag') return [];
    const { wordBits: bits, signed } = format;
    return [{ name: variable, bits, signed, source: { kind: 'array', array: id } }];
  });
  const receptors = own.flatMap(({ id, role }) => (role === 'accumulator' ? [id] : []));
  const fold = receptors.map((comment, place) => add(place, 24 + place, comment));
  return {
    name,
    size,
    fields,
    receptors,
    soma: section([...fold, compare(5), { ...nothing(), op: 'SPK', predicate: 1 }]),
    foldLength: fold.length,
    reset: section([...fold, move(0, -7)]),
  };
}

function sketchProjection(
  fixed: FixedProgram,
  plan: ProjectionPlan,
  orders: ReadonlyMap<string, number>,
  initial: ReadonlyMap<ArrayId, Float64Array>,
): ProjectionCode {
  const { name, target } = plan;
  const receptor = receptorOf(fixed, plan);
  const weights = fixed.arrays.filter(({ object, role }) => object === name && role === 'weight');
  const [pre, post] = (['pre', 'post'] as const).map((side) =>
    plan.pathways.find((pathway) => pathway.side === side),
  );
  const orderFor = (pathway: string): number => orders.get(`${name}.${pathway}`) ?? 0;
  const [weight] = weights;
  if (plan.traces.length === 0 && pre !== undefined && weight !== undefined) {
    const codes = initial.get(weight.id) ?? new Float64Array();
    if (codes.every((code) => code === codes[0])) {
      const order = orderFor(pre.name);
      return { projection: name, target, form: 'constant', order, receptor, code: codes[0] ?? 0 };
    }
  }
  const field = (array: ArrayId): LaneField => {
    const format = fixed.formats.get(array)?.format;
    return { array, bits: format?.wordBits ?? 1, signed: format?.signed ?? false };
  };
  const traces = (side: 'pre' | 'post'): readonly TraceField[] => {
    const found = plan.traces.find((trace) => trace.side === side)?.carried ?? [];
    return found
      .filter((array) => array.endsWith('#after'))
      .map((array) => ({ ...field(array), life: longestTable(fixed) }));
  };
  const place = fixed.arrays
    .filter(({ object, role }) => object === target && role === 'accumulator')
    .findIndex(({ id }) => id === receptor);
  const deliver: SymbolicInstruction = { ...nothing(), op: 'ACC', a: register(8), x: place };
  const decay = fixed.codeTables.find(({ kind }) => kind === 'decay');
  const learns = weights.length > 0 && plan.traces.length > 0;
  const side = (pathway: string, body: readonly SymbolicInstruction[]): PathwaySideCode => ({
    name: pathway,
    order: orderFor(pathway),
    ...(learns && { prologue: section([move(4, 255)]) }),
    body: section(body),
    writes: learns,
  });
  const learning =
    decay === undefined
      ? []
      : ([
          {
            ...nothing(),
            op: 'DEC',
            a: register(10),
            b: { kind: 'table', table: decay.name },
            shift: 16,
            x: 1,
          },
        ] as const);
  return {
    projection: name,
    target,
    form: 'lanes',
    ...(weight && { weight: field(weight.id) }),
    auxiliary: weights.slice(1).map(({ id }) => field(id)),
    flags: [],
    preTraces: traces('pre'),
    postTraces: traces('post'),
    ...(pre && { pre: side(pre.name, [deliver, ...learning]) }),
    ...(post && { post: side(post.name, [...learning, move(8, 3)]) }),
  };
}

function receptorOf(fixed: FixedProgram, plan: ProjectionPlan): ArrayId {
  const kernels = plan.pathways.map(({ kernel }) => kernel);
  for (const { id, body } of fixed.kernels) {
    if (!kernels.includes(id)) continue;
    for (const node of body) if (node.op === 'accumulate') return node.array;
  }
  throw new Error(`${plan.name} adds to nothing`);
}

function longestTable(fixed: FixedProgram): number {
  const lengths = fixed.codeTables.map(({ kind, rows }) => (kind === 'decay' ? rows : 1));
  return Math.max(1, ...lengths);
}

function section(instructions: readonly SymbolicInstruction[]): SymbolicSection {
  return { instructions, siteBase: 32768 };
}

function register(number: number): { readonly kind: 'register'; readonly register: number } {
  return { kind: 'register', register: number };
}

function nothing(): SymbolicInstruction {
  return { op: 'NOP', predicate: 0, d: 0, shift: 0, x: 0 };
}

function move(d: number, code: number): SymbolicInstruction {
  return { ...nothing(), op: 'MOV', d, a: { kind: 'constant', code } };
}

function compare(code: number): SymbolicInstruction {
  return { ...nothing(), op: 'CLT', d: 1, a: { kind: 'constant', code }, b: register(0) };
}

function add(d: number, input: number, comment: string): SymbolicInstruction {
  const to = { signed: true, wordBits: 24, fracBits: 0 };
  return {
    ...nothing(),
    op: 'ADD',
    d,
    a: register(d),
    b: register(input),
    format: { to, rounding: 'nearest_even', overflow: { kind: 'saturate' } },
    comment,
  };
}
