import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { ArrayId, HostStep, Slot } from '../../../core/ir/index.js';
import type { FixedProgram } from '../../fixed-point/index.js';

/** Slots at whose end the states are those between two steps. */
const betweenSteps: ReadonlySet<Slot> = new Set<Slot>([
  'before_start',
  'start',
  'after_start',
  'before_groups',
  'resets',
  'after_resets',
  'before_end',
  'end',
  'after_end',
]);

/** Refuses what probes and the timeline ask for and a chip cannot give. */
export function refuseHostUse(program: FixedProgram, diagnostics: Diagnostics): void {
  for (const probe of program.probes) {
    if (probe.kind === 'state' && !betweenSteps.has(probe.when))
      diagnostics.error(
        'CHIP_PROBE_SLOT',
        `probe ${probe.name} looks at ${probe.object} in slot ${probe.when}, in the middle of a step`,
        {
          context: `probe ${probe.name}`,
          expected: 'start, resets or end',
          found: probe.when,
          help: 'the host sees states between two steps: leave `when` out, or write when: end',
        },
      );
    if (probe.kind === 'spikes' && (probe.arrays ?? []).length > 0)
      diagnostics.error(
        'CHIP_PROBE_SLOT',
        `probe ${probe.name} wants variables of ${probe.object} right after the thresholds`,
        {
          context: `probe ${probe.name}`,
          help: 'the host sees states between two steps: record spikes alone, and a state probe beside them',
        },
      );
  }
  const delays = new Set(
    program.arrays.flatMap(({ id, role }) =>
      role === 'delay' || role === 'delay-ticks' ? [id] : [],
    ),
  );
  refuseSteps(program.host, delays, diagnostics);
}

function refuseSteps(
  steps: readonly HostStep[],
  delays: ReadonlySet<ArrayId>,
  diagnostics: Diagnostics,
): void {
  for (const step of steps) {
    if (step.kind === 'repeat') refuseSteps(step.steps, delays, diagnostics);
    if (step.kind === 'present') {
      refuseSteps(step.before, delays, diagnostics);
      refuseSteps(step.after, delays, diagnostics);
    }
    if (step.kind === 'set' && step.writes.some(({ array }) => delays.has(array)))
      diagnostics.error(
        'CHIP_DELAY_IN_FLIGHT',
        `the timeline changes delays of ${step.object}, whose events may be under way`,
        {
          context: 'timeline, set',
          help: 'give the delays in the projection; the chip keeps when a spike was sent, not when it is due',
          ...(step.span === undefined ? {} : { span: step.span }),
        },
      );
    if (step.kind === 'switch')
      diagnostics.error(
        'CHIP_SWITCH',
        `the timeline switches ${step.object} ${step.active ? 'on' : 'off'}`,
        {
          context: 'timeline, set',
          help: 'set rates to 0 or freeze weights instead; a chip runs all that is placed on it',
          ...(step.span === undefined ? {} : { span: step.span }),
        },
      );
  }
}
