/** When a finding can appear. */
export type Phase =
  | 'file'
  | 'text'
  | 'units'
  | 'network'
  | 'data'
  | 'compile'
  | 'hardware'
  | 'chip'
  | 'run'
  | 'compare'
  | 'command';

/** What is known of a code without an occurrence. */
export interface ErrorKind {
  readonly phase: Phase;
  readonly title: string;
}

/** Stable name of a kind of finding. */
export type ErrorCode =
  | 'FILE_SYNTAX'
  | 'FILE_VERSION'
  | 'FILE_KEY'
  | 'FILE_MISSING'
  | 'FILE_TYPE'
  | 'FILE_VALUE'
  | 'FILE_NAME'
  | 'FILE_REFERENCE'
  | 'FILE_DATA'
  | 'FILE_CONFLICT'
  | 'LATE_BINDING'
  | 'UNSUPPORTED_FEATURE'
  | 'EQUATION_SYNTAX'
  | 'EQUATION_FLAG'
  | 'EQUATION_CYCLE'
  | 'UNIT_ARGS'
  | 'UNIT_MISMATCH'
  | 'UNIT_DECLARATION'
  | 'CONDITION_TYPE'
  | 'UNRESOLVED_NAME'
  | 'NAME_SHADOWED'
  | 'NO_SUCH_VARIABLE'
  | 'ILLEGAL_WRITE'
  | 'ILLEGAL_READ'
  | 'CLIP_BOUNDS'
  | 'ROUNDS_SI_VALUE'
  | 'FLAG_WITHOUT_REFRACTORY'
  | 'CLOCK_DRIVEN_DEFAULT'
  | 'METHOD_CHOSEN'
  | 'METHOD_REFUSED'
  | 'INIT_OUT_OF_BOUNDS'
  | 'TIMED_ARRAY_WIDTH'
  | 'SELF_REF_INIT'
  | 'RATE_ABOVE_DT'
  | 'UNIT_CHAIN'
  | 'SHARED_EXTERNAL_INPUT'
  | 'UNDRIVEN_VARIABLE'
  | 'UNUSED_CONSTANT'
  | 'UNUSED_OBJECT'
  | 'ORPHAN_OBJECT'
  | 'REFRACTORY_NO_CLAMP'
  | 'REFRACTORY_SUBMICROSECOND'
  | 'DEAD_TIME'
  | 'STDP_BALANCE'
  | 'TRACE_STYLE'
  | 'SQUARE_FOR_PLOT'
  | 'WRITE_CONFLICT'
  | 'ORDER_DEPENDENT'
  | 'ORDER_BY_NAME'
  | 'SPLIT_OVERLAP'
  | 'REACHABILITY'
  | 'DRIVE_BUDGET'
  | 'ZERO_WEIGHTS'
  | 'UPDATE_SIZE'
  | 'DEAD_ZONE_AT_BOUND'
  | 'FLAG_AS_PREDICATE'
  | 'DELAY_ROUNDED'
  | 'CLOCK_RATIO'
  | 'OBJECT_INACTIVE'
  | 'VALUES_SET'
  | 'DELAY_NEGATIVE'
  | 'SHAPE_MISMATCH'
  | 'LOAD_SHAPE'
  | 'CONNECT_INDEX'
  | 'NO_SYNAPSES'
  | 'SPIKE_LIST'
  | 'OBJECT_ID'
  | 'NOTHING_SELECTED'
  | 'NORMALIZE_ZERO'
  | 'MONITOR_BYTES'
  | 'MEMORY_LIMIT'
  | 'PROBE_BUDGET'
  | 'INVALID_VALUE'
  | 'RETRY_LIMIT'
  | 'WRITES_DROPPED'
  | 'SILENT_GROUP'
  | 'REFRACTORY_SATURATED'
  | 'WEIGHT_RANGE'
  | 'STDP_SILENT_POST'
  | 'REST_CHECK'
  | 'RATE_BAND'
  | 'SELECTIVITY'
  | 'THETA_SPREAD'
  | 'STIFFNESS'
  | 'CHECKPOINT_MISMATCH'
  | 'HARDWARE_LIMIT'
  | 'CHIP_ACC_WIDTH'
  | 'CHIP_CAPACITY'
  | 'CHIP_CONSTANTS'
  | 'CHIP_DELAY_TOO_LONG'
  | 'CHIP_FORMATS'
  | 'CHIP_LANE_TOO_WIDE'
  | 'CHIP_TRACE_TOO_WIDE'
  | 'CHIP_LUT_FULL'
  | 'CHIP_SYNAPSE_ORDER'
  | 'CHIP_CLOCK_DRIVEN'
  | 'CHIP_DRAWS'
  | 'CHIP_EVENT'
  | 'CHIP_FOREIGN_STATE'
  | 'CHIP_INDEX'
  | 'CHIP_NONADDITIVE'
  | 'CHIP_PATHWAYS'
  | 'CHIP_POST_DELAY'
  | 'CHIP_PRE_STATE'
  | 'CHIP_PRODUCT_WIDTH'
  | 'CHIP_REGISTERS'
  | 'CHIP_REGULAR'
  | 'CHIP_SLOT'
  | 'CHIP_SR_IN_FOLD'
  | 'CHIP_STEP_NUMBER'
  | 'CHIP_TARGET'
  | 'CHIP_TIMED_COLUMN'
  | 'CHIP_TRACE_NOT_FACTORABLE'
  | 'IMAGE_CHECKSUM'
  | 'IMAGE_CONTENT'
  | 'IMAGE_FORMAT'
  | 'CHIP_DELAY_IN_FLIGHT'
  | 'CHIP_FIXED_VALUE'
  | 'CHIP_PROBE_SLOT'
  | 'CHIP_SWITCH'
  | 'FORMAT_UNIT'
  | 'FORMAT_RANGE'
  | 'RANGE_UNKNOWN'
  | 'BOUND_AT_LSB'
  | 'BUDGET_BREACHED'
  | 'COMPARE_EMPTY'
  | 'RUN_INCOMPLETE'
  | 'TIMELINE_EMPTY'
  | 'COMMAND_USAGE'
  | 'VECTOR_FORMAT';

/**
 * Every diagnostic code with its phase and title. Codes are stable and never reused; each has a
 * page `docs/reference/errors/CODE.md`, which a test demands.
 */
export const errorCodes: Readonly<Record<ErrorCode, ErrorKind>> = {
  FILE_SYNTAX: {
    phase: 'file',
    title: 'The file is not well-formed YAML or JSON, or breaks a rule for all files',
  },
  FILE_VERSION: { phase: 'file', title: 'The version key has another number' },
  FILE_KEY: { phase: 'file', title: 'Unknown key' },
  FILE_MISSING: { phase: 'file', title: 'A required key is missing' },
  FILE_TYPE: { phase: 'file', title: 'A value has the wrong type' },
  FILE_VALUE: { phase: 'file', title: 'A value lies outside its set, or its unit is wrong' },
  FILE_NAME: { phase: 'file', title: 'A name is malformed, reserved or used twice' },
  FILE_REFERENCE: { phase: 'file', title: 'A reference to something that does not exist' },
  FILE_DATA: { phase: 'data', title: 'A data file cannot be read' },
  FILE_CONFLICT: { phase: 'file', title: 'Keys that exclude each other' },
  LATE_BINDING: { phase: 'file', title: 'A function or getter where a value must be given' },
  UNSUPPORTED_FEATURE: { phase: 'network', title: 'A construct that is not available' },
  EQUATION_SYNTAX: { phase: 'text', title: 'An equation, statement or expression cannot be read' },
  EQUATION_FLAG: { phase: 'text', title: 'A flag is unknown or does not belong here' },
  EQUATION_CYCLE: {
    phase: 'text',
    title: 'Subexpressions or constants refer to each other in a circle',
  },
  UNIT_ARGS: { phase: 'units', title: 'Arguments of a function have different units' },
  UNIT_MISMATCH: { phase: 'units', title: 'Two sides have different units' },
  UNIT_DECLARATION: {
    phase: 'units',
    title: 'A declared unit is unknown or not a base-scale unit',
  },
  CONDITION_TYPE: {
    phase: 'units',
    title: 'A condition is not boolean, or a boolean stands where a number is needed',
  },
  UNRESOLVED_NAME: { phase: 'network', title: 'A name that nothing defines' },
  NAME_SHADOWED: {
    phase: 'network',
    title: 'A constant with the name of a unit, function or built-in constant',
  },
  NO_SUCH_VARIABLE: { phase: 'network', title: 'An object has no variable of this name' },
  ILLEGAL_WRITE: { phase: 'network', title: 'A statement writes what it must not write' },
  ILLEGAL_READ: { phase: 'network', title: 'An expression reads what it cannot read here' },
  CLIP_BOUNDS: { phase: 'network', title: 'clip() with its bounds in the wrong order' },
  ROUNDS_SI_VALUE: {
    phase: 'units',
    title: 'floor, ceil or abs of a value with a unit acts on its SI value',
  },
  FLAG_WITHOUT_REFRACTORY: {
    phase: 'network',
    title: 'unless refractory without a refractory setting',
  },
  CLOCK_DRIVEN_DEFAULT: {
    phase: 'network',
    title: 'A synaptic equation without a flag is clock-driven',
  },
  METHOD_CHOSEN: { phase: 'compile', title: 'Which integration method was chosen, and why' },
  METHOD_REFUSED: { phase: 'compile', title: 'The named integration method cannot be used' },
  INIT_OUT_OF_BOUNDS: {
    phase: 'network',
    title: 'An initial value lies outside the bounds of the clip() that later writes the variable',
  },
  TIMED_ARRAY_WIDTH: {
    phase: 'network',
    title: 'Columns of a timed array against the size of the population',
  },
  SELF_REF_INIT: { phase: 'network', title: 'An initial expression reads the variable it sets' },
  UNIT_CHAIN: {
    phase: 'units',
    title: 'A unit is put on a number, or taken off a quantity, where it is used',
  },
  SHARED_EXTERNAL_INPUT: { phase: 'network', title: 'One timed array drives several layers' },
  UNDRIVEN_VARIABLE: { phase: 'network', title: 'A variable that only decays and nothing writes' },
  UNUSED_CONSTANT: { phase: 'network', title: 'A constant that nothing reads' },
  UNUSED_OBJECT: { phase: 'network', title: 'An object that takes no part' },
  ORPHAN_OBJECT: { phase: 'network', title: 'An object of another network' },
  REFRACTORY_NO_CLAMP: {
    phase: 'network',
    title: 'The membrane goes on while a neuron is refractory',
  },
  REFRACTORY_SUBMICROSECOND: {
    phase: 'network',
    title: 'A refractory period that Brian2 rounds to another number of steps',
  },
  DEAD_TIME: { phase: 'network', title: 'Effective dead times of a population' },
  STDP_BALANCE: { phase: 'network', title: 'Areas of both sides of a learning window' },
  TRACE_STYLE: { phase: 'network', title: 'Whether traces count the nearest spike or all spikes' },
  SQUARE_FOR_PLOT: { phase: 'network', title: 'A size that only drawings would want as a square' },
  WRITE_CONFLICT: { phase: 'network', title: 'One variable is assigned and added to in one slot' },
  ORDER_DEPENDENT: {
    phase: 'network',
    title: 'A result depends on the order of the events of one step',
  },
  ORDER_BY_NAME: {
    phase: 'network',
    title: 'Only names decide whether a variable is read before it is written',
  },
  SPLIT_OVERLAP: { phase: 'network', title: 'Labels are assigned and tested on the same items' },
  REACHABILITY: {
    phase: 'compile',
    title: 'All inputs together cannot bring a neuron to its threshold',
  },
  DRIVE_BUDGET: {
    phase: 'compile',
    title: 'The expected input is far from what the threshold needs',
  },
  ZERO_WEIGHTS: { phase: 'compile', title: 'Every weight is 0 and nothing raises it' },
  UPDATE_SIZE: {
    phase: 'network',
    title: 'An update of a weight is lost in rounding, or as large as its range',
  },
  DEAD_ZONE_AT_BOUND: {
    phase: 'hardware',
    title: 'Updates near a soft bound are lost in rounding',
  },
  FLAG_AS_PREDICATE: {
    phase: 'hardware',
    title: 'A number that is only 0 or 1 switches an update',
  },
  RATE_ABOVE_DT: { phase: 'run', title: 'A Poisson rate above one spike per step' },
  CLOCK_RATIO: { phase: 'compile', title: 'Time steps that are no multiples of each other' },
  VALUES_SET: { phase: 'run', title: 'How many elements a selection of the timeline changed' },
  OBJECT_INACTIVE: { phase: 'network', title: 'An object that is switched off' },
  DELAY_ROUNDED: { phase: 'compile', title: 'A delay was rounded to steps' },
  DELAY_NEGATIVE: { phase: 'compile', title: 'A negative delay' },
  SHAPE_MISMATCH: { phase: 'data', title: 'A list has another length than the object' },
  LOAD_SHAPE: { phase: 'data', title: 'A data file has another shape than the network needs' },
  CONNECT_INDEX: { phase: 'data', title: 'A connection points outside its groups' },
  NO_SYNAPSES: { phase: 'compile', title: 'A projection has no synapses' },
  SPIKE_LIST: {
    phase: 'data',
    title:
      'A spike list with a negative time, an index out of range or two spikes of one neuron in one step',
  },
  OBJECT_ID: { phase: 'compile', title: 'Two objects have the same random-number id' },
  NOTHING_SELECTED: { phase: 'run', title: 'A selection that selects nothing' },
  NORMALIZE_ZERO: { phase: 'run', title: 'Normalisation of a column whose sum is 0' },
  MONITOR_BYTES: { phase: 'compile', title: 'What probes will record, in bytes' },
  MEMORY_LIMIT: { phase: 'compile', title: 'The network needs more memory than allowed' },
  PROBE_BUDGET: { phase: 'run', title: 'A probe reached its budget' },
  RETRY_LIMIT: { phase: 'run', title: 'An item was shown as often as allowed without an answer' },
  INVALID_VALUE: { phase: 'run', title: 'A variable became NaN, infinite or absurdly large' },
  WRITES_DROPPED: { phase: 'run', title: 'Writes to refractory neurons were dropped' },
  SILENT_GROUP: { phase: 'run', title: 'A population did not spike while it should have' },
  REFRACTORY_SATURATED: {
    phase: 'run',
    title: 'Neurons spike as fast as their refractory period lets them',
  },
  WEIGHT_RANGE: { phase: 'run', title: 'Weights ended at the bounds of their range' },
  STDP_SILENT_POST: { phase: 'run', title: 'A learning rule ran from one side only' },
  REST_CHECK: { phase: 'run', title: 'Variables are not at rest when an item begins' },
  RATE_BAND: { phase: 'run', title: 'A mean rate lies outside the expected band' },
  SELECTIVITY: { phase: 'run', title: 'How much of the responses depends on the class' },
  THETA_SPREAD: { phase: 'run', title: 'How adaptive thresholds are spread' },
  STIFFNESS: { phase: 'run', title: 'The time step is too large for the equations' },
  CHECKPOINT_MISMATCH: { phase: 'run', title: 'A checkpoint of another program' },
  HARDWARE_LIMIT: { phase: 'hardware', title: 'Something does not fit the hardware' },
  CHIP_ACC_WIDTH: { phase: 'chip', title: 'An accumulator is wider than its memory' },
  CHIP_CAPACITY: { phase: 'chip', title: 'The network does not fit the chip' },
  CHIP_CONSTANTS: { phase: 'chip', title: 'A program needs more constants than it can see' },
  CHIP_DELAY_TOO_LONG: { phase: 'chip', title: 'A delay is longer than the chip keeps spikes' },
  CHIP_FORMATS: { phase: 'chip', title: 'Programs of a core use too many number formats' },
  CHIP_TRACE_TOO_WIDE: {
    phase: 'chip',
    title: 'The traces of a neuron do not fit a word of their memory',
  },
  CHIP_LANE_TOO_WIDE: { phase: 'chip', title: 'A synapse does not fit a word of its memory' },
  CHIP_LUT_FULL: { phase: 'chip', title: 'Tables do not fit their memory' },
  CHIP_SYNAPSE_ORDER: { phase: 'chip', title: 'Saturating sums depend on the order of synapses' },
  CHIP_CLOCK_DRIVEN: { phase: 'chip', title: 'Synapses that change in every step' },
  CHIP_DRAWS: { phase: 'chip', title: 'A program rounds by chance too often' },
  CHIP_EVENT: { phase: 'chip', title: 'Events besides spikes' },
  CHIP_FOREIGN_STATE: { phase: 'chip', title: 'A neuron uses a value that is not its own' },
  CHIP_INDEX: { phase: 'chip', title: 'A synapse computes with its number' },
  CHIP_NONADDITIVE: { phase: 'chip', title: 'A pathway assigns a variable of its target' },
  CHIP_PATHWAYS: { phase: 'chip', title: 'Several pathways of one side' },
  CHIP_POST_DELAY: { phase: 'chip', title: 'A delay of on_post' },
  CHIP_PRE_STATE: { phase: 'chip', title: 'A pathway touches the state of its source' },
  CHIP_PRODUCT_WIDTH: {
    phase: 'chip',
    title: 'A value is wider than a register or the multiplier',
  },
  CHIP_REGISTERS: { phase: 'chip', title: 'A program needs more registers than there are' },
  CHIP_REGULAR: { phase: 'chip', title: 'Regular statements of several periods' },
  CHIP_SLOT: { phase: 'chip', title: 'Something is done at another place of a step' },
  CHIP_SR_IN_FOLD: {
    phase: 'chip',
    title: 'Input is folded into the state with a rule that moves exact values',
  },
  CHIP_STEP_NUMBER: { phase: 'chip', title: 'A program computes with the number of the step' },
  CHIP_TARGET: { phase: 'chip', title: 'A projection onto an input' },
  CHIP_TIMED_COLUMN: { phase: 'chip', title: 'A timed array is read at a computed column' },
  CHIP_TRACE_NOT_FACTORABLE: { phase: 'chip', title: 'A trace is not one of one side' },
  IMAGE_CHECKSUM: { phase: 'chip', title: 'A chip image is damaged' },
  IMAGE_CONTENT: { phase: 'chip', title: 'A chip image contradicts itself' },
  IMAGE_FORMAT: { phase: 'chip', title: 'A file is no chip image of this version' },
  CHIP_DELAY_IN_FLIGHT: { phase: 'chip', title: 'A chip cannot change delays under way' },
  CHIP_FIXED_VALUE: { phase: 'chip', title: "A value is part of the chip's program" },
  CHIP_PROBE_SLOT: { phase: 'chip', title: 'A probe looks into the middle of a step' },
  CHIP_SWITCH: { phase: 'chip', title: 'A chip cannot switch objects off' },
  FORMAT_UNIT: { phase: 'hardware', title: 'A locked format needs the unit of its variable' },
  FORMAT_RANGE: { phase: 'hardware', title: 'No format of the hardware holds the range' },
  RANGE_UNKNOWN: { phase: 'hardware', title: 'No range is known for a variable' },
  BOUND_AT_LSB: { phase: 'hardware', title: 'A bound of a power of two is read as one LSB less' },
  BUDGET_BREACHED: { phase: 'compare', title: 'A budget is breached' },
  COMPARE_EMPTY: { phase: 'compare', title: 'A comparison has nothing to compare' },
  RUN_INCOMPLETE: { phase: 'run', title: 'A run ended before its timeline' },
  TIMELINE_EMPTY: { phase: 'network', title: 'A network without a timeline cannot be run' },
  COMMAND_USAGE: { phase: 'command', title: 'A command was called wrongly' },
  VECTOR_FORMAT: { phase: 'command', title: 'A golden vector is damaged or of an unknown format' },
};
