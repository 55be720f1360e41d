/** What copying a flag's settings from one environment to another comes to. Pure. */
import {
  type EditProblem,
  editYaml,
  environmentOf,
  type FlagEnvironment,
  type YamlEdit,
  type YamlValue,
} from '../edit/index.ts';

/** What can be copied by itself, in the order of the file. */
export const PROMOTABLE = ['enabled', 'targets', 'rules', 'default', 'schedule'] as const;
export type Promotable = (typeof PROMOTABLE)[number];

export interface Promotion {
  /** The flag's file as it is to be; equal to the given text where both environments say the same already. */
  readonly text: string;
  /** The keys that differ, in the order of the file. */
  readonly keys: readonly Promotable[];
}

/** `nothing-there`: the flag says nothing of the environment that is copied from. */
export type PlannedPromotion =
  | { readonly kind: 'planned'; readonly promotion: Promotion }
  | { readonly kind: 'nothing-there' }
  | { readonly kind: 'refused'; readonly problem: EditProblem };

/**
 * Copies settings from one environment to another by edits that touch only what differs. What the first one leaves out
 * goes from the second one too. Comments stay where they are: those of the first one speak of it.
 * @param text the flag's file, without errors.
 * @param only what to copy; empty: everything.
 */
export function planPromotion(
  text: string,
  { from, to, only }: { readonly from: string; readonly to: string; readonly only: readonly Promotable[] },
): PlannedPromotion {
  const source = environmentOf(text, from);
  if (source === null) return { kind: 'nothing-there' };
  const target = environmentOf(text, to) ?? {};
  const keys = PROMOTABLE.filter((key) => (only.length === 0 || only.includes(key)) && !isSame(key, source, target));
  const edits = keys.map((key): YamlEdit => {
    const path = ['environments', to, key];
    const value = source[key];
    return value === undefined ? { kind: 'remove', path } : { kind: 'set', path, value: value as YamlValue };
  });
  const result = editYaml(text, edits, 'flag');
  if (result.kind === 'refused') return result;
  return { kind: 'planned', promotion: { text: result.text, keys } };
}

/** What a key says where it is left out. A default that is left out is the off variant, which only the flag knows. */
const LEFT_OUT: Readonly<Record<Promotable, YamlValue | undefined>> = {
  enabled: false,
  targets: {},
  rules: [],
  default: undefined,
  schedule: [],
};

function isSame(key: Promotable, source: FlagEnvironment, target: FlagEnvironment): boolean {
  return textOf(source[key] ?? LEFT_OUT[key]) === textOf(target[key] ?? LEFT_OUT[key]);
}

/** The order of keys says nothing here. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
