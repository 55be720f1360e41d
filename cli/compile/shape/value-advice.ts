/** What a value of the wrong type or form was meant to be, as the line to write instead. */
import type { Json } from '@flagforge/sdk/engine';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { suggestName } from '../suggest.ts';

/** The next action, and the mend where it is plain. */
export interface ValueAdvice {
  readonly hint: string;
  /** Takes the value's place. */
  readonly fix?: string;
}

/** A percent as text, with or without its sign. */
const PERCENT = /^(\d{1,3}(?:\.\d{1,3})?)\s*%?$/;

/** The keys of a map under `default`. */
const ROLLOUT_KEYS = ['rollout', 'unit', 'salt', 'hash'];

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  on: true,
  false: false,
  no: false,
  n: false,
  off: false,
};

/** The boolean that a text stands for to people and to YAML 1.1 readers (`yes`, `Off`, `"true"`). */
export const booleanMeant = (text: string): boolean | undefined => {
  const word = text.toLowerCase();
  return Object.hasOwn(BOOLEANS, word) ? BOOLEANS[word] : undefined;
};

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param path where the value stands
 * @param expected what belongs there, in the words of the message
 * @param data the whole file
 * @returns null when nothing better is known than what the message says
 */
export function adviseOnValue(
  path: YamlPath,
  value: Json | undefined,
  expected: string,
  data: Json,
): ValueAdvice | null {
  const name = String(path.at(-1) ?? '');
  if (isVariantsPlace(path)) {
    const outcome = adviseOnOutcome(name, value, data);
    if (outcome !== null) return outcome;
  }
  if (name === 'if' && (typeof value === 'boolean' || Array.isArray(value))) {
    return typeof value === 'boolean'
      ? { hint: 'what everyone gets stands under default, not in a rule' }
      : { hint: 'write it as one text; lists stand inside, as in  if: region in ["a", "b"]' };
  }
  if (expected === 'true or false' && typeof value === 'string') {
    const meant = booleanMeant(value);
    return meant === undefined ? null : { hint: `write  ${name}: ${meant}`, fix: String(meant) };
  }
  if (expected.startsWith('a percent') && typeof value === 'string') {
    const digits = PERCENT.exec(value)?.[1];
    return digits === undefined ? null : { hint: `write  ${name}: ${digits}` };
  }
  if (expected === 'a list' && (typeof value === 'string' || typeof value === 'number')) {
    return { hint: `write  ${name}: [${JSON.stringify(value).replace(/^"([\w.-]+)"$/, '$1')}]` };
  }
  if (expected === 'a list' && isMap(value)) return { hint: 'begin each item with "- "' };
  if (expected !== 'a map') return null;
  return adviseOnMap(path, name, value);
}

function adviseOnMap(path: YamlPath, name: string, value: Json | undefined): ValueAdvice | null {
  if (Array.isArray(value) && path.length > 0)
    return { hint: 'leave out the "- " or brackets: it is a map, not a list' };
  const parent = path.at(-2);
  if (parent === 'requires') return { hint: 'write  { flag: ..., variant: ... }' };
  if (parent !== 'environments') return null;
  const meant = typeof value === 'string' ? booleanMeant(value) : value;
  if (typeof meant === 'boolean') return { hint: `write  ${name}: { enabled: ${meant} }` };
  return value === null ? { hint: `write  ${name}: {}  or leave it out` } : null;
}

/** Where a rule or an environment says who gets what. */
const isVariantsPlace = (path: YamlPath): boolean =>
  path[0] === 'environments' && ['serve', 'default', 'rollout'].includes(String(path.at(-1)));

function adviseOnOutcome(name: string, value: Json | undefined, data: Json): ValueAdvice | null {
  const digits = typeof value === 'number' || typeof value === 'string' ? PERCENT.exec(String(value))?.[1] : undefined;
  const isPercent = digits !== undefined && (typeof value === 'string' || name === 'rollout' || name === 'default');
  const rollout = isPercent
    ? percentOf(digits, data)
    : name !== 'rollout' && looksLikeShares(value)
      ? writeShares(value)
      : null;
  if (rollout === null) return null;
  if (name === 'default') return { hint: `write  default: { rollout: ${rollout} }` };
  const article = name === 'serve' ? `, without serve` : '';
  return { hint: `write  rollout: ${rollout}${article}` };
}

/** `10%` for a boolean flag; for any other the variants have to be named. */
function percentOf(digits: string, data: Json): string {
  const map = isMap(data) ? data : {};
  if (map['type'] === 'boolean' || map['type'] === undefined) return `${digits}%`;
  const variants = isMap(map['variants']) ? Object.keys(map['variants']) : [];
  const [first = 'a', second = 'b'] = variants;
  const rest = Math.round((100 - Number(digits)) * 1000) / 1000;
  return `{ ${first}: ${digits}, ${second}: ${Math.max(rest, 0)} }`;
}

/** Whether a map gives percents to names, as a rollout does: `{ on: 10, off: 90 }`. */
export function looksLikeShares(value: Json | undefined): value is { readonly [key: string]: Json } {
  const entries = isMap(value) ? Object.entries(value) : [];
  const isShare = (share: Json): boolean =>
    typeof share === 'number' || (typeof share === 'string' && PERCENT.test(share));
  // `rolout: 10%` is a mistyped key, not a variant with 10 %.
  const isKey = ([name]: readonly [string, Json]): boolean =>
    !ROLLOUT_KEYS.includes(name) && suggestName(name, ROLLOUT_KEYS) === undefined;
  return entries.length > 0 && entries.every((entry) => isKey(entry) && isShare(entry[1]));
}

const writeShares = (map: { readonly [key: string]: Json }): string => {
  const shares = Object.entries(map).map(([name, share]) => `${name}: ${String(share).replace(/\s*%$/, '')}`);
  return `{ ${shares.slice(0, 8).join(', ')}${shares.length > 8 ? ', ...' : ''} }`;
};
