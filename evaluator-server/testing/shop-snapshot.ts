import { type Flag, SNAPSHOT_FORMAT, type Snapshot, type SnapshotContent } from '@flagforge/sdk/engine';
import { canonicalHash } from '../snapshots/canonical-hash.ts';

const BOOLEAN = [
  { name: 'on', value: true },
  { name: 'off', value: false },
] as const;

/** Flags of a small shop; `secret-*` are not for client keys. Ascending by key. */
const FLAGS: readonly Flag[] = [
  {
    key: 'banner',
    type: 'json',
    client: true,
    enabled: true,
    off: 'none',
    variants: [
      { name: 'none', value: null },
      { name: 'sale', value: { text: 'Überall −20 %', until: ['2027-01-01'] } },
    ],
    default: { serve: 'sale' },
  },
  {
    key: 'local',
    type: 'boolean',
    client: true,
    enabled: true,
    off: 'off',
    variants: BOOLEAN,
    rules: [{ name: 'this-machine', if: { op: 'in', path: ['ip'], values: [{ cidr: '127.0.0.0/8' }] }, serve: 'on' }],
  },
  {
    key: 'new-checkout',
    type: 'boolean',
    client: true,
    enabled: true,
    off: 'off',
    variants: BOOLEAN,
    requires: [{ flag: 'secret-api', variant: 'on' }],
    rules: [{ name: 'staff', if: { op: 'ends_with', path: ['email'], value: '@company.com' }, serve: 'on' }],
    default: { serve: 'off' },
  },
  {
    key: 'rollout',
    type: 'boolean',
    client: true,
    enabled: true,
    off: 'off',
    variants: BOOLEAN,
    default: {
      rollout: {
        unit: ['userId'],
        salt: 'rollout',
        weights: [
          ['on', 50_000],
          ['off', 50_000],
        ],
      },
    },
  },
  { key: 'secret-api', type: 'boolean', enabled: true, off: 'off', variants: BOOLEAN, default: { serve: 'on' } },
];

/** A snapshot of the shop with true hashes; what is given replaces that of the shop. */
export function shopSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  const content: SnapshotContent = {
    format: change.format ?? SNAPSHOT_FORMAT,
    organization: change.organization ?? 'acme',
    project: 'web-store',
    environment: change.environment ?? 'production',
    unit: change.unit ?? ['userId'],
    overrides: change.overrides ?? 'denied',
    instants: change.instants ?? [],
    flags: change.flags ?? FLAGS,
    segments: change.segments ?? [],
    groups: change.groups ?? [],
  };
  const contentHash = canonicalHash(content);
  const overlays = change.overlays ?? [];
  const hash = canonicalHash({ contentHash, overlays });
  return { ...content, compiler: 'test', version: 1, commit: null, contentHash, hash, ...change, overlays };
}
