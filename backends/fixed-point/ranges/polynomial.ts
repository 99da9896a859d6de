/** Symbols with their powers, ascending: `[[0, 2], [3, 1]]` is x0^2 x3. */
type Monomial = readonly (readonly [symbol: number, power: number])[];
export interface Term {
  readonly factors: Monomial;
  readonly coefficient: number;
}

/**
 * What a value of a kernel is in terms of what the kernel reads: a polynomial of few symbols. Sums
 * and products are carried out symbolically, so that `v - v` is 0 and `x + h*(-x/tau)` is one term.
 */
export interface Polynomial {
  readonly terms: ReadonlyMap<string, Term>;
  /** Largest distance between this polynomial and the float64 value it stands for. */
  readonly error: number;
  /** Symbol of which alone, times constants, the value was made: then the error shrinks with it. */
  readonly root?: number;
}

const mostTerms = 64;
const mostDegree = 8;

export function constantPolynomial(value: number): Polynomial {
  return {
    terms: new Map(value === 0 ? [] : [['', { factors: [], coefficient: value }]]),
    error: 0,
  };
}

export function symbolPolynomial(symbol: number): Polynomial {
  const factors: Monomial = [[symbol, 1]];
  const terms = new Map([[keyOf(factors), { factors, coefficient: 1 }]]);
  return { terms, error: 0, root: symbol };
}

export function addPolynomials(
  a: Polynomial,
  b: Polynomial,
  error: number,
): Polynomial | undefined {
  const terms = new Map(a.terms);
  for (const term of b.terms.values()) addTerm(terms, term);
  if (terms.size > mostTerms) return undefined;
  return { terms, error, ...(a.root === undefined || a.root !== b.root ? {} : { root: a.root }) };
}

export function scalePolynomial(a: Polynomial, factor: number, error: number): Polynomial {
  const terms = new Map<string, Term>();
  for (const [key, { factors, coefficient }] of a.terms) {
    if (coefficient * factor !== 0) terms.set(key, { factors, coefficient: coefficient * factor });
  }
  return { terms, error, ...(a.root === undefined ? {} : { root: a.root }) };
}

/** The value, if the polynomial is a number without error. */
function numberOf({ terms, error }: Polynomial): number | undefined {
  if (error !== 0 || terms.size > 1) return undefined;
  return terms.size === 0 ? 0 : terms.get('')?.coefficient;
}

/** @returns undefined where the product has too many terms or too high a degree to be of use. */
export function multiplyPolynomials(
  a: Polynomial,
  b: Polynomial,
  error: number,
): Polynomial | undefined {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined) return scalePolynomial(b, left, error);
  if (right !== undefined) return scalePolynomial(a, right, error);
  if (a.terms.size * b.terms.size > mostTerms * 4) return undefined;
  const terms = new Map<string, Term>();
  for (const one of a.terms.values()) {
    for (const other of b.terms.values()) {
      const factors = multiplyMonomials(one.factors, other.factors);
      if (degree(factors) > mostDegree) return undefined;
      addTerm(terms, { factors, coefficient: one.coefficient * other.coefficient });
    }
  }
  return terms.size > mostTerms ? undefined : { terms, error };
}

/** d/dx of a polynomial; its error says nothing any more. */
export function derivative(a: Polynomial, symbol: number): Polynomial {
  const terms = new Map<string, Term>();
  for (const { factors, coefficient } of a.terms.values()) {
    const power = factors.find(([id]) => id === symbol)?.[1] ?? 0;
    if (power === 0) continue;
    const rest = factors.flatMap(([id, exponent]): Monomial => {
      if (id !== symbol) return [[id, exponent]];
      return exponent === 1 ? [] : [[id, exponent - 1]];
    });
    addTerm(terms, { factors: rest, coefficient: coefficient * power });
  }
  return { terms, error: 0 };
}

/** All symbols, each once. */
export function symbolsOf(terms: Iterable<Term>): readonly number[] {
  return [...new Set([...terms].flatMap(({ factors }) => factors.map(([id]) => id)))];
}

/** Coefficient of one symbol standing alone, and whether the polynomial is linear in it. */
export function linearIn(
  a: Polynomial,
  symbol: number,
): { readonly coefficient: number; readonly rest: Polynomial } | undefined {
  const alone = keyOf([[symbol, 1]]);
  const rest = new Map(a.terms);
  const coefficient = rest.get(alone)?.coefficient ?? 0;
  rest.delete(alone);
  const elsewhere = [...rest.values()].some(({ factors }) => factors.some(([id]) => id === symbol));
  return elsewhere ? undefined : { coefficient, rest: { terms: rest, error: a.error } };
}

function keyOf(factors: Monomial): string {
  return factors.map(([symbol, power]) => `${symbol}^${power}`).join(' ');
}

function degree(factors: Monomial): number {
  return factors.reduce((sum, [, power]) => sum + power, 0);
}

function addTerm(terms: Map<string, Term>, { factors, coefficient }: Term): void {
  const key = keyOf(factors);
  const sum = (terms.get(key)?.coefficient ?? 0) + coefficient;
  if (sum === 0) terms.delete(key);
  else terms.set(key, { factors, coefficient: sum });
}

function multiplyMonomials(a: Monomial, b: Monomial): Monomial {
  const powers = new Map<number, number>(a);
  for (const [symbol, power] of b) powers.set(symbol, (powers.get(symbol) ?? 0) + power);
  return [...powers].sort(([x], [y]) => x - y);
}
