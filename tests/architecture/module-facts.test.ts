import { describe, expect, it } from 'vitest';
import { readModuleFacts } from './module-facts.js';

describe('readModuleFacts', () => {
  it('finds every form of import', () => {
    const text = `
      import type { A } from './a.js';
      import './b.js';
      export { c } from './c.js';
      export * from './d.js';
      const e = await import('./e.js');
      type F = import('./f.js').F;
      // import { no } from './comment.js';
      const text = "import { no } from './text.js'";
    `;
    const facts = readModuleFacts('x.ts', text);
    expect(facts.imports).toEqual(['./a.js', './b.js', './c.js', './d.js', './e.js', './f.js']);
    expect(facts.exportsAll).toBe(true);
  });

  it.each([
    ['const a = new Date();', 'Date'],
    ['const a = Math.random();', 'Math.random'],
    ["const a = Math['random']();", 'Math.random'],
    ['const a = { Date };', 'Date'],
    ["new Function('return 1');", 'Function'],
    ['let f: Function;', 'Function'],
  ])('sees the name in %s', (text, name) => {
    expect(readModuleFacts('x.ts', text).names).toContain(name);
  });

  it('does not take a property for a reference', () => {
    const facts = readModuleFacts('x.ts', 'const a = { Date: 1 }; a.Date; // Date');
    expect(facts.names).not.toContain('Date');
  });
});
