/** The workload of the engine's benchmark: the five scenarios that rival libraries are measured with. */
import type { Condition, Flag, Segment } from '../engine/index.ts';

export interface User {
  readonly userId: string;
  readonly country: string;
  readonly plan: string;
  readonly email: string;
  readonly appVersion: string;
  readonly age: number;
}

/** How the hand-written floor sees a condition. */
export interface Clause {
  readonly attribute: keyof User;
  readonly test: 'in' | 'equals' | 'above' | 'ends' | 'version';
  readonly value: string | number | readonly string[];
}

const EUROPE = 'DE FR IT ES PT NL BE LU AT CH PL CZ SK HU SI HR DK SE FI IE'.split(' ');
const ELSEWHERE = 'US CA MX BR AR CL CO PE UY JP KR CN TW SG MY TH VN ID PH AU'.split(' ');

/** In rules 1 to 4 the first clause holds and the second does not; rule 5 matches. */
export const RULES: readonly (readonly Clause[])[] = [
  [
    { attribute: 'country', test: 'in', value: EUROPE },
    { attribute: 'email', test: 'ends', value: '@acme.test' },
  ],
  [
    { attribute: 'plan', test: 'equals', value: 'pro' },
    { attribute: 'appVersion', test: 'version', value: '9.0.0' },
  ],
  [
    { attribute: 'age', test: 'above', value: 30 },
    { attribute: 'country', test: 'in', value: ELSEWHERE },
  ],
  [
    { attribute: 'appVersion', test: 'version', value: '3.0.0' },
    { attribute: 'plan', test: 'equals', value: 'enterprise' },
  ],
  [
    { attribute: 'email', test: 'ends', value: '@example.com' },
    { attribute: 'age', test: 'above', value: 18 },
  ],
];

export const SEGMENT: readonly Clause[] = [
  { attribute: 'country', test: 'in', value: EUROPE },
  { attribute: 'plan', test: 'equals', value: 'pro' },
];

export const SHARES: readonly (readonly [string, number])[] = [
  ['red', 10_000],
  ['green', 20_000],
  ['blue', 30_000],
  ['black', 40_000],
];
export const ON_SHARE = 25_000;

export const KINDS = ['plain', 'targeted', 'rollout', 'variant'] as const;
export type Kind = (typeof KINDS)[number];

export const USERS: readonly User[] = Array.from({ length: 1024 }, (_, i) => ({
  userId: `user-${i * 7919 + 13}`,
  country: EUROPE[i & 3] as string,
  plan: 'pro',
  email: `u${i}@example.com`,
  appVersion: `3.${i % 10}.${i % 7}`,
  age: 31 + (i % 40),
}));

function condition(clause: Clause): Condition {
  const path = [clause.attribute];
  switch (clause.test) {
    case 'in':
      return { op: 'in', path, values: clause.value as string[] };
    case 'equals':
      return { op: '==', path, value: clause.value as string };
    case 'above':
      return { op: '>', path, value: clause.value as number };
    case 'ends':
      return { op: 'ends_with', path, value: clause.value as string };
    case 'version':
      return { op: '>=', path, value: { semver: clause.value as string } };
  }
}

function all(clauses: readonly Clause[]): Condition {
  return { op: 'and', of: clauses.map(condition) };
}

function flag(key: string, kind: Kind): Flag {
  const variants = [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ];
  const common = { key, type: 'boolean', variants, off: 'off', enabled: true } as const;
  switch (kind) {
    case 'plain':
      return { ...common, default: { serve: 'on' } };
    case 'targeted':
      return {
        ...common,
        rules: RULES.map((rule) => ({ if: all(rule), serve: 'on' })),
        default: { serve: 'off' },
      };
    case 'rollout': {
      const weights = [['on', ON_SHARE] as const, ['off', 100_000 - ON_SHARE] as const];
      return { ...common, default: { rollout: { unit: ['userId'], salt: key, weights } } };
    }
    case 'variant':
      return {
        ...common,
        type: 'string',
        variants: ['red', 'green', 'blue', 'black', 'off'].map((name) => ({ name, value: name })),
        rules: [{ if: { op: 'segment', name: 'eu-pro' }, rollout: { unit: ['userId'], salt: key, weights: SHARES } }],
        default: { serve: 'off' },
      };
  }
}

/** A snapshot of flags `[key, kind]`, as JSON gives it. */
export function snapshotOf(flags: readonly (readonly [string, Kind])[]): unknown {
  const segments: Segment[] = [{ name: 'eu-pro', if: all(SEGMENT) }];
  const content = { format: 1, unit: ['userId'], overrides: 'denied', groups: [], overlays: [], segments };
  return JSON.parse(JSON.stringify({ ...content, flags: flags.map(([key, kind]) => flag(key, kind)) }));
}
