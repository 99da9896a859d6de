import type { Diagnostic, SourceSpan } from '../diagnostics/index.js';
import type { PlacedEntry } from './placed-value.js';
import type { Rule } from './shape.js';

/** What breaks a rule between keys: none of some keys is there, or a fault at one that is. */
export type RuleFault =
  | { readonly missing: readonly string[] }
  | {
      readonly code: 'FILE_CONFLICT' | 'FILE_MISSING';
      readonly message: string;
      readonly span: SourceSpan | undefined;
      readonly details: Pick<Diagnostic, 'help'>;
    };

/**
 * Holds the keys of a record against one rule.
 *
 * @param given - Entries by the key of the grammar.
 * @param written - How a key of the grammar is written in this document.
 */
export function brokenRule(
  rule: Rule,
  given: ReadonlyMap<string, PlacedEntry>,
  written: (key: string) => string,
): readonly RuleFault[] {
  const excludes = (first: string, second: string): RuleFault => ({
    code: 'FILE_CONFLICT',
    message: `${written(first)} and ${written(second)} exclude each other`,
    span: given.get(second)?.keySpan,
    details: { help: `keep ${written(first)} or ${written(second)}` },
  });
  const needs = (key: string, wanted: string): RuleFault => ({
    code: 'FILE_MISSING',
    message: `${written(key)} needs ${wanted} beside it`,
    span: given.get(key)?.keySpan,
    details: {},
  });
  switch (rule.rule) {
    case 'one-of': {
      const [first, ...others] = rule.keys.filter((key) => given.has(key));
      return first === undefined ? [] : others.map((other) => excludes(first, other));
    }
    case 'bars':
      if (!given.has(rule.key)) return [];
      return rule.bars.filter((key) => given.has(key)).map((key) => excludes(rule.key, key));
    case 'needs':
      if (!given.has(rule.key)) return [];
      return rule.needs
        .filter((key) => !given.has(key))
        .map((key) => needs(rule.key, written(key)));
    case 'needs-some':
      if (!given.has(rule.key) || rule.of.some((key) => given.has(key))) return [];
      return [needs(rule.key, rule.of.map(written).join(' or '))];
    case 'some-of':
      return rule.keys.some((key) => given.has(key)) ? [] : [{ missing: rule.keys }];
  }
}
