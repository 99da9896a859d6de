import { describe, expect, it } from 'vitest';
import { locate } from '../diagnostics/index.js';
import { loadNetwork } from './load-network.js';

const head = 'isospike: 1\nname: x\n';
const objects = `${head}populations:
  a: {size: 10, equations: "v : volt", events: {high: v > 1*mV}}
inputs:
  p: {poisson: {size: 5, rates: 10 Hz}}
  q: {images: {rate: 1 Hz, present: 1 ms, sets: {one: {file: i}, two: {file: i}}}}
projections:
  s: {from: p, to: a, connect: all, model: "w : 1", on_pre: v_post += w*mV}
  z: {from: p, to: a, connect: all, model: "w : 1", freezable: true}
`;

/** `CODE line:column message` of every fault. */
function faults(text: string): string[] {
  const { network, diagnostics } = loadNetwork(text, 'net.yaml');
  expect(network === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map(({ code, message, span }) => {
    if (span === undefined) throw new Error(`${code} has no place`);
    const { line, column } = locate(span).start;
    return `${code} ${line}:${column} ${message}`;
  });
}

describe('loadNetwork: the grammar', () => {
  it.each([
    [
      'isospike: 2\nname: x\nnonsense: 1',
      ['FILE_VERSION 1:11 version 2 is not known here, only 1'],
    ],
    ['name: x', ['FILE_MISSING 1:1 the key isospike is missing']],
    ['[1]', [/^FILE_TYPE 1:1 expected a map with isospike, name, description, found a list of 1/]],
    ['', [/^FILE_TYPE 1:1 expected a map/]],
    [`${head}population: {}`, ['FILE_KEY 3:1 unknown key "population"']],
    [
      `${head}dt: 0.1`,
      ['FILE_VALUE 3:5 expected a quantity in second, found the number 0.1 without a unit'],
    ],
    [`${head}dt: 1 mV`, ['FILE_VALUE 3:5 expected a quantity in second, found one in volt']],
    [`${head}dt: 0 ms`, [/^FILE_VALUE 3:5 expected a quantity above 0, found 0/]],
    [`${head}dt: 1 parsec`, [/^FILE_VALUE 3:5 /]],
    [`${head}dt: [1]`, [/^FILE_TYPE 3:5 expected a quantity/]],
    [
      `${head}seed: 18446744073709551615`,
      [/^FILE_VALUE 3:7 18446744073709551615 is beyond 2\^53 - 1/],
    ],
    [
      `${head}seed: "18446744073709551616"`,
      [/^FILE_VALUE 3:7 expected a decimal number below 2\^64/],
    ],
    [
      `${head}populations: {a: {size: 1e+300, equations: "v : 1"}}`,
      ['FILE_VALUE 3:25 1e+300 is beyond 2^53 - 1 and would lose digits'],
    ],
    [`${head}seed: 1.5`, ['FILE_TYPE 3:7 expected an integer, found 1.5']],
    [`${head}seed: -1`, ['FILE_VALUE 3:7 expected an integer of at least 0, found -1']],
    [`${head}constants: {lambda: 1}`, ['FILE_NAME 3:13 the name lambda is reserved']],
    [`${head}constants: {xi_1: 1}`, ['FILE_NAME 3:13 the name xi_1 is reserved']],
    [`${head}constants: {one_to_one: 1}`, ['FILE_NAME 3:13 the name one_to_one is reserved']],
    [`${head}constants: {_a: 1}`, [/^FILE_NAME 3:13 expected a name: a letter/]],
    [`${head}constants: {a: .nan}`, [/^FILE_VALUE 3:16 /]],
    [`${head}constants: {a: .inf}`, [/^FILE_VALUE 3:16 /]],
    [`${head}constants: {a: {value: 1, sorce: x}}`, ['FILE_KEY 3:27 unknown key "sorce"']],
    [
      `${head}arrays: {A: {dt: 1 ms, values: [[1, 2], [3]]}}`,
      ['FILE_VALUE 3:41 row 1 has 1 columns, row 0 has 2 columns'],
    ],
    [
      `${head}inputs: {a: {audio: {}}}`,
      ['UNSUPPORTED_FEATURE 3:21 audio inputs are not available yet'],
    ],
    [
      `${head}inputs: {a: {poison: {size: 1}}}`,
      [/^FILE_KEY 3:14 unknown key "poison"/, /^FILE_MISSING 3:13 one of the keys spikes, poisson/],
    ],
    [
      `${head}inputs: {a: {poisson: {size: 1, rates: 1 Hz}, spikes: {size: 1}}}`,
      ['FILE_CONFLICT 3:47 an input has one kind, here both poisson and spikes'],
    ],
    [
      `${head}inputs: {a: {spikes: {size: 1, times: [1 ms], indices: [0], steps: [1]}}}`,
      ['FILE_CONFLICT 3:61 times and steps exclude each other'],
    ],
    [
      `${head}populations: {a: {size: 1, equations: "v : 1", method: eulr}}`,
      [/^FILE_VALUE 3:56 expected one of exact, .* found "eulr"/],
    ],
    [
      `${head}populations: {a: {size: 1, equations: "v : 1", threshold: true}}`,
      ['FILE_TYPE 3:59 expected a text, found true'],
    ],
    [
      `${head}populations: {a: {size: 1, equations: "v : 1", active: yes}}`,
      ['FILE_TYPE 3:56 expected true or false, found the text "yes"'],
    ],
    [`${head}populations: {a: }`, [/^FILE_TYPE 3:18 expected a map with size/]],
  ])('%j', (text, expected) => {
    const found = faults(text);
    expect(found.length).toBe(expected.length);
    for (const [at, wanted] of expected.entries()) {
      if (typeof wanted === 'string') expect(found[at]).toBe(wanted);
      else expect(found[at]).toMatch(wanted);
    }
  });

  it('reports everything in one go', () => {
    const found = faults(`isospike: 1
name: 1x
dt: 1 V
populations:
  a: {size: many, equations: 5}
  all: {size: 1, equations: "v : 1"}
probes: [spikes: b]
timeline: [run: 5, walk: 1 s]
`);
    expect(found.map((line) => line.split(' ').slice(0, 2).join(' ')).sort()).toEqual([
      'FILE_KEY 8:20',
      'FILE_MISSING 8:20',
      'FILE_NAME 2:7',
      'FILE_NAME 6:3',
      'FILE_REFERENCE 7:18',
      'FILE_TYPE 5:13',
      'FILE_TYPE 5:30',
      'FILE_VALUE 3:5',
      'FILE_VALUE 8:17',
    ]);
  });
});

describe('loadNetwork: references', () => {
  it('accepts the objects used here', () => {
    expect(faults(objects)).toEqual([]);
  });

  it.each([
    ['probes: [spikes: b]', 'FILE_REFERENCE 11:18 there is no population or input b'],
    ['probes: [weights: a]', 'FILE_REFERENCE 11:19 expected a projection, a is a population'],
    [
      'probes: [spikes: {of: a, name: n}, rate: {of: a, name: n}]',
      'FILE_NAME 11:56 two probes have the name n',
    ],
    ['probes: [events: {of: a, event: low}]', 'FILE_REFERENCE 11:33 a has no event low'],
    [
      'probes: [responses: {of: a, input: p}]',
      'FILE_REFERENCE 11:36 the input p has no items to show',
    ],
    ['timeline: [present: q]', 'FILE_MISSING 11:21 the input q has 2 sets: which one?'],
    [
      'timeline: [present: {input: q, set: three}]',
      'FILE_REFERENCE 11:37 the input q has no set three',
    ],
    ['timeline: [freeze: s]', 'FILE_CONFLICT 11:20 s is not freezable'],
    [
      'timeline: [freeze: z, restore: k]',
      'FILE_REFERENCE 11:32 no checkpoint k has been kept before this step',
    ],
    [
      'timeline: [{repeat: 0, steps: [checkpoint: k]}, restore: k]',
      'FILE_REFERENCE 11:58 no checkpoint k has been kept before this step',
    ],
    [
      'timeline: [{set: {s.w: 1, a.v: 0}, where: w > 1}]',
      'FILE_CONFLICT 11:27 with a selection all variables are of one object, here of s and a',
    ],
    [
      'timeline: [set: {p.rate: 1 Hz}]',
      'FILE_REFERENCE 11:18 of an input only rates, spikes, active can be set, not rate',
    ],
    [
      'timeline: [{set: {a.v: 0}, pairs: [[0, 1]]}]',
      'FILE_CONFLICT 11:35 pairs select synapses, a is no projection',
    ],
    [
      'timeline: [normalize: {variable: a.v, per: target, total: 1}]',
      'FILE_REFERENCE 11:34 expected a projection, a is a population',
    ],
    [
      'task: {input: q, population: a, assign: x, test: y}',
      'FILE_REFERENCE 11:41 the timeline has no phase x',
    ],
  ])('%s', (line, expected) => {
    expect(faults(objects + line)[0]).toBe(expected);
  });

  it.each([
    ['s: {from: p, to: b, connect: all}', 'FILE_REFERENCE 4:19 there is no population or input b'],
    [
      's: {from: "p[2:2]", to: a, connect: all}',
      'FILE_VALUE 4:12 the slice is empty (p has 5 neurons)',
    ],
    [
      's: {from: "p[5:9]", to: a, connect: all}',
      'FILE_VALUE 4:12 the slice is empty (p has 5 neurons)',
    ],
    [
      's: {from: "p[0:4:2]", to: a, connect: all}',
      /^FILE_VALUE 4:12 expected an object or a contiguous part/,
    ],
    [
      's: {from: p, to: a, connect: all, delay: 1 ms}',
      'FILE_CONFLICT 4:36 delay is the delay of the pathway pre, but there is no on_pre',
    ],
    [
      's: {from: p, to: a, connect: all, delay: 1 ms, on_pre: {x: {do: v = 1}}}',
      'FILE_CONFLICT 4:36 delay is only for an on_pre of one text; here pathways have names',
    ],
    [
      's: {from: p, to: a, connect: all, on_pre: {x: {do: v = 1}}, on_post: {x: {do: v = 2}}}',
      'FILE_NAME 4:72 the pathway x is given twice',
    ],
    [
      's: {from: p, to: a, connect: all, on_pre: {x: {do: v = 1, event: high}}}',
      'FILE_REFERENCE 4:67 p has no event high',
    ],
    [
      'a: {from: p, to: a, connect: all}',
      'FILE_NAME 4:2 the name a is already that of a population',
    ],
    [
      's: {from: p, to: a, connect: {fan_in: 2, condition: all}}',
      'FILE_CONFLICT 4:43 fan_in and condition exclude each other',
    ],
    [
      's: {from: p, to: a, connect: {n: 2}}',
      /^FILE_MISSING 4:31 one of the keys condition, probability/,
    ],
    [
      's: {from: p, to: a, connect: {probability: 1.5}}',
      'FILE_VALUE 4:45 expected a quantity from 0 to 1, found 1.5',
    ],
    [
      's: {from: p, to: a, connect: all, freezable: true, constants: {frozen: 1}}',
      'FILE_NAME 4:65 the name frozen is reserved in a freezable projection',
    ],
  ])('%s', (line, expected) => {
    const text = `${head}projections:
 ${line}
inputs: {p: {poisson: {size: 5, rates: 10 Hz}}}
populations: {a: {size: 10, equations: "v : 1", events: {high: v > 1}}}
`;
    expect(faults(text)[0]).toMatch(expected);
  });

  it('knows checkpoints kept in the steps of a presentation', () => {
    const text = `${objects}timeline: [present: {input: q, set: one, before: [checkpoint: k]}, {repeat: 3, steps: [restore: k]}]`;
    expect(faults(text)).toEqual([]);
  });
});

it('proposes near names', () => {
  const { diagnostics } = loadNetwork(`${head}populatons: {}`, 'net.yaml');
  expect(diagnostics[0]?.help).toBe('did you mean populations?');
});
