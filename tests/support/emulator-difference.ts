import type { Emulator } from '../../backends/neurocore/emulator/index.js';

/** Where two emulators of one image differ in memories, counts, spikes or stamps; undefined if nowhere. */
export function emulatorDifference(a: Emulator, b: Emulator): string | undefined {
  if (a.tick !== b.tick || a.cycle !== b.cycle)
    return `tick ${a.tick}, cycle ${a.cycle} against tick ${b.tick}, cycle ${b.cycle}`;
  const [saved, other] = [a.save(), b.save()];
  for (const [core, memories] of saved.cores.entries()) {
    for (const [name, words] of Object.entries(memories)) {
      const at = differentWord(words, other.cores[core]?.[name]);
      if (at !== undefined) return `core ${core}, ${name}, word ${at}`;
    }
    const at = differentWord(a.foldedState(core).data, b.foldedState(core).data);
    if (at !== undefined) return `core ${core}, folded state, word ${at}`;
  }
  const facts = (emulator: Emulator): string =>
    JSON.stringify({
      spikes: emulator.spikes,
      counters: emulator.counters.map((core) => ({
        ...core,
        stateCycles: [...core.stateCycles],
        saturations: [...core.saturations],
      })),
      mesh: emulator.mesh,
      // The event-based one stamps faults of synapses with a cycle near that of their word.
      faults: emulator.faults.map(({ kind }) => kind).sort(),
      links: { ...emulator.save().mesh, pointers: [...emulator.save().mesh.pointers] },
    });
  const [here, there] = [facts(a), facts(b)];
  if (here === there) return undefined;
  let at = 0;
  while (here[at] === there[at]) at += 1;
  return `..${here.slice(Math.max(0, at - 60), at + 20)} against ..${there.slice(Math.max(0, at - 60), at + 20)}`;
}

function differentWord(a: ArrayLike<number>, b: ArrayLike<number> | undefined): number | undefined {
  if (b === undefined || a.length !== b.length) return 0;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return at;
  return undefined;
}
