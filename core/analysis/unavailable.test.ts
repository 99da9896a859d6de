import { describe, expect, it } from 'vitest';
import { analyseMarked, placeOf, populationWith } from '../../tests/support/marked-faults.js';

const lif = 'equations: "dv/dt = -v/tau : volt"';

/** Network with the mark on the construct, and how the message names it. */
const rows: readonly (readonly [string, string])[] = [
  ['sink', `${populationWith(lif)}probes: [spikes: {of: G, «sink»: {file: s.bin}}]\n`],
];

describe('what is not available', () => {
  it.each(rows)('%s is refused by name, at its place', (name, network) => {
    const { found, marks, model } = analyseMarked(network);
    expect(model).toBeUndefined();
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['UNSUPPORTED_FEATURE']));
    const named = found.filter(({ message }) => message.includes(name));
    expect(named.map(placeOf)).toContain(marks[0]);
  });

  it('active: true, dt of the network and methods without noise pass', () => {
    const network = populationWith(lif, 'active: true', 'dt: 0.1 ms', 'method: heun');
    expect(analyseMarked(network).found).toEqual([]);
  });
});
