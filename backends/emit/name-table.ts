/** Generated names `a0`, `a1`, .. for things that users named; the user's names stay data. */
export class NameTable<Name extends string> {
  readonly #prefix: string;
  readonly #numbers = new Map<Name, number>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The generated name, the same for the same thing. */
  nameOf(thing: Name): string {
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(thing, number);
    }
    return `${this.#prefix}${number}`;
  }

  /** Position n holds what is called prefix + n. */
  get things(): readonly Name[] {
    return [...this.#numbers.keys()];
  }
}
