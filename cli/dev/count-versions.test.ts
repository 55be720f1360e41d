import type { Snapshot } from '@flagforge/sdk/engine';
import { expect, test } from 'vitest';
import { createVersionCounter } from './count-versions.ts';

const snapshot = (environment: string, contentHash: string): Snapshot =>
  ({ environment, contentHash, version: 0 }) as Snapshot;

test('an environment begins at 1 and goes up by one with each content that differs from the one before', () => {
  const number = createVersionCounter();
  const versions = [
    snapshot('production', 'a'),
    snapshot('staging', 'x'),
    snapshot('production', 'a'),
    snapshot('production', 'b'),
    snapshot('production', 'a'),
    snapshot('staging', 'x'),
  ].map((next) => number(next)?.version ?? null);
  expect(versions).toEqual([1, 1, null, 2, 3, null]);
});
