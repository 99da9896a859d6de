import { isEffect } from './node-shape.js';
import type { KernelDomain, ScalarKernel, ScalarNode } from './nodes.js';
import { printName, printNumber } from './print-number.js';

/**
 * A kernel as stable text, one node per line in the order of evaluation, without source spans:
 *
 *     kernel "exc.update" elements "exc" 400
 *       %0 = load "exc.v" lane
 *       %1 = const 0.99
 *       %2 = mul %0 %1
 *       store "exc.v" lane %2
 *
 * Effects take a number too but do not show it. The golden form, and what hashes are made of.
 * `parseKernel` reads it back.
 */
export function printKernel(kernel: ScalarKernel): string {
  const lines = kernel.body.map((node, position) => {
    const text = printNode(node);
    return isEffect(node) ? `  ${text}` : `  %${position} = ${text}`;
  });
  return `${[`kernel ${printName(kernel.id)} ${printDomain(kernel.domain)}`, ...lines].join('\n')}\n`;
}

function printDomain(domain: KernelDomain): string {
  const over = `${domain.kind} ${printName(domain.object)}`;
  return domain.kind === 'elements' ? `${over} ${domain.count}` : over;
}

/** One node without its number. */
export function printNode(node: ScalarNode): string {
  switch (node.op) {
    case 'const':
      return `const ${printNumber(node.value)}`;
    case 'load':
      return `load ${printName(node.array)} ${node.index}`;
    case 'load_aged':
      return `load_aged ${printName(node.array)} ${node.index} %${node.age}`;
    case 'tick':
    case 'time':
      return node.op;
    case 'index':
      return `index ${node.of}`;
    case 'not':
      return `not %${node.operand}`;
    case 'select':
      return `select %${node.condition} %${node.whenTrue} %${node.whenFalse}`;
    case 'lookup': {
      const column = node.column === undefined ? '' : ` %${node.column}`;
      return `lookup ${printName(node.table)} %${node.row}${column}`;
    }
    case 'draw':
      return `draw ${node.site} ${node.distribution}`;
    case 'store':
    case 'accumulate': {
      const guard = node.guard === undefined ? '' : ` if %${node.guard}`;
      return `${node.op} ${printName(node.array)} ${node.index} %${node.value}${guard}`;
    }
    case 'spike':
      return `spike %${node.when}`;
    default:
      return 'operand' in node
        ? `${node.op} %${node.operand}`
        : `${node.op} %${node.left} %${node.right}`;
  }
}
