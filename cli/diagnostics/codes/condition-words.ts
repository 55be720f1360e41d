/** Words that the codes of conditions share. */
import type { Args } from '../diagnostic.ts';
import { textOf } from './wording.ts';

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  semver: 'a semver',
  date: 'a date',
  cidr: 'a cidr',
  ip: 'an ip',
  'string[]': 'a list of strings',
  'number[]': 'a list of numbers',
  'boolean[]': 'a list of booleans',
};

/** A type, or the kind of a literal, as a noun. */
export const noun = (value: Args[string] | undefined): string => NOUNS[textOf(value)] ?? textOf(value);

/** How a literal of each type is written. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  string: '"pro"',
  number: '18',
  boolean: 'true',
  semver: 'semver "2.1.0"',
  date: 'date "2026-12-01"',
  cidr: 'cidr "10.0.0.0/8"',
};

/** The corrected form, when the finding has one, as every hint writes it. */
export const write = (args: Args): string | undefined =>
  typeof args.write === 'string' && args.write !== '' ? `write  ${args.write}` : undefined;

/** Picks by `args.fault`. */
export const byFault = (args: Args, texts: Readonly<Record<string, string>>): string => texts[textOf(args.fault)] ?? '';
