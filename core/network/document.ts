/**
 * The network as written: the same shape for YAML, JSON and the TypeScript API.
 *
 * Texts stay texts (quantities, expressions, equations); meaning is given by `core/analysis`.
 * Keys are camelCase here and snake_case in files; user names are never converted.
 */

/** A number, `20 ms`, `20*ms`, or an expression where the key allows one. */
export type QuantityText = number | string;
/** One text, or several that are joined by newlines. */
export type TextBlock = string | readonly string[];

export interface FileReference {
  readonly file: string;
  readonly sha256?: string;
  readonly shape?: readonly number[];
  readonly unit?: string;
  readonly layout?: 'list' | 'matrix';
}

/** A value per element: one for all, a list, a list with a unit, an expression, or a file. */
export type ValueSpec =
  | QuantityText
  | boolean
  | readonly QuantityText[]
  | { readonly values: readonly number[]; readonly unit: string }
  | FileReference;

export type ConstantSpec =
  | QuantityText
  | { readonly value: QuantityText; readonly source?: string };
export type Constants = Readonly<Record<string, ConstantSpec>>;

export interface TimedArrayDocument {
  readonly dt: QuantityText;
  /** A unit without a number; `1` if absent. */
  readonly unit?: string;
  readonly values: readonly QuantityText[] | readonly (readonly QuantityText[])[] | FileReference;
}

export interface RetryDocument {
  readonly population: string;
  readonly minSpikes: number;
  readonly increase: QuantityText;
  readonly atMost: number;
  readonly onLimit?: 'stop' | 'continue';
}

export interface SpikesInputDocument {
  readonly size: number;
  readonly indices?: readonly number[];
  readonly times?: readonly QuantityText[];
  readonly steps?: readonly number[];
  readonly file?: string | FileReference;
  readonly period?: QuantityText;
}
export interface PoissonDocument {
  readonly size: number;
  readonly rates: ValueSpec;
  readonly dt?: QuantityText;
}
export interface PoissonInputDocument {
  readonly target: string;
  readonly variable: string;
  readonly n: number;
  readonly rate: QuantityText;
  readonly weight: QuantityText;
}
export interface ImageSetDocument {
  readonly file: string | FileReference;
  readonly labels?: string | FileReference;
  readonly permute?: number;
  readonly first?: number;
  readonly count?: number;
  readonly shuffle?: boolean;
}
export interface ImagesDocument {
  readonly sets: Readonly<Record<string, ImageSetDocument>>;
  readonly rate: QuantityText;
  readonly present: QuantityText;
  readonly rest?: QuantityText;
  readonly retry?: RetryDocument;
}
export interface TableDocument {
  readonly sets: Readonly<Record<string, ImageSetDocument>>;
  readonly columns: readonly string[];
  readonly label?: string;
  readonly cells?: number;
  readonly width?: number;
  readonly rates: readonly [QuantityText, QuantityText];
  readonly fit?: string;
  readonly present: QuantityText;
  readonly rest?: QuantityText;
  readonly retry?: RetryDocument;
}
/** Exactly one kind is present. */
export interface InputDocument {
  readonly spikes?: SpikesInputDocument;
  readonly poisson?: PoissonDocument;
  readonly poissonInput?: PoissonInputDocument;
  readonly images?: ImagesDocument;
  readonly table?: TableDocument;
  readonly order?: number;
  readonly active?: boolean;
  readonly grid?: readonly [number, number];
}

export interface RegularDocument {
  readonly do: TextBlock;
  readonly every?: QuantityText;
  readonly when?: string;
  readonly order?: number;
}

export interface PopulationDocument {
  readonly size: number;
  readonly equations: TextBlock;
  readonly threshold?: string;
  readonly reset?: TextBlock;
  readonly refractory?: QuantityText | boolean;
  readonly method?: string;
  readonly constants?: Constants;
  /** Carried out in key order. */
  readonly initial?: Readonly<Record<string, ValueSpec>>;
  readonly events?: Readonly<Record<string, string>>;
  readonly onEvent?: Readonly<Record<string, TextBlock>>;
  readonly regularly?: readonly RegularDocument[];
  readonly dt?: QuantityText;
  readonly order?: number;
  readonly active?: boolean;
  readonly bounds?: Readonly<Record<string, readonly [QuantityText, QuantityText]>>;
  readonly expect?: { readonly rate: readonly [QuantityText, QuantityText] };
  readonly grid?: readonly [number, number];
}

export interface PathwayDocument {
  readonly do: TextBlock;
  readonly delay?: ValueSpec;
  readonly order?: number;
  readonly event?: string;
}
/** One text (a pathway called `pre` or `post`), or pathways by name. */
export type PathwaysDocument = TextBlock | Readonly<Record<string, PathwayDocument>>;

export interface ConnectMap {
  readonly condition?: string;
  readonly probability?: number | string;
  readonly fanIn?: number;
  readonly j?: string;
  readonly i?: string;
  readonly pairs?: readonly (readonly [number, number])[] | string | FileReference;
  readonly nonzero?: string | FileReference;
  readonly n?: number | string;
  readonly skipInvalid?: boolean;
  readonly seed?: number;
}

export interface ProjectionDocument {
  readonly from: string;
  readonly to: string;
  readonly connect: string | ConnectMap;
  readonly model?: TextBlock;
  readonly onPre?: PathwaysDocument;
  readonly onPost?: PathwaysDocument;
  readonly delay?: ValueSpec;
  readonly initial?: Readonly<Record<string, ValueSpec>>;
  readonly constants?: Constants;
  readonly bounds?: Readonly<Record<string, readonly [QuantityText, QuantityText]>>;
  readonly regularly?: readonly RegularDocument[];
  readonly active?: boolean;
  readonly method?: string;
  readonly dt?: QuantityText;
  readonly order?: number;
  readonly plastic?: readonly string[];
  readonly freezable?: boolean;
}

export type SinkDocument = 'memory' | { readonly file: string } | { readonly ring: QuantityText };
interface ProbeCommon {
  readonly of: string;
  readonly name?: string;
  readonly sink?: SinkDocument;
  readonly budget?: number | string;
  readonly active?: boolean;
}
/** `0:10` or a list; absent means all. */
export type IndicesDocument = readonly number[] | string;
export type ProbeDocument =
  | {
      readonly spikes:
        | string
        | (ProbeCommon & {
            indices?: IndicesDocument;
            variables?: readonly string[];
            counts?: boolean;
          });
    }
  | {
      readonly events: ProbeCommon & {
        event: string;
        indices?: IndicesDocument;
        variables?: readonly string[];
        counts?: boolean;
      };
    }
  | {
      readonly state: ProbeCommon & {
        variables: readonly string[];
        indices?: IndicesDocument;
        every?: QuantityText;
        when?: string;
        order?: number;
      };
    }
  | {
      readonly weights:
        | string
        | (ProbeCommon & { variables?: readonly string[]; every?: QuantityText; where?: string });
    }
  | { readonly rate: string | (ProbeCommon & { every?: QuantityText }) }
  | { readonly responses: ProbeCommon & { input: string } };

export type StepDocument =
  | { readonly run: QuantityText }
  | { readonly phase: string }
  | { readonly repeat: number; readonly steps: readonly StepDocument[] }
  | { readonly present: string | PresentDocument }
  | SetDocument
  | { readonly freeze: string; readonly where?: string }
  | { readonly unfreeze: string; readonly where?: string }
  | {
      readonly normalize: {
        readonly variable: string;
        readonly per: 'target' | 'source';
        readonly total: QuantityText;
      };
    }
  | { readonly checkpoint: string }
  | { readonly restore: string };
export interface PresentDocument {
  readonly input: string;
  readonly set?: string;
  readonly items?: number;
  readonly before?: readonly StepDocument[];
  readonly after?: readonly StepDocument[];
}
export interface SetDocument {
  readonly set: Readonly<
    Record<
      string,
      ValueSpec | { readonly indices: readonly number[]; readonly times: readonly QuantityText[] }
    >
  >;
  readonly where?: string;
  readonly indices?: IndicesDocument;
  readonly pairs?: readonly (readonly [number, number])[];
}

export interface TaskDocument {
  readonly input: string;
  readonly population: string;
  readonly assign: string;
  readonly test: string;
}

export interface NetworkDocument {
  readonly isospike: 1;
  readonly name: string;
  readonly description?: string;
  readonly dt?: QuantityText;
  readonly seed?: number | string;
  readonly constants?: Constants;
  readonly arrays?: Readonly<Record<string, TimedArrayDocument>>;
  readonly inputs?: Readonly<Record<string, InputDocument>>;
  readonly populations?: Readonly<Record<string, PopulationDocument>>;
  readonly projections?: Readonly<Record<string, ProjectionDocument>>;
  readonly probes?: readonly ProbeDocument[];
  readonly timeline?: readonly StepDocument[];
  readonly task?: TaskDocument;
  readonly hardware?: string;
  readonly budget?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}
