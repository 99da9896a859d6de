/** Reference pages as text, from the grammars that also check files and from the help of commands. */

/** @typedef {import('../core/description/index.js').Shape} Shape */
/** @typedef {import('../core/description/index.js').RecordShape} RecordShape */
/** @typedef {import('../core/description/index.js').Field} Field */
/** @typedef {import('../core/description/index.js').Rule} Rule */
/** @typedef {import('../core/description/index.js').VariantShape} VariantShape */

const units = { second: 'time', hertz: 'rate', joule: 'energy', watt: 'power', 1: 'number' };
const examples = { second: '20 ms', hertz: '10 Hz', joule: '20 pJ', watt: '1 mW', 1: '0.5' };

const code = (/** @type {string} */ text) => `\`${text}\``;
const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|');
const anchor = (/** @type {string} */ title) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');

/** The grammar of one kind of file as Markdown: a section per map, a row per key. */
class GrammarPage {
  /** @type {string[]} */ #lines = [];
  /** @type {{title: string, shape: RecordShape | VariantShape}[]} */ #waiting = [];
  /** @type {Map<unknown, string>} */ #titles = new Map();

  /** @returns {string} */
  page(/** @type {RecordShape} */ root) {
    this.#section('Top level', root);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#section(next.title, next.shape);
    }
    return this.#lines.join('\n');
  }

  #section(/** @type {string} */ title, /** @type {RecordShape | VariantShape} */ shape) {
    this.#lines.push(`## ${title}`, '');
    if (shape.kind === 'record') {
      this.#table(title, shape.fields);
      this.#rules(shape.rules ?? []);
      return;
    }
    this.#lines.push(`Exactly one of these keys says which ${shape.of} it is.`, '');
    this.#table(
      title,
      shape.variants.map(({ field }) => field),
    );
    for (const { field, fields, rules } of shape.variants) {
      if (fields === undefined || fields.length === 0) continue;
      this.#lines.push(`Beside ${code(field.key)}:`, '');
      this.#table(title, fields);
      this.#rules(rules ?? []);
    }
    if (shape.common.length > 0) {
      this.#lines.push('Beside any of them:', '');
      this.#table(title, shape.common);
    }
  }

  #table(/** @type {string} */ title, /** @type {readonly Field[]} */ fields) {
    const path = title === 'Top level' ? '' : `${title}.`;
    if (fields.length === 0) {
      this.#lines.push('No keys: written as `{}`.', '');
      return;
    }
    this.#lines.push('| key | value | default | meaning |', '|---|---|---|---|');
    for (const { key, shape, required, default: absent, doc } of fields) {
      const otherwise =
        required === true ? 'required' : absent === undefined ? '' : code(JSON.stringify(absent));
      const value = this.#value(shape, path + key);
      this.#lines.push(
        `| ${code(key)} | ${cell(value)} | ${cell(otherwise)} | ${cell(doc ?? '')} |`,
      );
    }
    this.#lines.push('');
  }

  #rules(/** @type {readonly Rule[]} */ rules) {
    const list = (/** @type {readonly string[]} */ keys) => keys.map(code).join(', ');
    for (const rule of rules) {
      switch (rule.rule) {
        case 'one-of':
          this.#lines.push(`* At most one of ${list(rule.keys)}.`);
          break;
        case 'some-of':
          this.#lines.push(`* At least one of ${list(rule.keys)}.`);
          break;
        case 'needs':
          this.#lines.push(`* ${code(rule.key)} only beside ${list(rule.needs)}.`);
          break;
        case 'needs-some':
          this.#lines.push(`* ${code(rule.key)} only beside one of ${list(rule.of)}.`);
          break;
        case 'bars':
          this.#lines.push(`* ${code(rule.key)} not beside ${list(rule.bars)}.`);
          break;
      }
    }
    if (rules.length > 0) this.#lines.push('');
  }

  /** What may stand at a key; maps with keys of their own become sections. @returns {string} */
  #value(/** @type {Shape} */ shape, /** @type {string} */ path) {
    switch (shape.kind) {
      case 'text':
        return shape.pattern?.describes ?? 'text';
      case 'text-block':
        return 'text, or list of lines';
      case 'boolean':
        return '`true` or `false`';
      case 'version':
        return code(String(shape.number));
      case 'later':
        return 'refused with `UNSUPPORTED_FEATURE`';
      case 'word':
        return shape.words.length > 16
          ? `one of ${shape.words.length} words: ${shape.words.slice(0, 3).map(code).join(', ')} .. ${code(shape.words.at(-1) ?? '')}`
          : shape.words.map(code).join(', ');
      case 'number':
        return `${shape.integer ? 'integer' : 'number'}${bounds(shape)}`;
      case 'quantity': {
        const kind =
          shape.unit === undefined
            ? 'quantity such as `-65 mV`'
            : `${units[shape.unit]} such as ${code(examples[shape.unit])}`;
        return `${kind}${bounds(shape)}${shape.expression === true ? ', or expression' : ''}`;
      }
      case 'list':
        return `list of: ${this.#value(shape.item, `${path}[]`)}${shape.min === undefined ? '' : `; at least ${shape.min}`}`;
      case 'tuple':
        return `[${shape.items.map((item) => this.#value(item, path)).join('; ')}]`;
      case 'named':
        return `map: ${shape.of} to ${this.#value(shape.value, `${path}.NAME`)}`;
      case 'record':
      case 'variant':
        return this.#link(shape, path);
      case 'choice':
        return this.#choice(shape, path);
      case 'defined':
        return this.#value(this.#resolved(shape), path);
    }
  }

  /** Definitions make a new object per call; one section serves all uses of a name. */
  #resolved(/** @type {import('../core/description/index.js').DefinedShape} */ shape) {
    const inner = shape.get();
    if (inner.kind === 'record' || inner.kind === 'variant') {
      const known = this.#titles.get(shape.name);
      if (known !== undefined) this.#titles.set(inner, known);
      else this.#titles.set(inner, '');
      this.#names.set(inner, shape.name);
    }
    return inner;
  }
  /** @type {Map<unknown, string>} */ #names = new Map();

  #link(/** @type {RecordShape | VariantShape} */ shape, /** @type {string} */ path) {
    let title = this.#titles.get(shape);
    if (title === undefined || title === '') {
      title = path;
      this.#titles.set(shape, title);
      const name = this.#names.get(shape);
      if (name !== undefined) this.#titles.set(name, title);
      this.#waiting.push({ title, shape });
    }
    return `[map](#${anchor(title)})`;
  }

  #choice(
    /** @type {import('../core/description/index.js').ChoiceShape} */ shape,
    /** @type {string} */ path,
  ) {
    const maps = shape.options.flatMap(({ shape: option }) => {
      const found = this.#value(option, path);
      return [...found.matchAll(/\[map\]\([^)]*\)/g)].map(([link]) => link);
    });
    const links = [...new Set(maps)];
    return `${shape.describes}${links.length === 0 ? '' : ` (${links.join(', ')})`}`;
  }
}

function bounds(/** @type {{min?: number, max?: number, above?: boolean}} */ shape) {
  const { min, max, above } = shape;
  if (min !== undefined && max !== undefined) return ` ${min}..${max}`;
  if (min === undefined) return '';
  return above === true ? ` > ${min}` : ` >= ${min}`;
}

const generated =
  'This page is made from the grammar that checks the files: `npm run reference` writes it.';
const common = `${generated}

UTF-8; YAML 1.2 (one document, no tags, no duplicate keys, no merge key) or JSON of the same shape. A key that is not on this page is an error (\`FILE_KEY\`). A quantity is a number, or a number
with units (\`20 ms\`, \`14 mV/ms\`); a bare 0 is accepted for every unit.`;

/**
 * All generated pages by path.
 * @param {{
 *   network: RecordShape, hardware: RecordShape, budget: RecordShape, faults: RecordShape,
 *   commands: readonly {name: string, summary: string, help: string}[], overview: string,
 * }} sources
 * @returns {ReadonlyMap<string, string>}
 */
export function referencePages({ network, hardware, budget, faults, commands, overview }) {
  const page = (
    /** @type {string} */ title,
    /** @type {string} */ text,
    /** @type {RecordShape} */ root,
  ) => `# ${title}\n\n${text}\n\n${new GrammarPage().page(root).trimEnd()}\n`;
  const help = commands.flatMap((command) => [
    `## ${command.name}`,
    '',
    `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
    '',
    '```text',
    command.help.trimEnd(),
    '```',
    '',
  ]);
  return new Map([
    [
      'docs/reference/network-file.md',
      page(
        'Network file',
        `What a network is: its neurons, synapses, inputs, probes and timeline. \`isospike check FILE\` reads one. Names begin with a letter and have letters, digits and \`_\`.\n\n${common}`,
        network,
      ),
    ],
    [
      'docs/reference/hardware-file.md',
      page(
        'Hardware file',
        `Widths, rounding, sizes and figures of a chip. With \`extends\` (a built-in name or a path) every key but \`hardware\` and \`name\` may come from another file: maps merge key by key, lists and
single values replace. Built in: \`iso-256\`, \`iso-small-4bit\`, \`iso-wide-32\`; commented copies are in \`examples/hardware\`.\n\n${common}`,
        hardware,
      ),
    ],
    [
      'docs/reference/budget-file.md',
      page(
        'Budget file',
        `What may differ between two runs before a comparison counts as breached. \`isospike compare --budget FILE\` reads one. Limits are upper limits; those that begin with \`min\` are lower ones.\n\n${common}`,
        budget,
      ),
    ],
    [
      'docs/reference/fault-file.md',
      page(
        'Fault file',
        `Wrong bits and lost or repeated packets for \`isospike run --on neurocore --faults FILE\`, all in one run. A stuck bit is held before and after each step: what is written inside a step is wrong from its end on. Program memory is wrong from the begin of the step.\n\n${common}`,
        faults,
      ),
    ],
    [
      'docs/reference/command-line.md',
      [
        '# Command line',
        '',
        'This page is made from the help of the commands: `npm run reference` writes it. Results go to standard output, diagnostics and progress to standard error.',
        '',
        '```text',
        overview.trimEnd(),
        '```',
        '',
        ...help,
      ]
        .join('\n')
        .replace(/\n+$/, '\n'),
    ],
  ]);
}
