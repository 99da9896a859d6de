import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { ChipCode, SymbolicSection } from '../codegen/index.js';
import { type ChipGeometry, stampBits } from '../image/index.js';
import { constantsOf } from './constant-windows.js';
import { constantWindow, longestLife, longestSide } from './limits.js';

/** Limits of single sections, fields and tables, on whatever core they are. */
export function checkCode(
  code: ChipCode,
  geometry: ChipGeometry,
  diagnostics: Diagnostics,
): boolean {
  const sections: readonly (readonly [string, SymbolicSection | undefined])[] = [
    ...code.populations.flatMap(({ name, soma, reset, regular }) => [
      [`${name} soma`, soma] as const,
      [`${name} reset`, reset] as const,
      [`${name} run_regularly`, regular?.section] as const,
    ]),
    ...code.projections.flatMap((projection) =>
      projection.form === 'constant'
        ? []
        : [projection.pre, projection.post].flatMap((side) => [
            [`${projection.projection} ${side?.name} prologue`, side?.prologue] as const,
            [`${projection.projection} ${side?.name}`, side?.body] as const,
          ]),
    ),
  ];
  const fits = sections.map(
    ([name, section]) =>
      section === undefined || checkSection(name, section, geometry, diagnostics),
  );
  return [
    ...fits,
    checkMesh(geometry, diagnostics),
    checkStates(code, geometry, diagnostics),
    checkTables(code, geometry, diagnostics),
    checkTraces(code, geometry, diagnostics),
  ].every((fit) => fit);
}

function checkMesh({ mesh }: ChipGeometry, diagnostics: Diagnostics): boolean {
  if (mesh.every((cores) => cores <= longestSide)) return true;
  diagnostics.error(
    'CHIP_CAPACITY',
    `a mesh of ${mesh.join(' x ')} cores; a packet has 5 bits for a coordinate`,
    {
      context: 'cores, mesh',
      expected: `at most ${longestSide} columns and rows`,
      found: mesh.join(' x '),
      help: 'cores: {mesh: [..]} nearer to a square',
    },
  );
  return false;
}

function checkSection(
  name: string,
  section: SymbolicSection,
  { memories }: ChipGeometry,
  diagnostics: Diagnostics,
): boolean {
  const constants = constantsOf(section);
  const bits = memories.constant.wordBits;
  const wide = [...constants.values()].flatMap((constant) =>
    constant.kind === 'constant' && !fitsSigned(constant.code, bits) ? [constant.code] : [],
  );
  if (wide.length > 0)
    diagnostics.error(
      'CHIP_CONSTANTS',
      `${name} uses the constant ${wide[0]}, a word of the constant memory has ${bits} bits`,
      {
        context: name,
        expected: `at most ${bits} bits, sign included`,
        found: wide.join(', '),
        help: 'memories: {constant: {word_bits: 32}}, or words: {constant: {bits: ..}} with fewer bits',
      },
    );
  if (constants.size > constantWindow)
    diagnostics.error(
      'CHIP_CONSTANTS',
      `${name} uses ${constants.size} different constants, a program sees ${constantWindow}`,
      {
        context: name,
        expected: `at most ${constantWindow} constants`,
        found: `${constants.size}`,
        help: 'split the equations over two populations, or give constants the same value',
      },
    );
  return wide.length === 0 && constants.size <= constantWindow;
}

function fitsSigned(code: number, bits: number): boolean {
  return code >= -(2 ** (bits - 1)) && code < 2 ** (bits - 1);
}

function checkStates(
  { populations }: ChipCode,
  { memories }: ChipGeometry,
  diagnostics: Diagnostics,
): boolean {
  const { wordBits } = memories.state;
  const wide = populations.flatMap(({ name, fields }) =>
    fields.filter(({ bits }) => bits > wordBits).map((field) => ({ name, field })),
  );
  for (const { name, field } of wide)
    diagnostics.error(
      'CHIP_CAPACITY',
      `${name}.${field.name} has ${field.bits} bits, a word of the state memory has ${wordBits}`,
      { context: name, help: `memories: {state: {word_bits: ${field.bits}}}` },
    );
  return wide.length === 0;
}

/** Tables are looked up in words of their own memory; ages are told apart up to 2^11 steps. */
function checkTables(
  { tables, projections }: ChipCode,
  { memories }: ChipGeometry,
  diagnostics: Diagnostics,
): boolean {
  let fits = true;
  const { wordBits } = memories.lut;
  for (const { name, format } of tables.values()) {
    if (format.wordBits <= wordBits) continue;
    fits = false;
    diagnostics.error(
      'CHIP_LUT_FULL',
      `entries of the table ${name} have ${format.wordBits} bits, a word of the table memory has ${wordBits}`,
      {
        help: `memories: {lut: {word_bits: ${format.wordBits}}}, or words: {lut: {bits: ${wordBits}}}`,
      },
    );
  }
  for (const projection of projections) {
    if (projection.form === 'constant') continue;
    for (const { array, bits, life } of [...projection.preTraces, ...projection.postTraces]) {
      if (life <= longestLife) continue;
      fits = false;
      diagnostics.error(
        'CHIP_LUT_FULL',
        `${array} needs ${life} steps to fade from ${bits} bits to nothing, a decay table has at most ${longestLife} entries`,
        {
          context: `projection ${projection.projection}`,
          expected: `at most ${longestLife} entries`,
          found: `${life}`,
          help: 'fewer bits for traces (words: {trace: {bits: 8}}), a larger dt, or a shorter time constant',
        },
      );
    }
  }
  return fits;
}

/** The traces of one side of a synapse share an entry with one stamp; an entry never crosses a word. */
function checkTraces(
  { projections }: ChipCode,
  { memories }: ChipGeometry,
  diagnostics: Diagnostics,
): boolean {
  const { wordBits } = memories.trace;
  let fits = true;
  for (const projection of projections) {
    if (projection.form === 'constant') continue;
    for (const traces of [projection.preTraces, projection.postTraces]) {
      const bits = traces.reduce((sum, field) => sum + field.bits, stampBits);
      if (bits <= wordBits) continue;
      fits = false;
      const names = traces.map(({ array }) => array.replace(/#.*$/, '')).join(', ');
      const share = Math.floor((wordBits - stampBits) / traces.length);
      diagnostics.error(
        'CHIP_TRACE_TOO_WIDE',
        `${names} take ${bits} bits together with their stamp, a word of the trace memory has ${wordBits}`,
        {
          context: `projection ${projection.projection}`,
          expected: `at most ${wordBits} bits`,
          found: `${bits} bits`,
          help: `memories: {trace: {word_bits: ${bits}}}, or words: {trace: {bits: ${share}}}`,
        },
      );
    }
  }
  return fits;
}
