/**
 * The grammar of a text file as data: from one description come the checks, the conversion of
 * keys to camelCase, the order of saved keys and the published JSON Schema.
 */
export type Shape =
  | TextShape
  | TextBlockShape
  | NumberShape
  | BooleanShape
  | WordShape
  | QuantityShape
  | ListShape
  | TupleShape
  | NamedShape
  | RecordShape
  | VariantShape
  | ChoiceShape
  | DefinedShape
  | VersionShape
  | LaterShape;

/** A text; with a pattern, one that matches it. */
export interface TextShape {
  readonly kind: 'text';
  readonly pattern?: TextPattern;
}
export interface TextPattern {
  /** Matched against the whole text. */
  readonly matches: RegExp;
  /** What a text must be, for messages: `a name: a letter, then letters, digits and _`. */
  readonly describes: string;
  /** Default `FILE_VALUE`. */
  readonly code?: 'FILE_VALUE' | 'FILE_NAME';
  /** Texts that match and are refused all the same. */
  readonly reserved?: RegExp;
  /** What the pattern cannot say. */
  readonly accepts?: (found: string) => boolean;
  /** How to write what a text that does not match seems to mean. */
  readonly repair?: (found: string) => string | undefined;
}
/** One text, or a list of texts that are joined by newlines. */
export interface TextBlockShape {
  readonly kind: 'text-block';
}
/** A finite number. */
export interface NumberShape {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Whether `min` itself is too low. */
  readonly above?: boolean;
  /** A decimal text stands for numbers that would lose digits. */
  readonly textToo?: boolean;
}
export interface BooleanShape {
  readonly kind: 'boolean';
}
/** One text of a set. */
export interface WordShape {
  readonly kind: 'word';
  readonly words: readonly string[];
}
/** A number, a number with units, or (where `expression`) any text. */
export interface QuantityShape {
  readonly kind: 'quantity';
  /** Dimension that a quantity must have; absent: any. A bare 0 is always accepted. */
  readonly unit?: QuantityUnit;
  /** Texts that are no quantity are expressions: whoever parses them reports their faults. */
  readonly expression?: boolean;
  /** Lowest value, in SI. */
  readonly min?: number;
  /** Whether `min` itself is too low. */
  readonly above?: boolean;
  /** Highest value, in SI. */
  readonly max?: number;
}
export type QuantityUnit = 'second' | 'hertz' | 'joule' | 'watt' | '1';

export interface ListShape {
  readonly kind: 'list';
  readonly item: Shape;
  readonly min?: number;
}
/** A list of exactly these. */
export interface TupleShape {
  readonly kind: 'tuple';
  readonly items: readonly Shape[];
}
/** A map whose keys are names of the user (never converted). */
export interface NamedShape {
  readonly kind: 'named';
  /** What one key names, for messages: `population`. */
  readonly of: string;
  readonly value: Shape;
  readonly names: TextPattern;
  /** Saved and kept in the order written; always so. The order means something. */
  readonly ordered?: boolean;
}
/** A map whose keys belong to the grammar. */
export interface RecordShape {
  readonly kind: 'record';
  readonly fields: readonly Field[];
  readonly rules?: readonly Rule[];
}
export interface Field {
  /** As in the file. In documents of the API it is written in camelCase. */
  readonly key: string;
  readonly shape: Shape;
  readonly required?: boolean;
  /** What an absent key means; left out when saved. */
  readonly default?: Plain;
  /** One line for people: it becomes the description in the JSON Schema. */
  readonly doc?: string;
}
/** Plain data, as defaults are written. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };
/** What keys of one record demand of each other. Keys as in the file. */
export type Rule =
  /** At most one of these. */
  | { readonly rule: 'one-of'; readonly keys: readonly string[] }
  /** `key` only beside all of `needs`. */
  | { readonly rule: 'needs'; readonly key: string; readonly needs: readonly string[] }
  /** At least one of these. */
  | { readonly rule: 'some-of'; readonly keys: readonly string[] }
  /** `key` only beside one of `of`. */
  | { readonly rule: 'needs-some'; readonly key: string; readonly of: readonly string[] }
  /** `key` beside none of `bars`. */
  | { readonly rule: 'bars'; readonly key: string; readonly bars: readonly string[] };

/** A record of which exactly one key tells the kind: `{poisson: {..}, order: 1}`. */
export interface VariantShape {
  readonly kind: 'variant';
  /** What it is, for messages: `step of the timeline`. */
  readonly of: string;
  readonly variants: readonly Variant[];
  /** Keys that every kind takes. */
  readonly common: readonly Field[];
}
export interface Variant {
  readonly field: Field;
  /** Further keys of this kind. */
  readonly fields?: readonly Field[];
  readonly rules?: readonly Rule[];
}

export type ValueForm = 'text' | 'number' | 'boolean' | 'list' | 'map';
/** Told apart by the form of the value; maps also by a key they have. */
export interface ChoiceShape {
  readonly kind: 'choice';
  /** All that is possible, for messages: `a text, or a map of pathways`. */
  readonly describes: string;
  readonly options: readonly ChoiceOption[];
}
export interface ChoiceOption {
  readonly forms: readonly ValueForm[];
  /** Of maps: taken only if this key is there. */
  readonly having?: string;
  readonly shape: Shape;
  /** A text is short for a map with this key alone; the result has the map. */
  readonly shortFor?: string;
}
/** A shape with a name: a definition of the JSON Schema, and the way to write recursion. */
export interface DefinedShape {
  readonly kind: 'defined';
  readonly name: string;
  readonly get: () => Shape;
}
/** The number at the key that names the kind of file. Another number is another grammar. */
export interface VersionShape {
  readonly kind: 'version';
  readonly number: number;
}
/** Part of the grammar that is refused with `UNSUPPORTED_FEATURE`. */
export interface LaterShape {
  readonly kind: 'later';
  /** For the message: `audio inputs`. */
  readonly feature: string;
}

/** `min_spikes` to `minSpikes`. */
export function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A letter, then letters, digits and underscores: every name of the user. */
export const namePattern: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_]*$/,
  describes: 'a name: a letter, then letters, digits and _',
  code: 'FILE_NAME',
};
/** `OBJECT.VARIABLE`. */
export const referencePattern: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*$/,
  describes: 'OBJECT.VARIABLE',
};
/** `OBJECT.VARIABLE` or `PROJECTION.PATHWAY.delay`. */
export const assignedPattern: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*(\.delay)?$/,
  describes: 'OBJECT.VARIABLE, or PROJECTION.PATHWAY.delay',
  repair: selectionInKey,
};

/** Brian2's `S.w["i == 0"]`, and `S["i == 0"].w`, which there does nothing at all. */
function selectionInKey(found: string): string | undefined {
  const inFront = /^(\w+)\s*\[(.*)\]\s*\.(\w+)$/.exec(found);
  const behind = /^(\w+)\.(\w+)\s*\[(.*)\]$/.exec(found);
  const [object, variable, text] = inFront
    ? [inFront[1], inFront[3], inFront[2]]
    : [behind?.[1], behind?.[2], behind?.[3]];
  if (object === undefined || text === undefined) return undefined;
  const condition = text.replace(/^(['"])(.*)\1$/, '$2');
  return `write the selection beside it: {set: {${object}.${variable}: VALUE}, where: ${condition}}`;
}

export const text: TextShape = { kind: 'text' };
export const textBlock: TextBlockShape = { kind: 'text-block' };
export const boolean: BooleanShape = { kind: 'boolean' };
export const name: TextShape = { kind: 'text', pattern: namePattern };

export function integer(min?: number, max?: number): NumberShape {
  return {
    kind: 'number',
    integer: true,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

export function real(min?: number, max?: number): NumberShape {
  return { ...integer(min, max), integer: false };
}

export function oneWord(...words: readonly string[]): WordShape {
  return { kind: 'word', words };
}

export function listOf(item: Shape, min?: number): ListShape {
  return { kind: 'list', item, ...(min === undefined ? {} : { min }) };
}

export function tuple(...items: readonly Shape[]): TupleShape {
  return { kind: 'tuple', items };
}

export function namedMap(of: string, value: Shape, names: TextPattern = namePattern): NamedShape {
  return { kind: 'named', of, value, names };
}

export function record(fields: readonly Field[], rules: readonly Rule[] = []): RecordShape {
  return { kind: 'record', fields, rules };
}

export function required(key: string, shape: Shape, doc: string): Field {
  return { key, shape, required: true, doc };
}

export function optional(key: string, shape: Shape, doc: string, absent?: Plain): Field {
  return { key, shape, doc, ...(absent === undefined ? {} : { default: absent }) };
}

export function choice(describes: string, ...options: readonly ChoiceOption[]): ChoiceShape {
  return { kind: 'choice', describes, options };
}

export function defined(definition: string, get: () => Shape): DefinedShape {
  return { kind: 'defined', name: definition, get };
}
