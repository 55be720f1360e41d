/** Types alone: what code that reads flags is checked against. */
export type {
  AnyFlags,
  FallbackOf,
  Given,
  KeyOf,
  RegisteredFlags,
  TypedReads,
  VariantOf,
} from './typed-flags.ts';
