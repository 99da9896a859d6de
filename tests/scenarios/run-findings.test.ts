import { describe, expect, it } from 'vitest';
import { fixedPointBackend } from '../../backends/fixed-point/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import type { DataReader } from '../../core/backend.js';
import { loadNetwork } from '../../core/description/index.js';
import { type Diagnostic, locate, renderInLine } from '../../core/diagnostics/index.js';
import type { Hardware } from '../../core/hardware.js';
import { readHardware } from '../support/diagnose.js';

// Users ask why nothing happens, why everything fires, why the weights are gone: the run says so.

async function findings(
  code: string,
  text: string,
  data?: DataReader,
  chip?: Hardware,
): Promise<readonly Diagnostic[]> {
  const { network, diagnostics } = loadNetwork(`isospike: 1\nname: found${text}`, 'net.yaml');
  if (network === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const backend = chip === undefined ? referenceBackend : fixedPointBackend;
  const session = await backend.compile(network, {
    ...(data === undefined ? {} : { data }),
    ...(chip === undefined ? {} : { hardware: chip }),
  });
  const { notes } = await session.run();
  return notes.filter((note) => note.code === code);
}

async function lines(code: string, text: string, data?: DataReader): Promise<readonly string[]> {
  return (await findings(code, text, data)).map(renderInLine);
}

describe('SILENT_GROUP', () => {
  // 100 ms of input spikes every millisecond; `exc` answers each, `inh` hears what `weights` says.
  const chain = (weights: string, extra = ''): string => `
dt: 1 ms
inputs: {beat: {spikes: {size: 1, times: [1 ms], indices: [0], period: 2 ms}}}
populations:
  exc: {size: 2, equations: "v : volt", threshold: v > 5*mV, reset: v = 0*mV}
  inh:
    size: 4
    equations: "dv/dt = (-60*mV - v)/(10*ms) : volt"
    threshold: v > -40*mV
    reset: v = -60*mV
    initial: {v: -60 mV}
projections:
  in: {from: beat, to: exc, connect: all, on_pre: v_post += 10*mV}
  AeAi: {from: exc, to: inh, connect: all, model: "w : volt", on_pre: v_post += w${weights}}
timeline: [${extra}{run: 200 ms}]
`;

  it('ends at the projection whose weights were never assigned', async () => {
    expect(await lines('SILENT_GROUP', chain(''))).toEqual([
      'warning[SILENT_GROUP]: inh: 0 spikes in 100 ms (net.yaml:8:5) <- largest v -60 mV, threshold -40 mV (net.yaml:10:16) <- 400 input events carried weight 0 <- AeAi.w is 0 in all 8 synapses (net.yaml:15:52) <- never assigned (projection AeAi has no `initial` for w) (net.yaml:15:9)',
    ]);
  });

  it('gives the same chain on integers', async () => {
    const { hardware } = readHardware('hardware: 1\nname: here\nextends: iso-256\n');
    const text = chain('').replaceAll(
      'initial: {v: -60 mV}',
      'initial: {v: -60 mV}, bounds: {v: [-80 mV, 0 mV]}',
    );
    const bounded = text
      .replace('v = 0*mV}', 'v = 0*mV, bounds: {v: [0 mV, 40 mV]}}')
      .replace(
        'initial: {v: -60 mV}, bounds: {v: [-80 mV, 0 mV]}',
        'initial: {v: -60 mV}\n    bounds: {v: [-80 mV, 0 mV]}',
      )
      .replace('on_pre: v_post += w}', 'on_pre: v_post += w, bounds: {w: [0 mV, 10 mV]}}');
    const messages = (found: readonly Diagnostic[]) =>
      found.flatMap(({ message, causes = [] }) => [message, ...causes.map((link) => link.message)]);
    const float = messages(await findings('SILENT_GROUP', bounded));
    expect(float).toHaveLength(5);
    expect(messages(await findings('SILENT_GROUP', bounded, undefined, hardware))).toEqual(float);
  });

  it('names `initial`, or the step of the timeline, that assigned 0', async () => {
    const [first] = await findings('SILENT_GROUP', chain(', initial: {w: 0*volt}'));
    const last = first?.causes?.at(-1);
    expect(last?.message).toBe('assigned by `initial`');
    expect(last?.span && locate(last.span).start.line).toBe(15);
    const [set] = await lines(
      'SILENT_GROUP',
      chain(', initial: {w: 30 mV}', '{set: {AeAi.w: 0*volt}}, '),
    );
    expect(set).toMatch(/<- assigned by a step of the timeline \(net\.yaml:16:\d+\)$/);
  });

  it('tells weights that are too small from weights that are 0', async () => {
    const [line] = await lines('SILENT_GROUP', chain(', initial: {w: 0.1 mV}'));
    expect(line).toContain('400 events of AeAi with AeAi.w of 0.1 mV did not bring');
    expect(line).toMatch(/largest v -59(\.\d+)? mV, threshold -40 mV/);
  });

  it('says nothing of a population that spikes once', async () => {
    expect(await lines('SILENT_GROUP', chain(', initial: {w: 12 mV}'))).toEqual([]);
  });

  const quiet = (rates: string, from: string): string => `
dt: 1 ms
inputs: {noise: {poisson: {size: 2, rates: ${rates}}}, other: {poisson: {size: 2, rates: 900 Hz}}}
populations:
  first: {size: 1, equations: "v : 1", threshold: v > 0.5, reset: v = 0}
  second: {size: 1, equations: "v : 1", threshold: v > 0.5, reset: v = 0}
projections:
  a: {from: ${from}, to: first, connect: all, on_pre: v_post += 1}
  b: {from: first, to: second, connect: all, on_pre: v_post += 1}
timeline: [run: 200 ms]
`;
  it('follows silent sources to the input that gives nothing', async () => {
    const found = await lines('SILENT_GROUP', quiet('0 Hz', 'noise'));
    expect(found).toHaveLength(2);
    expect(found[1]).toMatch(
      /^warning\[SILENT_GROUP\]: second: .* <- no input events came from first, .* <- no input events came from noise, which gave 0 spikes \(net\.yaml:\d+:\d+\) <- the rates of input noise are at most 0 Hz \(net\.yaml:4:\d+\)$/,
    );
    expect(await lines('SILENT_GROUP', quiet('900 Hz', 'noise'))).toEqual([]);
  });

  it('says that nothing delivers to a population', async () => {
    const text = quiet('900 Hz', 'noise').replace(/ {2}b: .*\n/, '');
    const [line] = await lines('SILENT_GROUP', text);
    expect(line).toContain('second: 0 spikes');
    expect(line).toContain('no projection delivers anything to second');
  });

  it('does not speak before 100 ms have passed, nor without input', async () => {
    const short = chain('').replace('run: 200 ms', 'run: 99 ms');
    expect(await lines('SILENT_GROUP', short)).toEqual([]);
    const alone = `\npopulations: {p: {size: 1, equations: "v : 1", threshold: v > 1}}\ntimeline: [run: 200 ms]\n`;
    expect(await lines('SILENT_GROUP', alone)).toEqual([]);
  });
});

describe('REFRACTORY_SATURATED', () => {
  const driven = (rate: string): string => `
dt: 0.5 ms
inputs: {pixels: {poisson: {size: 784, rates: ${rate}}}}
populations:
  exc:
    size: 4
    equations: "dv/dt = -v/(10*ms) : 1 (unless refractory)"
    threshold: v > 1
    reset: v = 0
    refractory: 5 ms
projections: {XE: {from: pixels, to: exc, connect: all, model: "w : 1", on_pre: v_post += w, initial: {w: 0.5}}}
timeline: [run: 400 ms]
`;
  it('gives the drive and the rates line', async () => {
    const [line] = await lines('REFRACTORY_SATURATED', driven('50 Hz'));
    expect(line).toMatch(
      /exc: 100 % of intervals .* period of 5 ms, in 4 of 4 neurons .* <- drive of XE: 3\d,\d+ events\/s x 0\.5 per neuron \(net\.yaml:12:\d+\) <- 784 neurons of pixels at (49|50)\.?\d* Hz \(net\.yaml:4:\d+\)$/,
    );
  });
  it('is quiet where intervals vary', async () => {
    expect(await lines('REFRACTORY_SATURATED', driven('0.2 Hz'))).toEqual([]);
  });
});

describe('WEIGHT_RANGE', () => {
  const learning = (ceiling: string, step = '0'): string => `
dt: 1 ms
inputs: {beat: {spikes: {size: 1, times: [1 ms], indices: [0], period: 2 ms}}}
populations: {exc: {size: 4, equations: "v : 1"}}
projections:
  S:
    from: beat
    to: exc
    connect: all
    model: "w : 1"
    on_pre: |
      v_post += w
      w = clip(w + ${step}, 0, ${ceiling})
    initial: {w: 0.1 + 0.2*j}
    bounds: {w: [0, 0.8]}
timeline: [run: 20 ms]
`;
  it('finds the ceiling of clip that is in the wrong unit', async () => {
    const [line] = await lines('WEIGHT_RANGE', learning('0.8*mV/volt'));
    expect(line).toMatch(
      /S\.w: all 4 values within 0\.1 % of its range 0 to 0\.8 from 0 .* <- the ceiling of clip is 0\.0008 <- `w = clip\(w \+ 0, 0, 0\.8\*mV\/volt\)` \(net\.yaml:14:7\)$/,
    );
  });
  it('finds weights that all sit at the bounds', async () => {
    const [line] = await lines('WEIGHT_RANGE', learning('0.8', '0.5*(2*j - 3)'));
    expect(line).toContain('100 % of 4 values at the bounds');
  });
  it('is quiet about weights that are spread', async () => {
    expect(await lines('WEIGHT_RANGE', learning('0.8'))).toEqual([]);
  });
});

describe('STDP_SILENT_POST', () => {
  const rule = (threshold: string): string => `
dt: 1 ms
inputs: {beat: {spikes: {size: 1, times: [1 ms], indices: [0], period: 2 ms}}}
populations: {exc: {size: 1, equations: "v : 1", threshold: v > ${threshold}, reset: v = 0}}
projections:
  S:
    from: beat
    to: exc
    connect: all
    model: ["w : 1", "x : 1"]
    on_pre: v_post += w; x += 1; w = clip(w - 0.01, 0, 1)
    on_post: w = clip(w + 0.02*x, 0, 1)
    initial: {w: 0.5}
timeline: [run: 120 ms]
`;
  it('leads to the silent target', async () => {
    const [line] = await lines('STDP_SILENT_POST', rule('100'));
    expect(line).toMatch(
      /S: S\.x, S\.w learned from one side only .* <- on_post ran 0 times, on_pre 60 .* <- exc never spiked .* <- largest v [\d.]+, threshold 100/,
    );
  });
  it('is quiet when the target spikes', async () => {
    expect(await lines('STDP_SILENT_POST', rule('0.4'))).toEqual([]);
  });
});

describe('RATE_BAND', () => {
  // One spike in every second step of 1 ms: 500 Hz.
  const beating = (band: string): string => `
dt: 1 ms
inputs: {beat: {spikes: {size: 1, times: [1 ms], indices: [0], period: 2 ms}}}
populations: {exc: {size: 3, equations: "v : 1", threshold: v > 0.5, reset: v = 0, expect: {rate: ${band}}}}
projections: {S: {from: beat, to: exc, connect: all, on_pre: v_post += 1}}
timeline: [run: 200 ms]
`;
  it('gives band and rate', async () => {
    const [line] = await lines('RATE_BAND', beating('[1 Hz, 20 Hz]'));
    expect(line).toMatch(/exc: a mean rate of (495|500) Hz, expected 1 to 20 Hz/);
  });
  it('is quiet inside the band', async () => {
    expect(await lines('RATE_BAND', beating('[400 Hz, 600 Hz]'))).toEqual([]);
  });
});

describe('STIFFNESS', () => {
  // Euler on dv/dt = -v/tau: one step leaves 1 - h, two halves leave (1 - h/2)^2; they differ by
  // h^2/4 of v, with h = dt/tau: 4 % for 0.4, 0.04 % for 0.04.
  const decaying = (tau: string): string => `
dt: 1 ms
populations: {p: {size: 3, equations: "dv/dt = -v/(${tau}) : 1", method: euler, initial: {v: 1}}}
timeline: [run: 50 ms]
`;
  it('compares a step with two half steps', async () => {
    const [line] = await lines('STIFFNESS', decaying('2.5*ms'));
    expect(line).toMatch(/p\.v: one step of 1 ms and two of half that length differ by \d.* % of/);
  });
  it('is quiet when the step is small enough', async () => {
    expect(await lines('STIFFNESS', decaying('25*ms'))).toEqual([]);
  });
  it('prints no infinite figure where a step explodes and a reset hides it', async () => {
    const [line] = await lines(
      'STIFFNESS',
      `
dt: 1 ms
populations: {p: {size: 1, equations: "dv/dt = (v**2 + 100)/ms : 1", threshold: v > 1e300, reset: v = 0, method: euler}}
timeline: [run: 50 ms]
`,
    );
    expect(line).toContain('differ by infinitely more than its range');
    expect(line).not.toContain('Infinity');
  });
  it('is quiet about a method that is exact', async () => {
    const exact = decaying('2.5*ms').replace('euler', 'exact');
    expect(await lines('STIFFNESS', exact)).toEqual([]);
  });
});

/** Two classes of items of two pixels: left bright, or right bright; two items of each. */
const images: DataReader = {
  read: (name) =>
    Promise.resolve(
      name === 'labels.idx'
        ? Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1)
        : Uint8Array.of(
            ...[0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2],
            ...[200, 0, 0, 200],
            ...[200, 0, 0, 200],
          ),
    ),
};
const shown = (connect: string, rest = '20 ms'): string => `
dt: 1 ms
inputs:
  pixels: {images: {rate: 4 Hz, present: 40 ms, rest: ${rest}, sets: {all: {file: images.idx, labels: labels.idx}}}}
populations:
  exc:
    size: 2
    equations: |
      dv/dt = -v/(10*ms) : 1
      dtheta/dt = -theta/(10000*second) : 1
    threshold: v > 1 + theta
    reset: v = 0; theta += 0.01
projections:
  S: {from: pixels, to: exc, connect: ${connect}, on_pre: v_post += 0.8}
probes: [{responses: {of: exc, input: pixels}}]
timeline: [present: pixels]
`;

describe('findings about presented items', () => {
  it('REST_CHECK: what the gap leaves, by the equation and as seen', async () => {
    // e^(-20/10) = 13.5 % after 20 steps; e^(-100/10) = 0.005 %.
    const [line] = await lines('REST_CHECK', shown('all'), images);
    expect(line).toMatch(/exc: not at rest when the next item begins: v, theta/);
    expect(line).toMatch(
      /v: 13\.5 % left after 20 ms by its equation; seen [\d.]+ of [\d.]+ from its rest at 0/,
    );
    const [long] = await lines('REST_CHECK', shown('all', '100 ms'), images);
    expect(long).toContain('next item begins: theta');
  });

  it('SELECTIVITY: information where classes part, a warning where they do not', async () => {
    const [apart] = await lines('SELECTIVITY', shown('one_to_one'), images);
    expect(apart).toMatch(/^info\[SELECTIVITY\]: exc: \d\d.* % of the spread/);
    expect(apart).toContain('strongest to 2 of 2 classes, 4 items of pixels');
    const alike = shown('all').replace('rate: 4 Hz', 'rate: 5 Hz');
    const [same] = await lines('SELECTIVITY', alike, images);
    expect(same).toContain('[SELECTIVITY]: exc:');
  });

  it('THETA_SPREAD: from the smallest to the largest threshold', async () => {
    const [line] = await lines('THETA_SPREAD', shown('one_to_one'), images);
    expect(line).toMatch(/exc\.theta: from 0\.\d+ to 0\.\d+, half below/);
  });

  it('are silent without labels', async () => {
    const text = shown('one_to_one').replace(', labels: labels.idx', '');
    expect(await lines('SELECTIVITY', text, images)).toEqual([]);
    expect(await lines('THETA_SPREAD', text, images)).toEqual([]);
  });
});
