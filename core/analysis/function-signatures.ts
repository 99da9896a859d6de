/**
 * How the unit of a call follows from its arguments (semantics, units, point 5):
 * `plain`: dimensionless in and out; `keep`: the unit of the argument; `root`: exponents halved;
 * `sign`: any unit in, none out; `truncate`: a plain number or a boolean in, an integer out;
 * `same`: all values of one unit, which is that of the result; `choose`: a condition, then two
 * values of one unit; `draw`: no arguments; `count`: a plain number in, a count out;
 * `steps`: two times in, an integer out.
 */
export type UnitRule =
  | 'plain'
  | 'keep'
  | 'root'
  | 'sign'
  | 'truncate'
  | 'same'
  | 'choose'
  | 'draw'
  | 'count'
  | 'steps';

export interface FunctionSignature {
  readonly name: string;
  /** Names of the arguments in messages: `clip(x, lo, hi)`. Their number is the arity. */
  readonly parameters: readonly string[];
  readonly rule: UnitRule;
}

function signature(name: string, parameters: string, rule: UnitRule): [string, FunctionSignature] {
  const names = parameters === '' ? [] : parameters.split(' ');
  return [name, { name, parameters: names, rule }];
}

/** Every function of the language by name. */
export const functionSignatures: ReadonlyMap<string, FunctionSignature> = new Map([
  ...[
    ...['sin', 'cos', 'tan', 'arcsin', 'arccos', 'arctan', 'sinh', 'cosh', 'tanh'],
    ...['exp', 'log', 'log10', 'log1p', 'expm1', 'exprel'],
  ].map((name) => signature(name, 'x', 'plain')),
  signature('sqrt', 'x', 'root'),
  signature('abs', 'x', 'keep'),
  signature('floor', 'x', 'keep'),
  signature('ceil', 'x', 'keep'),
  signature('sign', 'x', 'sign'),
  signature('int', 'x', 'truncate'),
  signature('clip', 'x lo hi', 'same'),
  signature('min', 'a b', 'same'),
  signature('max', 'a b', 'same'),
  signature('where', 'cond a b', 'choose'),
  signature('rand', '', 'draw'),
  signature('randn', '', 'draw'),
  signature('poisson', 'lam', 'count'),
  signature('timestep', 't dt', 'steps'),
]);

/** The call with the names of its arguments: `clip(x, lo, hi)`. */
export function printSignature(signature: FunctionSignature): string {
  return `${signature.name}(${signature.parameters.join(', ')})`;
}

/** True for functions that give another value at every evaluation. */
export function isRandom(name: string): boolean {
  return name === 'rand' || name === 'randn' || name === 'poisson';
}
