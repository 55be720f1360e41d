/**
 * What the function and the packer agree on. A packed flag is what the engine decides by, ready and with short names: no
 * form in between, since each would be code that has to fit into 10 KB.
 */

/** Grows with each change that an older function cannot read; such a function passes everything to the origin. */
export const PACK_FORMAT = 1;

/** What stands before a page's name in the store: whatever has another key is not a page. */
export const PAGE_PREFIX = '~';

/** Characters of a page's name. */
export const NAME_LENGTH = 7;

/** Digits of a hash of [0, 100000): before a page's name, the first one that is on it. */
export const BOUND_LENGTH = 5;

/** Characters that a page takes where it is named: bound and name. */
export const ENTRY_LENGTH = BOUND_LENGTH + NAME_LENGTH;

/** When a client key ends (epoch ms; none: never), then the origins that it may be used from (none: any). */
export type PackedKey = readonly (number | string)[];

/** The value of the pointer. */
export interface PackedPointer {
  readonly packFormat: number;
  readonly version: number;
  /** By SHA-256 of the key, base64url. */
  readonly clientKeys: Readonly<Record<string, PackedKey>>;
  /** Paths that are hashed; the first is the project's unit. */
  readonly unitPaths: readonly (readonly string[])[];
  /** How many pages lie between the pointer and a flag: 1, mostly 2. */
  readonly levels: number;
  /** What stands before a flag's key when its hash is taken. */
  readonly seed: number;
  /** Bounds and names of pages, ascending: a flag is on, or below, the last one whose bound is not above its hash. */
  readonly names: string;
}

/** The answer of one flag: the number of its variant, and why. */
export interface PackedResult {
  readonly variant: number;
  readonly reason: string;
}

/** A condition node; whatever says nothing is left out. */
export interface PackedCondition {
  readonly kind: number;
  readonly of?: readonly PackedCondition[];
  readonly path?: readonly string[];
  readonly isProjectUnit?: 1;
  readonly isLower?: 1;
  readonly plain?: string | number | boolean;
  readonly order?: number;
  readonly literals?: {
    readonly kind?: number;
    readonly strings?: Readonly<Record<string, number>>;
    readonly numbers?: readonly number[];
    readonly booleans?: readonly boolean[];
    readonly networks?: { readonly networks: readonly object[] };
  };
  readonly automaton?: object;
}

/** What a rule or a default gives. */
export interface PackedOutcome {
  readonly result?: PackedResult;
  readonly rollout?: {
    readonly unit: number;
    readonly salt: string;
    readonly ends: readonly number[];
    /** 0: the next rule decides. */
    readonly results: readonly (PackedResult | 0)[];
    /** Where the unit is missing; absent: the next rule decides. */
    readonly missing?: PackedResult;
  };
}

/** What a flag gives during one stretch of its schedule; everything that decides before its rules is a rule too. */
export interface PackedState {
  readonly rules: readonly { readonly condition: PackedCondition; readonly outcome: PackedOutcome }[];
  readonly fallback: PackedOutcome;
}

/** Something that has to be loaded, and where it is put: the path of its place in the flag. */
interface NeedAt {
  readonly place: readonly (string | number)[];
}

/** A whole page. */
export interface PageNeed extends NeedAt {
  readonly page: string;
}

/** That of a table's pages on which a text would be: the name of a page is followed by its number. */
export interface TableNeed extends PageNeed {
  readonly chunks: number;
  readonly path: readonly string[];
  readonly isProjectUnit?: 1;
  readonly isLower?: 1;
  /** The text is that of a unit: an integer counts as its digits. */
  readonly isUnit?: 1;
}

/** A condition that holds when another flag serves a variant. */
export interface FlagNeed extends NeedAt {
  readonly key: string;
  readonly variant: number;
}

export type Need = PageNeed | TableNeed | FlagNeed;

/** A part of a flag on a page of its own, which may need more. */
export interface PackedPart {
  readonly needs?: readonly Need[];
}

/** A flag, ready to be decided. */
export interface PackedFlag extends PackedPart {
  readonly starts: readonly number[];
  readonly states: readonly PackedState[];
  /** Each `"value":true,"variant":"on"`, as it stands in an answer. */
  readonly variants: readonly string[];
  /** It is there for others that require it; nobody may ask for it. */
  readonly isHidden?: 1;
}
