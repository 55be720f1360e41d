/** Types alone: what code that reads flags is checked against. */
export type {
  AnyFlags,
  FallbackOf,
  Given,
  KeyOf,
  RegisteredFlags,
  TypedFlag,
  TypedReads,
  ValueOf,
  VariantOf,
} from './typed-flags.ts';
