import { createKeyedStream, type KeyedStream } from '../../../core/random/index.js';
import type { ChipImage } from '../image/index.js';
import { bitFaultKinds, eventFaultKinds, type InjectedFault } from './fault.js';
import { FaultSites, type FaultTarget } from './fault-sites.js';

export type FaultKind = InjectedFault['kind'];

/** A fault of a campaign, and the class that it was drawn for. */
export interface DrawnFault {
  readonly target: FaultTarget;
  readonly fault: InjectedFault;
}

export interface CampaignPlan {
  readonly seed: bigint;
  readonly count: number;
  /** In turn, so that each gets its share; those without sites are left out. */
  readonly targets: readonly FaultTarget[];
  readonly kinds: readonly FaultKind[];
  readonly image: ChipImage;
  /** Steps of the fault-free run. */
  readonly steps: number;
  /** Packets that cores received in the fault-free run. */
  readonly packets: PacketCounts;
}

/** How many packets each core received in each step. */
export interface PacketCounts {
  readonly total: number;
  /** The packet with a number below `total`. */
  locate(number: number): {
    readonly core: number;
    readonly tick: number;
    readonly packet: number;
  };
}

/** Counts packets while a chip runs: hand `receive` to the emulator. */
export class PacketRecorder implements PacketCounts {
  total = 0;
  readonly #groups: { readonly core: number; readonly tick: number; packets: number }[] = [];
  readonly #last: (number | undefined)[] = [];

  readonly receive = (core: number, tick: number): number => {
    const at = this.#last[core];
    const group = at === undefined ? undefined : this.#groups[at];
    if (group?.tick === tick) group.packets += 1;
    else {
      this.#last[core] = this.#groups.length;
      this.#groups.push({ core, tick, packets: 1 });
    }
    this.total += 1;
    return 1;
  };

  locate(number: number): {
    readonly core: number;
    readonly tick: number;
    readonly packet: number;
  } {
    let rest = number;
    for (const { core, tick, packets } of this.#groups) {
      if (rest < packets) return { core, tick, packet: rest };
      rest -= packets;
    }
    throw new RangeError(`there were ${this.total} packets, none has number ${number}`);
  }
}

/**
 * The faults of a campaign: a function of its plan alone. Within a class every bit in use is equally
 * likely, flips at any step; stuck bits hold from the first step on; packets are those that arrived.
 *
 * @returns As many as asked for; none where no class has a site for any of the kinds.
 */
export function drawFaults(plan: CampaignPlan): readonly DrawnFault[] {
  const { image, packets } = plan;
  const bitKinds = bitFaultKinds.filter((kind) => plan.kinds.includes(kind));
  const eventKinds = eventFaultKinds.filter((kind) => plan.kinds.includes(kind));
  const drawers = plan.targets.flatMap((target): readonly ((dice: Dice) => DrawnFault)[] => {
    if (target === 'event') {
      if (packets.total === 0 || eventKinds.length === 0) return [];
      return [
        (dice) => ({
          target,
          fault: { kind: dice.pick(eventKinds), ...packets.locate(dice.below(packets.total)) },
        }),
      ];
    }
    const sites = new FaultSites(image, target);
    if (sites.count === 0 || bitKinds.length === 0 || plan.steps === 0) return [];
    return [
      (dice) => {
        const kind = dice.pick(bitKinds);
        const site = sites.site(dice.below(sites.count));
        const tick = dice.below(plan.steps);
        return { target, fault: { kind, ...site, tick: kind === 'flip' ? tick : 0 } };
      },
    ];
  });
  if (drawers.length === 0) return [];
  const stream = createKeyedStream(plan.seed);
  return Array.from({ length: plan.count }, (_, number) => {
    const draw = drawers[number % drawers.length] as (dice: Dice) => DrawnFault;
    return draw(new Dice(stream, number));
  });
}

/** Draws of fault `number`: equal whatever the other faults are. */
class Dice {
  readonly #stream: KeyedStream;
  readonly #number: number;
  #site = 0;

  constructor(stream: KeyedStream, number: number) {
    this.#stream = stream;
    this.#number = number;
  }

  /** 0 .. count - 1 */
  below(count: number): number {
    this.#site += 2;
    return Math.floor(this.#stream.uniform(campaignObject, this.#site, 0, this.#number) * count);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

/** Key of a campaign's draws, apart from those of any population or projection (FNV ids of names). */
const campaignObject = 0xfa017;
