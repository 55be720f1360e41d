import type { FlagType, Json } from '@flagforge/sdk/engine';
import { usageError } from '../command-error.ts';
import type { ProjectConfig } from '../compile/index.ts';
import { suggestName } from '../compile/index.ts';

/** Everything that the file of a new flag says. */
export interface FlagDraft {
  readonly key: string;
  readonly description: string;
  readonly type: FlagType;
  readonly owner: string;
  readonly tags: readonly string[];
  readonly kind: 'temporary' | 'permanent';
  /** `YYYY-MM-DD`; null for a permanent flag. */
  readonly expires: string | null;
  readonly client: boolean;
  /** In order; for a boolean flag exactly on and off. */
  readonly variants: readonly { readonly name: string; readonly value: Json }[];
  readonly off: string;
  readonly config: ProjectConfig;
}

/** What the command line says of a new flag. */
export interface DraftOptions {
  readonly type?: FlagType;
  readonly description?: string;
  readonly owner?: string;
  readonly tag?: readonly string[];
  readonly kind?: 'temporary' | 'permanent';
  readonly expires?: string;
  readonly variant?: readonly string[];
  readonly off?: string;
  readonly client?: true;
}

const DAY_MS = 86_400_000;
const LIFE_DAYS = 90;
const VARIANT_NAME = /^[A-Za-z][A-Za-z0-9._-]*$/;

/** A day so many days after an instant, `YYYY-MM-DD` in UTC. */
export const expiryAfter = (now: number, days = LIFE_DAYS): string =>
  new Date(now + days * DAY_MS).toISOString().slice(0, 10);

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // Some engines take 30 February for a day in March.
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

/** `new-checkout` as the beginning of a sentence: `New checkout`. */
export function sentenceOf(key: string): string {
  const words = key.replace(/[._-]+/g, ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/**
 * Fills in what the options leave open.
 * @throws CommandError (2) for options that contradict each other or cannot be read.
 */
export function draftFlag(
  key: string,
  options: DraftOptions,
  about: { config: ProjectConfig; owner: string; now: number },
): FlagDraft {
  const type = options.type ?? 'boolean';
  const kind = options.kind ?? 'temporary';
  if (kind === 'permanent' && options.expires !== undefined)
    throw usageError('a permanent flag does not expire', 'leave out --expires, or --kind permanent');
  const expires = options.expires ?? expiryAfter(about.now);
  if (!isDay(expires)) throw usageError(`--expires ${expires} is no day`, `write it like ${expiryAfter(about.now)}`);
  const variants = draftVariants(type, options.variant);
  const off = options.off ?? (type === 'boolean' ? 'off' : (variants[0]?.name ?? ''));
  if (!variants.some(({ name }) => name === off)) {
    const names = variants.map(({ name }) => name);
    const near = suggestName(off, names);
    throw usageError(
      `--off ${off} is none of the variants`,
      near === undefined ? `variants: ${names.join(', ')}` : `did you mean ${near}?`,
    );
  }
  return {
    key,
    description: options.description ?? sentenceOf(key),
    type,
    owner: options.owner ?? about.owner,
    tags: options.tag ?? [],
    kind,
    expires: kind === 'permanent' ? null : expires,
    client: options.client === true,
    variants,
    off,
    config: about.config,
  };
}

const EXAMPLE_VARIANTS: Readonly<Record<Exclude<FlagType, 'boolean'>, FlagDraft['variants']>> = {
  string: [
    { name: 'control', value: 'control' },
    { name: 'treatment', value: 'treatment' },
  ],
  number: [
    { name: 'control', value: 0 },
    { name: 'treatment', value: 1 },
  ],
  json: [
    { name: 'control', value: { enabled: false } },
    { name: 'treatment', value: { enabled: true } },
  ],
};

function draftVariants(type: FlagType, given: readonly string[] | undefined): FlagDraft['variants'] {
  if (type === 'boolean') {
    if (given !== undefined)
      throw usageError(
        'a boolean flag has the variants on and off',
        'for other values give --type string, number or json',
      );
    return [
      { name: 'on', value: true },
      { name: 'off', value: false },
    ];
  }
  if (given === undefined) return EXAMPLE_VARIANTS[type];
  const variants = given.map((text) => parseVariant(type, text));
  const twice = variants.find(({ name }, index) => variants.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined)
    throw usageError(`--variant ${twice.name} is given twice`, 'each variant has a name of its own');
  return variants;
}

function parseVariant(type: Exclude<FlagType, 'boolean'>, text: string): { name: string; value: Json } {
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  const value = equals === -1 ? text : text.slice(equals + 1);
  if (!VARIANT_NAME.test(name))
    throw usageError(
      `--variant ${text}: ${JSON.stringify(name)} is no name of a variant`,
      'a letter, then letters, digits, dots, dashes and underscores; for example: --variant fast=v2',
    );
  if (type === 'string') return { name, value };
  try {
    const parsed = JSON.parse(value) as Json;
    if (type === 'json' || typeof parsed === 'number') return { name, value: parsed };
  } catch {
    // Said below.
  }
  throw usageError(
    `--variant ${text}: ${JSON.stringify(value)} is no ${type === 'json' ? 'JSON' : 'number'}`,
    type === 'json' ? `for example: --variant 'big={"size":3}'` : 'for example: --variant big=3',
  );
}
