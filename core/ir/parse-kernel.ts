import { isBinaryOperation, isCompareOperation, isEffect, isUnaryOperation } from './node-shape.js';
import type { ElementIndex, KernelDomain, ScalarKernel, ScalarNode, ValueId } from './nodes.js';
import { parseNumber } from './print-number.js';

/**
 * Reads the text of `printKernel`: printing the result gives the same text again. Does not verify.
 *
 * @throws Error with the number of the line that is not of that form.
 */
export function parseKernel(text: string): ScalarKernel {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [head = '', ...rest] = lines;
  const { id, domain } = parseHead(new Line(head, 1));
  const body = rest.map((line, position) => parseNodeLine(new Line(line, position + 2), position));
  return { id, domain, body };
}

function parseHead(line: Line): { readonly id: string; readonly domain: KernelDomain } {
  line.expect('kernel');
  const id = line.name();
  const kind = line.oneOf(['elements', 'listed', 'synapses']);
  const object = line.name();
  const domain: KernelDomain =
    kind === 'elements' ? { kind, object, count: line.number() } : { kind, object };
  line.end();
  return { id, domain };
}

function parseNodeLine(line: Line, position: number): ScalarNode {
  const numbered = line.peek().startsWith('%');
  if (numbered) {
    if (line.value() !== position) throw line.fault(`expected the number %${position}`);
    line.expect('=');
  }
  const node = parseNode(line);
  line.end();
  if (isEffect(node) === numbered) throw line.fault('effects, and only they, have no number');
  return node;
}

function parseNode(line: Line): ScalarNode {
  const op = line.word();
  switch (op) {
    case 'const':
      return { op, value: line.number() };
    case 'load':
      return { op, array: line.name(), index: line.elementIndex() };
    case 'load_aged':
      return { op, array: line.name(), index: line.elementIndex(), age: line.value() };
    case 'tick':
    case 'time':
      return { op };
    case 'index':
      return { op, of: line.oneOf(['lane', 'pre', 'post']) };
    case 'and':
    case 'or':
      return { op, left: line.value(), right: line.value() };
    case 'not':
      return { op, operand: line.value() };
    case 'select':
      return {
        op,
        condition: line.value(),
        whenTrue: line.value(),
        whenFalse: line.value(),
      };
    case 'lookup': {
      const node = { op, table: line.name(), row: line.value() } as const;
      return line.peek() === '' ? node : { ...node, column: line.value() };
    }
    case 'draw':
      return { op, site: line.number(), distribution: line.oneOf(['uniform', 'normal']) };
    case 'store':
    case 'accumulate': {
      const place = { op, array: line.name(), index: line.elementIndex() } as const;
      const node = { ...place, value: line.value() };
      if (line.peek() === '') return node;
      line.expect('if');
      return { ...node, guard: line.value() };
    }
    case 'spike':
      return { op, when: line.value() };
    default:
      if (isUnaryOperation(op)) return { op, operand: line.value() };
      if (isBinaryOperation(op) || isCompareOperation(op)) {
        return { op, left: line.value(), right: line.value() };
      }
      throw line.fault(`no operation ${JSON.stringify(op)}`);
  }
}

/** Words of a line from left to right; a name in quotes is one word. */
class Line {
  readonly #words: readonly string[];
  readonly #number: number;
  #next = 0;

  constructor(text: string, number: number) {
    this.#words = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]+|"/g) ?? [];
    this.#number = number;
  }

  /** The word that comes next, empty at the end. */
  peek(): string {
    return this.#words[this.#next] ?? '';
  }
  word(): string {
    const word = this.peek();
    if (word === '') throw this.fault('the line ends too early');
    this.#next += 1;
    return word;
  }
  expect(word: string): void {
    if (this.word() !== word) throw this.fault(`expected ${JSON.stringify(word)}`);
  }
  end(): void {
    if (this.peek() !== '') throw this.fault(`${JSON.stringify(this.peek())} after the end`);
  }
  oneOf<Word extends string>(words: readonly Word[]): Word {
    const word = this.word();
    const found = words.find((candidate) => candidate === word);
    if (found === undefined) throw this.fault(`expected one of ${words.join(', ')}`);
    return found;
  }
  elementIndex(): ElementIndex {
    return this.oneOf(['lane', 'pre', 'post', 'shared']);
  }
  name(): string {
    const word = this.word();
    try {
      const name: unknown = JSON.parse(word);
      if (typeof name === 'string') return name;
    } catch {
      // Falls through to the message below.
    }
    throw this.fault('expected a name in quotes');
  }
  number(): number {
    const number = parseNumber(this.word());
    if (number === undefined) throw this.fault('expected a number');
    return number;
  }
  value(): ValueId {
    const digits = /^%(\d+)$/.exec(this.word())?.[1];
    if (digits === undefined) throw this.fault('expected a value such as %3');
    return Number(digits);
  }
  fault(what: string): Error {
    return new Error(`line ${this.#number}, word ${this.#next}: ${what}`);
  }
}
