import { type Flag, SNAPSHOT_FORMAT, type Snapshot } from '@flagforge/sdk/engine';

const FLAGS = 60;

/** One of a mix: every fourth flag is on for all, has a rule, a rollout, or a rule and then a rollout of four. */
function benchFlag(index: number): Flag {
  const key = `flag-${String(index).padStart(2, '0')}`;
  const base = { key, client: true, enabled: true, off: 'off' } as const;
  const boolean = [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ];
  const staff = { name: 'staff', if: { op: 'ends_with', path: ['email'], value: '@company.com' } } as const;
  const split = { unit: ['userId'], salt: key };
  if (index % 4 === 0) return { ...base, type: 'boolean', variants: boolean, default: { serve: 'on' } };
  if (index % 4 === 1) {
    return {
      ...base,
      type: 'boolean',
      variants: boolean,
      rules: [{ ...staff, serve: 'on' }],
      default: { serve: 'off' },
    };
  }
  if (index % 4 === 2) {
    const weights = [['on', 25_000] as const, ['off', 75_000] as const];
    return { ...base, type: 'boolean', variants: boolean, default: { rollout: { ...split, weights } } };
  }
  const names = ['off', 'small', 'medium', 'large'];
  const region = { op: 'in', path: ['region'], values: ['us-east-1', 'us-west-2'] } as const;
  return {
    ...base,
    type: 'string',
    variants: names.map((name) => ({ name, value: `layout-${name}` })),
    rules: [{ name: 'american-staff', if: { op: 'and', of: [staff.if, region] }, serve: 'large' }],
    default: { rollout: { ...split, weights: names.map((name) => [name, 25_000] as const) } },
  };
}

/** An environment of 60 flags as a shop might have them. Its hashes are left empty: it is served from memory. */
export function benchSnapshot(): Snapshot {
  return {
    format: SNAPSHOT_FORMAT,
    compiler: 'bench',
    organization: 'bench',
    project: 'bench',
    environment: 'production',
    unit: ['userId'],
    overrides: 'denied',
    version: 1,
    commit: null,
    contentHash: '',
    hash: '',
    instants: [],
    flags: Array.from({ length: FLAGS }, (_, index) => benchFlag(index)),
    segments: [],
    groups: [],
    overlays: [],
  };
}

/** A context of about 150 bytes. */
export const BENCH_CONTEXT = {
  userId: 'user-48151623',
  email: 'sam.rivera@example.com',
  region: 'eu-west-1',
  company: { plan: 'enterprise', seats: 250 },
  appVersion: '4.12.0',
};
