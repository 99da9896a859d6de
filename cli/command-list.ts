import type { CommandEntry } from './command.js';

/** All commands, in the order in which the overview shows them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'check',
    summary: 'read a network and report every fault of its text, names and units',
    load: async () => (await import('./commands/check.js')).checkCommand,
  },
  {
    name: 'run',
    summary: 'run a network on one engine',
    load: async () => (await import('./commands/run.js')).runCommand,
  },
  {
    name: 'compare',
    summary: 'run float64 reference and fixed point, compare them, judge the difference',
    load: async () => (await import('./commands/compare.js')).compareCommand,
  },
  {
    name: 'formats',
    summary: 'number formats of every variable on a hardware, with ranges and where they come from',
    load: async () => (await import('./commands/formats.js')).formatsCommand,
  },
  {
    name: 'image',
    summary: 'memory images, programs and register maps of a network on a chip',
    load: async () => (await import('./commands/image.js')).imageCommand,
  },
  {
    name: 'faults',
    summary: 'wrong bits and lost events on a chip, and what becomes of them',
    load: async () => (await import('./commands/faults.js')).faultsCommand,
  },
  {
    name: 'conformance',
    summary: 'replay golden vectors and compare',
    load: async () => (await import('./commands/conformance.js')).conformanceCommand,
  },
  {
    name: 'explain',
    summary: 'the page of a diagnostic code',
    load: async () => (await import('./commands/explain.js')).explainCommand,
  },
];
