import type { SpikeList } from '../engine.js';

const spokes = 1024;

/**
 * Which elements are due in which tick: chains of elements per tick modulo 1024, so that a tick
 * costs the elements due in it (and now and then a look at one that is due much later).
 */
export class TickWheel {
  /** Tick in which an element is due; Infinity: never. */
  readonly due: Float64Array;
  readonly #head: Int32Array = new Int32Array(spokes).fill(-1);
  readonly #link: Int32Array;
  readonly #marks: Uint32Array;

  constructor(size: number) {
    this.due = new Float64Array(size).fill(Infinity);
    this.#link = new Int32Array(size).fill(-1);
    this.#marks = new Uint32Array((size + 31) >>> 5);
  }

  clear(): void {
    this.due.fill(Infinity);
    this.#head.fill(-1);
  }

  /** The element must not be on the wheel. */
  insert(element: number, tick: number): void {
    this.due[element] = tick;
    if (tick === Infinity) return;
    const spoke = tick % spokes;
    this.#link[element] = this.#head[spoke] as number;
    this.#head[spoke] = element;
  }

  /** Puts the elements due at `tick` into the list, ascending, and takes them off the wheel. */
  take(tick: number, list: SpikeList): void {
    const spoke = tick % spokes;
    let element = this.#head[spoke] as number;
    if (element < 0) return;
    let later = -1;
    let count = 0;
    while (element >= 0) {
      const next = this.#link[element] as number;
      if (this.due[element] === tick) {
        list.indices[count] = element;
        count += 1;
      } else {
        this.#link[element] = later;
        later = element;
      }
      element = next;
    }
    this.#head[spoke] = later;
    list.count = count;
    this.#sort(list);
  }

  /** Takes over the ticks in `due`. */
  load(due: Float64Array): void {
    this.clear();
    for (let element = 0; element < due.length; element += 1)
      this.insert(element, due[element] as number);
  }

  #sort(list: SpikeList): void {
    const { indices, count } = list;
    if (count <= 24) {
      for (let at = 1; at < count; at += 1) {
        const element = indices[at] as number;
        let place = at - 1;
        while (place >= 0 && (indices[place] as number) > element) {
          indices[place + 1] = indices[place] as number;
          place -= 1;
        }
        indices[place + 1] = element;
      }
      return;
    }
    const marks = this.#marks;
    for (let at = 0; at < count; at += 1) {
      const element = indices[at] as number;
      marks[element >>> 5] = (marks[element >>> 5] as number) | (1 << (element & 31));
    }
    let found = 0;
    for (let word = 0; found < count; word += 1) {
      let bits = marks[word] as number;
      marks[word] = 0;
      while (bits !== 0) {
        const lowest = 31 - Math.clz32(bits & -bits);
        indices[found] = word * 32 + lowest;
        found += 1;
        bits &= bits - 1;
      }
    }
  }
}
