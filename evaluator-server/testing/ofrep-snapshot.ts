import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { shopSnapshot } from './shop-snapshot.ts';

const BOOLEAN = [
  { name: 'on', value: true },
  { name: 'off', value: false },
] as const;

const boolean = { type: 'boolean', client: true, enabled: true, off: 'off', variants: BOOLEAN } as const;
const served = { client: true, enabled: true, off: 'a', default: { serve: 'a' } } as const;
const half = {
  rollout: {
    unit: ['userId'],
    salt: 'half',
    weights: [
      ['on', 50_000],
      ['off', 50_000],
    ],
  },
} as const;
const isPat = { op: '==', path: ['userId'], value: 'pat' } as const;

/** A flag for each type and each OpenFeature reason; ascending by key. */
const FLAGS: readonly Flag[] = [
  { ...boolean, key: 'by-rule', rules: [{ name: 'for-pat', if: isPat, serve: 'on' }], default: { serve: 'off' } },
  { ...boolean, key: 'by-target', targets: [{ variant: 'on', units: ['pat'] }], default: { serve: 'off' } },
  { ...boolean, key: 'disabled', enabled: false },
  { ...boolean, key: 'half', default: half },
  { ...boolean, key: 'killed', default: { serve: 'on' } },
  { ...served, key: 'of-list', type: 'json', variants: [{ name: 'a', value: [1, 'two'] }] },
  { ...served, key: 'of-nothing', type: 'json', variants: [{ name: 'a', value: null }] },
  { ...served, key: 'of-number', type: 'number', variants: [{ name: 'a', value: 42 }] },
  { ...served, key: 'of-object', type: 'json', variants: [{ name: 'a', value: { colour: 'blå', size: 1.5 } }] },
  { ...served, key: 'of-real', type: 'number', variants: [{ name: 'a', value: 0.25 }] },
  { ...served, key: 'of-text', type: 'string', variants: [{ name: 'a', value: 'Grüße "an" alle' }] },
  { ...boolean, key: 'of-truth', default: { serve: 'on' } },
  { ...boolean, key: 'secret', client: false, default: { serve: 'on' } },
  { ...boolean, key: 'with-prerequisite', requires: [{ flag: 'disabled', variant: 'on' }], default: { serve: 'on' } },
];

/** An environment for OFREP's tests, with `killed` killed by an overlay. */
export function ofrepSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return shopSnapshot({ flags: FLAGS, overlays: [{ kind: 'kill', flag: 'killed' }], ...change });
}
