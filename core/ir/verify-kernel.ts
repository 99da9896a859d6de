import type { KernelShapes } from './environment.js';
import {
  isBinaryOperation,
  isCompareOperation,
  isEffect,
  isUnaryOperation,
  type ValueType,
  valueType,
} from './node-shape.js';
import type { ElementIndex, ScalarKernel, ScalarNode, ValueId } from './nodes.js';

/** A draw takes sites s and s + 1, of 16 bits each. */
const lastSite = 0xffff - 1;

/**
 * Checks a kernel by itself, to be called after lowering and after every pass: values defined
 * before use and of the right type, no effect used as a value, constants not NaN, arrays and tables
 * declared, `pre` and `post` only over synapses, `shared` only for single elements, constant ages
 * and table positions inside, one spike at most.
 *
 * @throws Error that lists every fault: a broken kernel is our bug, not the user's.
 */
export function verifyKernel(kernel: ScalarKernel, shapes: KernelShapes): void {
  const problems = kernelProblems(kernel, shapes);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The faults that `verifyKernel` throws, one text each, beginning with kernel and node. */
export function kernelProblems(kernel: ScalarKernel, shapes: KernelShapes): readonly string[] {
  return new KernelVerifier(kernel, shapes).problems();
}

class KernelVerifier {
  readonly #kernel: ScalarKernel;
  readonly #shapes: KernelShapes;
  readonly #types: (ValueType | undefined)[] = [];
  readonly #problems: string[] = [];

  constructor(kernel: ScalarKernel, shapes: KernelShapes) {
    this.#kernel = kernel;
    this.#shapes = shapes;
  }

  problems(): readonly string[] {
    const { body, domain, id } = this.#kernel;
    if (id === '') this.#report('the kernel has no id');
    if (domain.kind === 'elements' && !isCount(domain.count)) {
      this.#report(`domain of ${domain.count} elements`);
    }
    for (const node of body) {
      this.#node(node);
      this.#types.push(valueType(node, this.#types));
    }
    if (body.filter((node) => node.op === 'spike').length > 1) this.#report('more than one spike');
    return this.#problems;
  }

  #node(node: ScalarNode): void {
    this.#operands(node);
    switch (node.op) {
      case 'const':
        if (Number.isNaN(node.value)) this.#report('the constant is NaN');
        break;
      case 'index':
        this.#index(node.of);
        break;
      case 'load':
      case 'store':
      case 'accumulate':
        this.#array(node.array, node.index);
        break;
      case 'load_aged': {
        const slots = this.#array(node.array, node.index)?.slots ?? Infinity;
        this.#constantInside(node.age, slots, 'age');
        break;
      }
      case 'lookup': {
        const table = this.#shapes.tables.get(node.table);
        if (table === undefined) this.#report(`no table ${JSON.stringify(node.table)}`);
        this.#constantInside(node.row, table?.rows ?? Infinity, 'row');
        if (node.column !== undefined) {
          this.#constantInside(node.column, table?.columns ?? Infinity, 'column');
        }
        break;
      }
      case 'draw':
        if (!Number.isInteger(node.site) || node.site < 0 || node.site > lastSite) {
          this.#report(`draw site ${node.site}`);
        }
        break;
      case 'spike':
        if (this.#kernel.domain.kind !== 'elements') {
          this.#report('a spike in a kernel that does not run over all elements');
        }
        break;
      default:
        break;
    }
  }

  #operands(node: ScalarNode): void {
    switch (node.op) {
      case 'load_aged':
        this.#expect(node.age, 'real');
        return;
      case 'not':
        this.#expect(node.operand, 'bool');
        return;
      case 'and':
      case 'or':
        this.#expect(node.left, 'bool');
        this.#expect(node.right, 'bool');
        return;
      case 'select': {
        this.#expect(node.condition, 'bool');
        const type = this.#expect(node.whenTrue);
        if (type !== undefined) this.#expect(node.whenFalse, type);
        return;
      }
      case 'lookup':
        this.#expect(node.row, 'real');
        if (node.column !== undefined) this.#expect(node.column, 'real');
        return;
      case 'store':
      case 'accumulate':
        this.#expect(node.value, 'real');
        if (node.guard !== undefined) this.#expect(node.guard, 'bool');
        return;
      case 'spike':
        this.#expect(node.when, 'bool');
        return;
      default:
        if ('operand' in node && isUnaryOperation(node.op)) this.#expect(node.operand, 'real');
        if ('left' in node && (isBinaryOperation(node.op) || isCompareOperation(node.op))) {
          this.#expect(node.left, 'real');
          this.#expect(node.right, 'real');
        }
    }
  }

  #expect(value: ValueId, type?: ValueType): ValueType | undefined {
    const source = this.#kernel.body[value];
    if (!Number.isInteger(value) || value < 0 || value >= this.#types.length) {
      this.#report(`value %${value} is not defined before its use`);
    } else if (source !== undefined && isEffect(source)) {
      this.#report(`%${value} is an effect, not a value`);
    } else if (type !== undefined && this.#types[value] !== type) {
      this.#report(`%${value} is a ${this.#types[value] ?? 'broken value'}, not a ${type}`);
    }
    return this.#types[value];
  }

  #index(index: ElementIndex): void {
    if ((index === 'pre' || index === 'post') && this.#kernel.domain.kind !== 'synapses') {
      this.#report(`index ${index} in a kernel that does not run over synapses`);
    }
  }

  #array(
    array: string,
    index: ElementIndex,
  ): { readonly count: number; readonly slots: number } | undefined {
    this.#index(index);
    const shape = this.#shapes.arrays.get(array);
    const { domain } = this.#kernel;
    if (shape === undefined) {
      this.#report(`no array ${JSON.stringify(array)}`);
    } else if (index === 'shared' && shape.count !== 1) {
      this.#report(`index shared of ${JSON.stringify(array)}, which has ${shape.count} elements`);
    } else if (index === 'lane' && domain.kind === 'elements' && shape.count !== domain.count) {
      const counts = `${shape.count} elements, the kernel ${domain.count}`;
      this.#report(`${JSON.stringify(array)} has ${counts}`);
    }
    return shape;
  }

  /** Only a constant can be judged here. */
  #constantInside(value: ValueId, end: number, what: string): void {
    const node = this.#kernel.body[value];
    if (node?.op !== 'const') return;
    if (!Number.isInteger(node.value) || node.value < 0 || node.value >= end) {
      this.#report(`${what} ${node.value} is no integer from 0 to ${end - 1}`);
    }
  }

  #report(what: string): void {
    const place = `kernel ${JSON.stringify(this.#kernel.id)}`;
    const position = this.#types.length;
    const node = this.#kernel.body[position];
    this.#problems.push(
      node === undefined ? `${place}: ${what}` : `${place}, %${position} ${node.op}: ${what}`,
    );
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
