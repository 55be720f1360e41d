import type { FlagType, Json } from '../engine/snapshot.ts';

declare global {
  /**
   * The flags of your project, filled in by the file that `flagforge types` writes. A global interface, so that one
   * file serves every entry point, in ESM and in CommonJS. Empty: every key and every type compiles.
   */
  interface FlagForgeFlags {}
}

/** What is known of one flag when code is compiled. `variant` is a union of names. */
export interface TypedFlag {
  readonly type: FlagType;
  readonly value: unknown;
  readonly variant: string;
}

/** Any keys, of any type: what holds as long as `flagforge types` has written nothing. */
export interface AnyFlags {
  readonly [flagKey: string]: { readonly type: FlagType; readonly value: unknown; readonly variant: string };
}

/** The flags that code is checked against unless a client is told others: `createClient<MyFlags>(...)`. */
export type RegisteredFlags = keyof FlagForgeFlags extends never ? AnyFlags : FlagForgeFlags;

type Shape<Flag> = Flag extends TypedFlag ? Flag : never;

/** The keys of the flags of a type. */
export type KeyOf<Flags, Type extends FlagType = FlagType> = {
  [Key in keyof Flags & string]: Type extends Shape<Flags[Key]>['type'] ? Key : never;
}[keyof Flags & string];

/** What a flag can serve, as far as it is known: a union of its variants' values, else its whole type. */
export type ValueOf<Flags, Key extends keyof Flags, Whole = Json> = Shape<Flags[Key]>['value'] & Whole;

interface Fallbacks {
  readonly boolean: boolean;
  readonly string: string;
  readonly number: number;
  readonly json: unknown;
}

/** What may stand in for a flag's value: something of its type, and anything where that is not known. */
export type FallbackOf<Flags, Key extends keyof Flags> = Fallbacks[Shape<Flags[Key]>['type']];

/** What a flag gives to somebody who has this fallback: its values, as far as they are of the fallback's type. */
export type Given<Flags, Key extends keyof Flags, Fallback> =
  | ValueOf<
      Flags,
      Key,
      Fallback extends boolean ? boolean : Fallback extends string ? string : Fallback extends number ? number : Json
    >
  | Fallback;

/** The names of a flag's variants. */
export type VariantOf<Flags, Key extends keyof Flags> = Shape<Flags[Key]>['variant'];

/**
 * Reads of flags by their type, the same in every SDK. None throws, waits or blocks. The fallback is given back as it is
 * where there is no value, or one of another type.
 * @typeParam Asked what is given after the fallback: nothing in a browser, a context in Node.
 */
export interface TypedReads<Flags, Asked extends readonly unknown[] = []> {
  boolean<Key extends KeyOf<Flags, 'boolean'>>(key: Key, fallback: boolean, ...asked: Asked): boolean;
  string<Key extends KeyOf<Flags, 'string'>, const Fallback extends string>(
    key: Key,
    fallback: Fallback,
    ...asked: Asked
  ): ValueOf<Flags, Key, string> | Fallback;
  number<Key extends KeyOf<Flags, 'number'>, const Fallback extends number>(
    key: Key,
    fallback: Fallback,
    ...asked: Asked
  ): ValueOf<Flags, Key, number> | Fallback;
  /** The value of a json flag; any JSON value is one. It is frozen or shared: do not change it. */
  json<Key extends KeyOf<Flags, 'json'>, const Fallback>(
    key: Key,
    fallback: Fallback,
    ...asked: Asked
  ): ValueOf<Flags, Key> | Fallback;
}
