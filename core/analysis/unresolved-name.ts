import { nearNames, type SourceSpan } from '../diagnostics/index.js';
import type { ExpressionCheck } from './expression-check.js';

/** Reports a name that nothing defines, once per object. */
export function reportUnresolved(
  name: string,
  span: SourceSpan,
  check: ExpressionCheck,
): undefined {
  const { scope } = check;
  const { reported } = check.options;
  if (!scope.complete || reported.has(name)) return undefined;
  reported.add(name);
  const feature = unavailableName(name);
  if (feature !== undefined) return check.error('UNSUPPORTED_FEATURE', span, feature);
  const near = nearNames(name, scope.candidates());
  const searched = [...scope.searched, 'built-in names', 'constants and arrays'].join(', ');
  check.error('UNRESOLVED_NAME', span, `${name} is not defined in ${scope.title}`, {
    label: `searched: ${searched}`,
    ...(near.length === 0 ? {} : { help: `did you mean ${near.join(' or ')}?` }),
  });
}

/** Names of Brian2's language that this version does not have. */
function unavailableName(name: string): string | undefined {
  if (name === 'refractory_until') return 'refractory_until is not available';
  return undefined;
}
