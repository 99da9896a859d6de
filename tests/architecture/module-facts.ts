import { parseSync } from 'vite';

/** What a source text imports and which guarded names it uses. */
export interface ModuleFacts {
  /** Specifiers of every import: static, dynamic, re-exports and `import('..')` types. */
  readonly imports: readonly string[];
  /** Free names and `Math.random`, in order of appearance. */
  readonly names: readonly string[];
  /** Whether there is an `export *`. */
  readonly exportsAll: boolean;
}

interface SyntaxNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Fields that hold a name which is not a reference: `x.Date`, `{ Date: 1 }`. */
function namingFields(node: SyntaxNode): readonly string[] {
  if (node.computed === true) return [];
  if (node.type === 'MemberExpression') return ['property'];
  return 'key' in node && node.shorthand !== true ? ['key'] : [];
}

/** @throws Error when the text cannot be parsed. */
export function readModuleFacts(file: string, text: string): ModuleFacts {
  const { program, errors } = parseSync(file, text);
  const [fault] = errors;
  if (fault !== undefined) throw new Error(`${file}: ${fault.message}`);
  const imports: string[] = [];
  const names: string[] = [];
  let exportsAll = false;

  function visit(value: unknown): void {
    if (Array.isArray(value)) {
      for (const entry of value) visit(entry);
      return;
    }
    if (!isNode(value)) return;
    const source = value.source ?? (value.type === 'TSImportType' ? value.argument : undefined);
    if (isNode(source) && typeof source.value === 'string') imports.push(source.value);
    if (value.type === 'ExportAllDeclaration') exportsAll = true;
    if (value.type === 'Identifier') names.push(String(value.name));
    if (value.type === 'MemberExpression') {
      const [object, property] = [value.object, value.property];
      if (isNode(object) && isNode(property) && object.name === 'Math')
        names.push(`Math.${String(property.name ?? property.value)}`);
    }
    const skipped = namingFields(value);
    for (const [field, child] of Object.entries(value)) if (!skipped.includes(field)) visit(child);
  }

  visit(program.body);
  return { imports, names, exportsAll };
}
