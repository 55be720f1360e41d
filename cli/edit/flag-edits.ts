/** Edits of a flag's file in the words of its users. Each gives the new text, or says why it is refused. */
import { editYaml } from './edit-yaml.ts';
import { readValue } from './read-value.ts';
import type { EditProblem, EditResult, YamlEdit, YamlValue } from './yaml-edit.ts';

/** A rule as its file has it: `{ name?, if, serve | rollout, unit?, salt?, hash? }`. @see contract 2 */
export type FlagRule = Readonly<Record<string, YamlValue>>;

/** What a flag says of an environment, as its file has it. @see contract 2 */
export interface FlagEnvironment {
  readonly enabled?: boolean;
  readonly targets?: Readonly<Record<string, readonly YamlValue[]>>;
  readonly rules?: readonly FlagRule[];
  readonly default?: YamlValue;
  readonly schedule?: readonly Readonly<Record<string, YamlValue>>[];
}

const refused = (code: string, args: EditProblem['args']): EditResult => ({ kind: 'refused', problem: { code, args } });

/**
 * Sets the default of a boolean flag in an environment to a rollout of `on`. Unit and salt of a rollout that is there
 * stay, and so does its short form (`10%`).
 * @param percent 0 to 100, up to 3 decimals; anything else is refused (FF4205), and so is a flag that is not boolean (FF4204).
 */
export function setRollout(text: string, environment: string, percent: number): EditResult {
  const thousandths = Math.round(percent * 1000);
  const isPercent = percent >= 0 && percent <= 100 && Math.abs(thousandths - percent * 1000) < 1e-6;
  if (!isPercent) return refused('FF4205', { percent: String(percent) });
  if (readValue(text, []) === undefined) return refused('FF4200', {});
  const type = readValue(text, ['type']);
  if (type !== 'boolean') return refused('FF4204', { type: String(type ?? '') });
  const place = ['environments', environment, 'default'];
  const old = readValue(text, [...place, 'rollout']);
  const rollout =
    typeof old === 'string'
      ? `${thousandths / 1000}%`
      : { on: thousandths / 1000, off: (100_000 - thousandths) / 1000 };
  const path = old === undefined ? place : [...place, 'rollout'];
  return edit(text, { kind: 'set', path, value: old === undefined ? { rollout } : rollout });
}

/** Makes these the rules of an environment; rules that stay keep their lines and comments. An empty list takes `rules` out. */
export function replaceRules(text: string, environment: string, rules: readonly FlagRule[]): EditResult {
  const path = ['environments', environment, 'rules'];
  return edit(text, rules.length === 0 ? { kind: 'remove', path } : { kind: 'set', path, value: rules });
}

/** The kill switch of the flag itself, in every environment. Taking it away takes the key out. */
export function setKilled(text: string, isKilled: boolean): EditResult {
  return edit(text, isKilled ? { kind: 'set', path: ['killed'], value: true } : { kind: 'remove', path: ['killed'] });
}

export function setArchived(text: string): EditResult {
  return edit(text, { kind: 'set', path: ['archived'], value: true });
}

/**
 * Makes this all that the flag says of an environment; null: it names the environment no longer, which is disabled there
 * then. What is the same already keeps its lines and comments.
 */
export function setEnvironment(text: string, environment: string, settings: FlagEnvironment | null): EditResult {
  const path = ['environments', environment];
  return edit(text, settings === null ? { kind: 'remove', path } : { kind: 'set', path, value: valueOf(settings) });
}

/** Sets one key of an environment: `enabled`, `targets`, `rules`, `default` or `schedule`. */
export function setEnvironmentKey<K extends keyof FlagEnvironment>(
  text: string,
  environment: string,
  key: K,
  value: NonNullable<FlagEnvironment[K]>,
): EditResult {
  return edit(text, { kind: 'set', path: ['environments', environment, key], value: value as YamlValue });
}

/** Takes one key of an environment out, so that its default counts. */
export function removeEnvironmentKey(text: string, environment: string, key: keyof FlagEnvironment): EditResult {
  return edit(text, { kind: 'remove', path: ['environments', environment, key] });
}

/** What a flag's file says of an environment; null: nothing, or the file cannot be edited. */
export function environmentOf(text: string, environment: string): FlagEnvironment | null {
  const found = readValue(text, ['environments', environment]);
  const isMap = typeof found === 'object' && found !== null && !Array.isArray(found);
  return isMap ? (found as FlagEnvironment) : null;
}

const edit = (text: string, made: YamlEdit): EditResult => editYaml(text, [made], 'flag');

const valueOf = (settings: FlagEnvironment): YamlValue =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as YamlValue;
