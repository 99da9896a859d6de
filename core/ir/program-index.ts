import type { KernelDomain, ScalarKernel } from './nodes.js';
import type { ArrayDeclaration, ObjectPlan, ProbePlan, Program } from './plan.js';

/** Neurons of a population or input, synapses of a projection. */
export function elementsOf(object: ObjectPlan): number {
  return object.kind === 'projection' ? object.pre.length : object.size;
}

/** Everything in a program by its name, for the verifier. */
export class ProgramIndex {
  readonly objects: ReadonlyMap<string, ObjectPlan>;
  readonly arrays: ReadonlyMap<string, ArrayDeclaration>;
  readonly kernels: ReadonlyMap<string, ScalarKernel>;
  readonly hostKernels: ReadonlyMap<string, ScalarKernel>;
  readonly tables: ReadonlySet<string>;
  readonly probes: ReadonlyMap<string, ProbePlan>;
  /** One text per name that stands twice. */
  readonly duplicates: readonly string[];

  constructor(program: Program) {
    const { objects, arrays, kernels, hostKernels, tables, probes } = program;
    this.objects = new Map(objects.map((object) => [object.name, object]));
    this.arrays = new Map(arrays.map((array) => [array.id, array]));
    this.kernels = new Map(kernels.map((kernel) => [kernel.id, kernel]));
    this.hostKernels = new Map(hostKernels.map((kernel) => [kernel.id, kernel]));
    this.probes = new Map(probes.map((probe) => [probe.name, probe]));
    this.tables = new Set(tables.map(({ name }) => name));
    const kernelIds = [...kernels, ...hostKernels].map(({ id }) => id);
    this.duplicates = [
      ...repeated(objects.map(({ name }) => name)).map((name) => `two objects ${name}`),
      ...repeated(arrays.map(({ id }) => id)).map((name) => `two arrays ${name}`),
      ...repeated(kernelIds).map((name) => `two kernels ${name}`),
      ...repeated(tables.map(({ name }) => name)).map((name) => `two tables ${name}`),
      ...repeated(probes.map(({ name }) => name)).map((name) => `two probes ${name}`),
    ];
  }

  /** Elements of an object; undefined when there is none of that name. */
  sizeOf(object: string): number | undefined {
    const found = this.objects.get(object);
    return found === undefined ? undefined : elementsOf(found);
  }

  missingArrays(ids: readonly string[], where: string): readonly string[] {
    return ids
      .filter((id) => !this.arrays.has(id))
      .map((id) => `${where}: no array ${JSON.stringify(id)}`);
  }

  objectProblems(name: string, kind: ObjectPlan['kind']): readonly string[] {
    return this.objects.get(name)?.kind === kind ? [] : [`no ${kind} ${JSON.stringify(name)}`];
  }

  /** A step kernel that exists and runs over the given lanes. */
  kernelProblems(id: string, kind: KernelDomain['kind'], object: string): readonly string[] {
    const kernel = this.kernels.get(id);
    if (kernel === undefined) return [`no kernel ${JSON.stringify(id)}`];
    const { domain } = kernel;
    if (domain.kind === kind && domain.object === object) return [];
    return [`kernel ${JSON.stringify(id)} runs over ${domain.kind} of ${domain.object}`];
  }

  /** A host kernel whose only effects are stores into `array`. */
  hostKernelProblems(id: string, array: string): readonly string[] {
    const kernel = this.hostKernels.get(id);
    if (kernel === undefined) return [`no host kernel ${JSON.stringify(id)}`];
    const stored = new Set<string>();
    const problems: string[] = [];
    for (const node of kernel.body) {
      if (node.op === 'store') stored.add(node.array);
      if (node.op === 'accumulate' || node.op === 'spike') {
        problems.push(`host kernel ${JSON.stringify(id)} has the effect ${node.op}`);
      }
    }
    if (stored.size !== 1 || !stored.has(array)) {
      const targets = [...stored].join(', ') || 'nothing';
      problems.push(`host kernel ${JSON.stringify(id)} stores into ${targets}, expected ${array}`);
    }
    return problems;
  }
}

function repeated(names: readonly string[]): readonly string[] {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (once.has(name) ? twice : once).add(name);
  return [...twice].map((name) => JSON.stringify(name));
}
