import type { LinearSystem } from './linear-system.js';

/** Groups of variables that are not coupled to each other at all, in the order of their first one. */
export function components(system: LinearSystem): readonly (readonly number[])[] {
  const size = system.names.length;
  const group = Array.from({ length: size }, (_, index) => index);
  const coupled = (a: number, c: number): boolean =>
    system.matrix[a]?.[c] !== undefined || system.matrix[c]?.[a] !== undefined;
  for (let a = 0; a < size; a++) {
    for (let c = 0; c < a; c++) {
      if (!coupled(a, c)) continue;
      const [from, to] = [group[a] as number, group[c] as number];
      for (let index = 0; index < size; index++) {
        if (group[index] === from) group[index] = to;
      }
    }
  }
  const byGroup = new Map<number, number[]>();
  for (const [index, of] of group.entries()) {
    const members = byGroup.get(of);
    if (members === undefined) byGroup.set(of, [index]);
    else members.push(index);
  }
  return [...byGroup.values()];
}

/** The part of a system that belongs to some of its variables. */
export function subsystem(system: LinearSystem, members: readonly number[]): LinearSystem {
  return {
    names: members.map((index) => system.names[index] as string),
    guarded: members.map((index) => system.guarded[index] === true),
    matrix: members.map((row) => members.map((column) => system.matrix[row]?.[column])),
    rest: members.map((index) => system.rest[index]),
  };
}

/** Columns on which a variable depends besides itself. */
export function drivers(system: LinearSystem, row: number): readonly number[] {
  return system.names
    .map((_, column) => column)
    .filter((column) => column !== row && system.matrix[row]?.[column] !== undefined);
}

/**
 * True if every variable depends on itself and at most on variables that depend on nobody else: the
 * systems for which closed forms exist at run time.
 */
export function isTwoLevel(system: LinearSystem): boolean {
  return system.names.every((_, row) =>
    drivers(system, row).every((driver) => drivers(system, driver).length === 0),
  );
}
