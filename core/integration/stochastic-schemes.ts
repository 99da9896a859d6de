import type { ValueId } from '../ir/index.js';
import type { Advanced, SystemLowering } from './differential-system.js';
import type { NoisyEquation } from './noise.js';

/**
 * Methods for equations with noise (semantics section 8): f is the drift, g the factor of a noise, h
 * the step, dW = sqrt(h) N(0, 1), one number per element, step and name of the noise.
 */
export class StochasticStep {
  readonly #equations: readonly NoisyEquation[];
  readonly #lowering: SystemLowering;
  readonly #increments = new Map<string, ValueId>();

  constructor(equations: readonly NoisyEquation[], lowering: SystemLowering) {
    this.#equations = equations;
    this.#lowering = lowering;
  }

  /** x + h f + g dW, for additive noise. */
  euler(): Advanced {
    const { builder: b } = this.#lowering;
    return this.#each((equation) => {
      let value = this.#drifted(equation);
      for (const [noise, factor] of equation.factors) {
        value = b.add(value, b.mul(this.#lowering.real(factor), this.#increment(noise)));
      }
      return value;
    });
  }

  /** s = x + g(x, t) dW; x + h f(x, t) + dW (g(x, t) + g(s, t + h))/2. */
  heun(): Advanced {
    const { builder: b, step } = this.#lowering;
    const support = this.#each((equation) => {
      let value = this.#lowering.state(equation.name);
      for (const [noise, factor] of equation.factors) {
        value = b.add(value, b.mul(this.#lowering.real(factor), this.#increment(noise)));
      }
      return this.#held(equation, value);
    });
    const end = b.add(this.#lowering.time(), step);
    return this.#each((equation) => {
      let value = this.#drifted(equation);
      for (const [noise, factor] of equation.factors) {
        const before = this.#lowering.real(factor);
        const after = this.#lowering.real(factor, support, end);
        const both = b.mul(this.#increment(noise), b.add(before, after));
        value = b.add(value, b.div(both, b.constant(2)));
      }
      return value;
    });
  }

  /** s = x + h f + sqrt(h) g; x + h f + g dW + (g(s) - g(x)) dW^2/(2 sqrt(h)); one noise each. */
  milstein(): Advanced {
    const { builder: b, step } = this.#lowering;
    const root = b.unary('sqrt', step);
    const support = this.#each((equation) => {
      let value = this.#drifted(equation);
      for (const factor of equation.factors.values()) {
        value = b.add(value, b.mul(root, this.#lowering.real(factor)));
      }
      return this.#held(equation, value);
    });
    return this.#each((equation) => {
      let value = this.#drifted(equation);
      for (const [noise, factor] of equation.factors) {
        const increment = this.#increment(noise);
        const before = this.#lowering.real(factor);
        const change = b.sub(this.#lowering.real(factor, support), before);
        const square = b.mul(change, b.mul(increment, increment));
        value = b.add(value, b.mul(before, increment));
        value = b.add(value, b.div(square, b.mul(b.constant(2), root)));
      }
      return value;
    });
  }

  /** x + h f(x, t). */
  #drifted({ name, drift }: NoisyEquation): ValueId {
    const { builder: b, step } = this.#lowering;
    return b.add(this.#lowering.state(name), b.mul(step, this.#lowering.real(drift)));
  }

  /** A guarded variable of a refractory neuron, as the others see it: unchanged. */
  #held({ name, guarded }: NoisyEquation, value: ValueId): ValueId {
    const { builder: b, notRefractory } = this.#lowering;
    if (!guarded || notRefractory === undefined) return value;
    return b.select(notRefractory, value, this.#lowering.state(name));
  }

  /** dW of a noise: drawn once, however many equations use it. */
  #increment(noise: string): ValueId {
    const { builder: b, step } = this.#lowering;
    const known = this.#increments.get(noise);
    if (known !== undefined) return known;
    const draw = this.#lowering.normal?.(noise);
    if (draw === undefined) throw new Error(`nothing draws ${noise}`);
    const value = b.mul(b.unary('sqrt', step), draw);
    this.#increments.set(noise, value);
    return value;
  }

  #each(value: (equation: NoisyEquation) => ValueId): Map<string, ValueId> {
    return new Map(this.#equations.map((equation) => [equation.name, value(equation)]));
  }
}
