/**
 * Who may import whom. The one place where layers are written down: the import test checks every
 * source file against it, and the project test compares the TypeScript references with it.
 */

/** A folder (or a single file) with a border. A file belongs to the layer with the longest path. */
export interface Layer {
  /** Folder without a closing slash, or a file ending in `.ts`. */
  readonly path: string;
  /** Layers it may import, by path. `core` alone stands for every layer below core. */
  readonly imports: readonly string[];
  /** Excepted from what `core` stands for. */
  readonly never?: readonly string[];
  /** Packages it may import; none unless said. */
  readonly packages?: readonly string[];
  /** Whether modules of Node may be imported. */
  readonly node?: boolean;
}

export const layers: readonly Layer[] = [
  // Leaves: everything else may stand on these.
  { path: 'core/diagnostics', imports: [] },
  { path: 'core/random', imports: [] },
  { path: 'core/ir', imports: ['core/diagnostics'] },
  { path: 'core/fixed', imports: ['core/diagnostics'] },

  // From text to a checked model.
  { path: 'core/units', imports: ['core/diagnostics'] },
  { path: 'core/equations', imports: ['core/diagnostics', 'core/units'] },
  { path: 'core/network', imports: ['core/diagnostics', 'core/units', 'core/equations'] },
  {
    path: 'core/analysis',
    imports: ['core/diagnostics', 'core/units', 'core/equations', 'core/network'],
  },
  {
    path: 'core/description',
    imports: [
      'core/diagnostics',
      'core/random',
      'core/units',
      'core/equations',
      'core/network',
      'core/backend.ts',
    ],
    packages: ['yaml'],
  },
  {
    path: 'core/builder',
    imports: [
      'core/diagnostics',
      'core/units',
      'core/equations',
      'core/network',
      'core/description',
    ],
  },

  // What engines, sessions and results look like from outside.
  { path: 'core/recording', imports: ['core/diagnostics', 'core/random'] },
  { path: 'core/hardware.ts', imports: ['core/diagnostics', 'core/fixed'] },
  {
    path: 'core/backend.ts',
    imports: ['core/diagnostics', 'core/hardware.ts', 'core/network', 'core/recording'],
  },

  // From the model to a program, and the walk through its steps.
  {
    path: 'core/integration',
    imports: [
      'core/diagnostics',
      'core/ir',
      'core/units',
      'core/equations',
      'core/network',
      'core/analysis',
    ],
  },
  {
    path: 'core/lints',
    imports: [
      'core/diagnostics',
      'core/random',
      'core/ir',
      'core/fixed',
      'core/units',
      'core/equations',
      'core/network',
      'core/analysis',
    ],
  },
  {
    path: 'core/lower',
    imports: [
      'core/diagnostics',
      'core/random',
      'core/ir',
      'core/units',
      'core/equations',
      'core/network',
      'core/analysis',
      'core/description',
      'core/integration',
      'core/lints',
      'core/backend.ts',
    ],
  },
  {
    path: 'core/diagnosis',
    imports: ['core/diagnostics', 'core/ir', 'core/units', 'core/recording'],
  },
  {
    path: 'core/runtime',
    imports: [
      'core/diagnosis',
      'core/diagnostics',
      'core/random',
      'core/ir',
      'core/network',
      'core/recording',
      'core/backend.ts',
    ],
  },
  { path: 'core/index.ts', imports: ['core'] },

  { path: 'backends/emit', imports: ['core/ir', 'core/diagnostics'] },
  { path: 'backends/reference', imports: ['core', 'backends/emit'], never: ['core/fixed'] },
  { path: 'backends/fixed-point', imports: ['core', 'backends/emit'] },
  { path: 'backends/profiles', imports: ['core'] },
  // The emulator runs images, as silicon does: below the border nothing knows of networks.
  { path: 'backends/neurocore/isa', imports: ['core/diagnostics'] },
  {
    path: 'backends/neurocore/image',
    imports: [
      'core/diagnostics',
      'core/fixed',
      'core/random',
      'core/hardware.ts',
      'backends/neurocore/isa',
    ],
  },
  {
    path: 'backends/neurocore/emulator',
    imports: [
      'core/diagnostics',
      'core/fixed',
      'core/random',
      'backends/emit',
      'backends/neurocore/isa',
      'backends/neurocore/image',
    ],
  },
  {
    path: 'backends/neurocore/codegen',
    imports: ['core', 'backends/fixed-point', 'backends/neurocore/isa', 'backends/neurocore/image'],
  },
  {
    path: 'backends/neurocore/placement',
    imports: [
      'core',
      'backends/fixed-point',
      'backends/neurocore/isa',
      'backends/neurocore/image',
      'backends/neurocore/codegen',
    ],
  },
  {
    path: 'backends/neurocore',
    imports: [
      'core',
      'backends/fixed-point',
      'backends/neurocore/isa',
      'backends/neurocore/image',
      'backends/neurocore/emulator',
      'backends/neurocore/codegen',
      'backends/neurocore/placement',
    ],
  },

  { path: 'equivalence', imports: ['core'] },
  // Golden vectors: read and replayed by a command, of no use to a comparison.
  { path: 'equivalence/vectors', imports: ['core'] },

  { path: 'cli/node', imports: ['core'], node: true },
  {
    path: 'cli',
    imports: [
      'core',
      'backends/reference',
      'backends/fixed-point',
      'backends/neurocore',
      'backends/profiles',
      'equivalence',
      'equivalence/vectors',
      'cli/node',
    ],
    // `formats --write` keeps the comments of the file it changes.
    packages: ['yaml'],
    node: true,
  },
  {
    path: 'bench',
    imports: [
      'core',
      'backends/reference',
      'backends/fixed-point',
      'backends/profiles',
      'backends/neurocore/image',
      'backends/neurocore/emulator',
      'backends/neurocore',
      'cli/node',
    ],
    node: true,
  },
];

/** Names that code below core must not use, whatever it imports. */
export const bannedInCore: readonly string[] = ['Date', 'Function', 'eval', 'Math.random'];

/** The only file outside core that may turn text into code. */
export const codeGenerator = 'backends/emit/emit-js.ts';

/** Layers without an index: nothing imports them. */
export const withoutIndex: readonly string[] = ['bench', 'cli'];

/** The layer of a source file; undefined for files outside all layers. */
export function layerOf(file: string): Layer | undefined {
  return layers
    .filter((layer) => file === layer.path || file.startsWith(`${layer.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** The paths of all layers that a layer may import. */
export function allowedLayers(layer: Layer): ReadonlySet<string> {
  const inCore = layers.map((entry) => entry.path).filter((path) => path.startsWith('core/'));
  const named = layer.imports.flatMap((path) => (path === 'core' ? inCore : [path]));
  const excepted = new Set([...(layer.never ?? []), layer.path]);
  return new Set(named.filter((path) => !excepted.has(path)));
}
