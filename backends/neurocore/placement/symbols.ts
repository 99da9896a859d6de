import { printFormat } from '../../../core/fixed/index.js';
import { objectId, utf8 } from '../../../core/random/index.js';
import type { FixedProgram } from '../../fixed-point/index.js';
import type { ChipCode, LaneField } from '../codegen/index.js';
import type { WordField } from '../image/index.js';
import type { PlacedNetwork } from './placement.js';

/** A named field of a record or of a lane. */
export interface FieldSymbol {
  readonly name: string;
  readonly field: WordField;
  /** `s24f15 mV`; absent for what only the chip knows, such as ages. */
  readonly format?: string;
}

/** Names of what lies on a chip: for the host and for reports, never read by a core. */
export interface ChipSymbols {
  readonly populations: readonly {
    readonly name: string;
    readonly objectId: number;
    readonly size: number;
    /** Fields of a neuron's record in the state memory, and of its words of pending input. */
    readonly fields: readonly FieldSymbol[];
    readonly receptors: readonly string[];
    /** Neurons low .. high lie on a core from local number `first` on. */
    readonly slices: readonly {
      readonly core: number;
      readonly descriptor: number;
      readonly low: number;
      readonly high: number;
      readonly first: number;
      /** Id of `low` at the host output; -1: the host does not hear it. */
      readonly hostId: number;
    }[];
  }[];
  readonly projections: readonly {
    readonly name: string;
    readonly objectId: number;
    readonly source: string;
    readonly target: string;
    /** Fields of a lane. */
    readonly fields: readonly FieldSymbol[];
    /** Entries of the pathway tables that belong to it: [core, place]. */
    readonly pathways: readonly (readonly [core: number, place: number])[];
  }[];
  readonly inputs: readonly { readonly name: string; readonly size: number }[];
}

export function chipSymbols(
  { image, slices }: PlacedNetwork,
  code: ChipCode,
  fixed: FixedProgram,
): ChipSymbols {
  const formatOf = (array: string): { readonly format?: string } => {
    const found = fixed.formats.get(array);
    if (found === undefined) return {};
    const unit = found.unit === '1' ? '' : ` ${found.unit}`;
    return { format: `${printFormat(found.format)}${unit}` };
  };
  return {
    populations: code.populations.map(({ name, size, fields, receptors }) => {
      const own = slices.filter(({ population }) => population === name);
      const [slice] = own;
      const places = slice && image.cores[slice.core]?.populations[slice.descriptor]?.fields;
      return {
        name,
        objectId: objectId(name),
        size,
        fields: fields.flatMap((field, place) => {
          const found = places?.[place];
          const format = field.source.kind === 'array' ? formatOf(field.source.array) : {};
          return found === undefined ? [] : [{ name: field.name, field: found, ...format }];
        }),
        receptors,
        slices: own.map(({ core, descriptor, low, high, first, hostId }) => {
          return { core, descriptor, low, high, first, hostId };
        }),
      };
    }),
    projections: code.projections.map((projection) => {
      const { projection: name, target } = projection;
      const id = objectId(name);
      const pathways = image.cores.flatMap((core, number) =>
        core.pathways.flatMap((pathway, place) =>
          pathway.objectId === id ? [[number, place] as const] : [],
        ),
      );
      const [[core, place] = [0, 0]] = pathways;
      const lane = image.cores[core]?.pathways[place]?.lane;
      const field = (
        source: LaneField | undefined,
        found: WordField | undefined,
      ): readonly FieldSymbol[] =>
        source === undefined || found === undefined
          ? []
          : [{ name: source.array, field: found, ...formatOf(source.array) }];
      const plan = fixed.objects.find((object) => object.name === name);
      return {
        name,
        objectId: id,
        source: plan?.kind === 'projection' ? plan.source : '',
        target,
        fields:
          projection.form === 'constant' || lane === undefined
            ? []
            : [
                ...field(projection.weight, lane.weight),
                ...projection.auxiliary.flatMap((source, at) => field(source, lane.auxiliary[at])),
                ...field(projection.plastic, lane.plastic),
                ...projection.flags.flatMap((source, at) => field(source, lane.flags[at])),
              ],
        pathways,
      };
    }),
    inputs: fixed.objects.flatMap((object) =>
      object.kind === 'input' ? [{ name: object.name, size: object.size }] : [],
    ),
  };
}

/** The symbols section of an image file: UTF-8 JSON. */
export function encodeSymbols(symbols: ChipSymbols): Uint8Array {
  return utf8(JSON.stringify(symbols));
}
