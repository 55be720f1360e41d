import type { Registry } from 'prom-client';
import type { StoreHealth } from '../snapshots/source.ts';
import { addFamily } from './family.ts';

const MS_A_SECOND = 1_000;

/** Adds whether each store answers, and when it last did. Nothing where snapshots come from files or memory. */
export function addStores(registry: Registry, stores: () => readonly StoreHealth[], clock: () => number): void {
  addFamily(registry, {
    ...{ kind: 'gauge', name: 'flagforge_store_up', labels: ['store'], together: 'min' },
    help: '1 when the store answered the last time it was asked, else 0.',
    read: () => stores().map(({ store, isUp }) => ({ labels: { store }, value: isUp ? 1 : 0 })),
  });
  addFamily(registry, {
    ...{ kind: 'gauge', name: 'flagforge_store_last_answer_age_seconds', labels: ['store'], together: 'max' },
    help: 'Time since the last answer of the store; missing before the first one.',
    read: () =>
      stores().flatMap(({ store, answeredAt }) =>
        answeredAt === null ? [] : [{ labels: { store }, value: Math.max(0, clock() - answeredAt) / MS_A_SECOND }],
      ),
  });
}
