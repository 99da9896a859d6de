/** Tables between markers of hand-written pages: `<!-- table: NAME -->` .. `<!-- end of table -->`. */

/** Pages of the data sheet that hold tables. */
export const dataSheetPages = [
  'docs/hardware/neurocore.md',
  'docs/hardware/neurocore-memories.md',
  'docs/hardware/neurocore-instructions.md',
  'docs/hardware/neurocore-timing.md',
  'docs/hardware/neurocore-host.md',
];

const marker = /<!-- table: ([a-z-]+) -->\n[\s\S]*?<!-- end of table -->/g;

/**
 * A page with its tables filled in.
 * @param {string} text
 * @param {ReadonlyMap<string, string>} tables
 * @returns {string}
 */
export function fillTables(text, tables) {
  return text.replace(marker, (_, /** @type {string} */ name) => {
    const table = tables.get(name);
    if (table === undefined) throw new Error(`there is no table ${name}`);
    return `<!-- table: ${name} -->\n${table}\n<!-- end of table -->`;
  });
}

/**
 * Names of the tables that a page shows.
 * @param {string} text
 * @returns {readonly string[]}
 */
export function tableNames(text) {
  return [...text.matchAll(marker)].map(([, name]) => name ?? '');
}
