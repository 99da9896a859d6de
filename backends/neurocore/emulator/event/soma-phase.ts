import type { RouteDescriptor } from '../../image/index.js';
import type { CoreCounters } from '../counters.js';
import type { PopulationPrograms } from '../execution/core-programs.js';
import type { ExecutionContext } from '../execution/execution-context.js';
import type { NeuronProgram } from '../execution/neuron-program.js';
import { encodePacket } from '../packet.js';
import { code } from '../state-codes.js';

/**
 * Phases 0 and 1 of a core up to its last neuron. No arriving packet can change what they compute,
 * so all neurons run at once; what remains are the words to send and when each could leave if none
 * had to wait.
 */
export class SomaPhase {
  /** Spikes: local numbers, and cycles from the begin of the step without any wait. */
  readonly spikes: number[] = [];
  readonly spikeCycles: number[] = [];
  /** Words to send, in order, and the cycles in which they are tried first. */
  readonly packets: number[] = [];
  readonly tries: number[] = [];
  /** Words that are sent before the spike of the same number. */
  readonly packetsBefore: number[] = [];
  /** Cycles of phase 0. */
  regularCycles = 0;
  /** Cycles up to the begin of DRAIN. */
  cycles = 0;
  readonly #context: ExecutionContext;
  readonly #populations: readonly PopulationPrograms[];
  readonly #counters: CoreCounters;

  #first = 0;

  constructor(context: ExecutionContext, populations: readonly PopulationPrograms[]) {
    this.#context = context;
    this.#populations = populations;
    this.#counters = context.counters;
  }

  /** @param first - Cycle in which the step begins. */
  run(first: number): void {
    this.#first = first;
    this.spikes.length = 0;
    this.spikeCycles.length = 0;
    this.packets.length = 0;
    this.tries.length = 0;
    this.packetsBefore.length = 0;
    this.cycles = 0;
    for (let place = 0; place < this.#populations.length; place += 1)
      this.#regular(this.#populations[place] as PopulationPrograms);
    this.regularCycles = this.cycles;
    for (let place = 0; place < this.#populations.length; place += 1)
      this.#soma(this.#populations[place] as PopulationPrograms);
    this.#spend(code.POP, 1);
    this.#context.state.broadcast.fill(0);
  }

  #spend(state: number, cycles: number): void {
    const { stateCycles } = this.#counters;
    stateCycles[state] = (stateCycles[state] as number) + cycles;
    this.cycles += cycles;
  }

  #regular(population: PopulationPrograms): void {
    const { descriptor, regular } = population;
    if (regular === undefined || descriptor.regular === undefined) return;
    if (this.#context.clock.tick % descriptor.regular.everyTicks !== 0) return;
    const { first, last } = descriptor;
    const { loadCycles, storeCycles } = population;
    const executed = loadCycles + descriptor.regular.section.cycles;
    const each = executed + storeCycles;
    this.#spend(code.REG, 1);
    for (let index = 0; index <= last - first; index += 1) {
      this.#faultsAt(this.cycles + executed);
      this.#neuron(population, regular, index);
      this.#spend(code.REG, each);
    }
  }

  /** Faults are those of the last cycle of a section. @param end - Cycles until after it. */
  #faultsAt(end: number): void {
    this.#context.faults.cycle = this.#first + end - 1;
  }

  #neuron(population: PopulationPrograms, program: NeuronProgram, index: number): number {
    const { state, accumulator } = this.#context.state;
    return program(
      state.data,
      population.stateAt + index * population.statePieces,
      accumulator.data,
      population.accumulatorAt + index * population.accumulatorPieces,
      index,
    );
  }

  #soma(population: PopulationPrograms): void {
    this.#spend(code.POP, 1);
    const { descriptor, soma, loadCycles, storeCycles } = population;
    const { first, last } = descriptor;
    const { spikes } = this.#context.state;
    const executeCycles = descriptor.soma.cycles;
    const each = loadCycles + executeCycles + storeCycles;
    const begin = this.cycles;
    const { state, accumulator } = this.#context.state;
    const { statePieces, accumulatorPieces } = population;
    const { faults } = this.#context;
    let stateAt = population.stateAt;
    let accumulatorAt = population.accumulatorAt;
    let executed = this.#first + begin + loadCycles + executeCycles - 1;
    let sent = 0;
    let bits = 0;
    let mask = 0;
    for (let neuron = first; neuron <= last; neuron += 1) {
      faults.cycle = executed;
      const spiked = soma(state.data, stateAt, accumulator.data, accumulatorAt, neuron - first);
      stateAt += statePieces;
      accumulatorAt += accumulatorPieces;
      executed += each;
      const bit = 1 << (neuron & 31);
      mask |= bit;
      if (spiked === 1) {
        bits |= bit;
        const words = this.#spike(neuron, begin + (neuron - first + 1) * each + sent);
        sent += words;
        executed += words;
      }
      if ((neuron & 31) !== 31 && neuron !== last) continue;
      const word = neuron >>> 5;
      spikes[word] = ((spikes[word] as number) & ~mask) | bits;
      bits = 0;
      mask = 0;
    }
    const neurons = last - first + 1;
    this.#spend(code.LOAD, neurons * loadCycles);
    this.#spend(code.EXEC, neurons * executeCycles);
    this.#spend(code.STORE, neurons * storeCycles);
    // Cycles of SEND are counted where the words leave.
    this.cycles += sent;
  }

  /** @param end - First cycle after the store. @returns Words to send. */
  #spike(neuron: number, end: number): number {
    this.#counters.spikes += 1;
    this.spikes.push(neuron);
    this.spikeCycles.push(end - 1);
    this.packetsBefore.push(this.packets.length);
    const { routes } = this.#context.coreImage;
    const { clock } = this.#context;
    const population = this.#populations.find(
      ({ descriptor }) => neuron >= descriptor.first && neuron <= descriptor.last,
    );
    const { firstRoute = 0, routes: count = 0 } = population?.descriptor ?? {};
    let sent = 0;
    for (let at = firstRoute; at < firstRoute + count; at += 1) {
      const { low, high, x, y, inlet, kind } = routes[at] as RouteDescriptor;
      if (neuron < low || neuron > high) continue;
      const offset = kind === 'count' ? 0 : neuron - low;
      this.packets.push(encodePacket(kind, x, y, inlet + offset, clock.tick));
      this.tries.push(end + sent);
      sent += 1;
    }
    return sent;
  }
}
