import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

const manifest = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
) as Manifest;

/** The public names of the package, led to the sources: a test never judges an old build by accident. */
const publicNames = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
  if (typeof target === 'string') return [];
  const source = target.default.replace('./dist/', './').replace(/\.js$/, '.ts');
  const name = `${manifest.name}${subpath.slice(1)}`;
  return [
    {
      find: new RegExp(`^${name}$`),
      replacement: fileURLToPath(new URL(source, import.meta.url)),
    },
  ];
});

export default defineConfig({
  resolve: { alias: publicNames },
  test: {
    include: ['{core,backends,equivalence,cli,examples,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
  },
});
