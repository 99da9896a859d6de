import type { VectorValue } from './vector-shape.js';

/** Keys of each kind of object: what is read, and what is there for people. */
const known = {
  file:
    'format name title description provenance units dt duration n_steps schedule execution_order ' +
    'integration_note groups timed_arrays inputs synapses events expected',
  group: 'name n equations method threshold reset refractory parameters initial code run_regularly',
  input: 'name n spikes period_steps',
  synapses:
    'name source target n model on_pre on_post parameters connect i j delay delay_steps ' +
    'delay_steps_formula post_delay_steps initial code method pathways run_regularly',
  pathway: 'name side statements delay_steps',
  task: 'statements every_steps',
  event: 't op synapses var where value total rule to',
  expected: 'spikes traces final final_without_freeze segment_after_restore restore_identical',
} as const;

/**
 * Paths of keys that the reader does not know. A vector that has one may mean more than was run, so
 * a difference is then no proof against the engine: `groups[0].noise`.
 */
export function unknownKeys(root: VectorValue): readonly string[] {
  const found: string[] = [];
  const look = (kind: keyof typeof known, value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const keys = new Set(known[kind].split(' '));
    const prefix = path === '' ? '' : `${path}.`;
    for (const key of Object.keys(value)) if (!keys.has(key)) found.push(prefix + key);
  };
  const each = (
    value: unknown,
    path: string,
    visit: (item: unknown, path: string) => void,
  ): void => {
    if (Array.isArray(value))
      value.forEach((item, place) => {
        visit(item, `${path}[${place}]`);
      });
  };
  const part = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)[key]
      : undefined;
  const tasks = (owner: unknown, path: string): void => {
    each(part(owner, 'run_regularly'), `${path}.run_regularly`, (task, at) => {
      look('task', task, at);
    });
  };
  look('file', root.value, '');
  each(part(root.value, 'groups'), 'groups', (group, at) => {
    look('group', group, at);
    tasks(group, at);
  });
  each(part(root.value, 'inputs'), 'inputs', (input, at) => {
    look('input', input, at);
  });
  each(part(root.value, 'synapses'), 'synapses', (synapses, at) => {
    look('synapses', synapses, at);
    tasks(synapses, at);
    each(part(synapses, 'pathways'), `${at}.pathways`, (pathway, place) => {
      look('pathway', pathway, place);
    });
  });
  each(part(root.value, 'events'), 'events', (event, at) => {
    look('event', event, at);
  });
  look('expected', part(root.value, 'expected'), 'expected');
  return found;
}
