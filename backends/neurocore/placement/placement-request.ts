import type { Hardware } from '../../../core/hardware.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { FixedProgram } from '../../fixed-point/index.js';
import type { ChipCode } from '../codegen/index.js';

/** A network as programs, and what its memories start with. */
export interface PlacementRequest {
  readonly code: ChipCode;
  readonly fixed: FixedProgram;
  readonly hardware: Hardware;
  /** Stored codes of every array before step 0, delays in steps included. */
  readonly initial: ReadonlyMap<ArrayId, Float64Array>;
  /** Populations whose spikes the host wants to see. */
  readonly hostPopulations: ReadonlySet<string>;
  readonly networkHash: string;
}
