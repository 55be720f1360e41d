import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';
import type { PublishStep } from './publish-request.ts';

/** As `npm test` builds it. */
const CHILD = fileURLToPath(new URL('../dist/testing/publish-and-die.js', import.meta.url));

/** The step after which the process is killed, and whether the version is written by then. */
const POINTS: readonly (readonly [PublishStep, boolean])[] = [
  ['planned', false],
  ['locked', false],
  ['snapshot', false],
  ['entries', false],
  ['environment', false],
  ['committed', true],
  ['offered', true],
  ['read back', true],
  ['delivered', true],
  ['anchored', true],
];

let redis: Redis;
beforeAll(() => {
  redis = new Redis(inject('stores').redisUrl);
});
afterAll(() => redis.disconnect());

interface Readers {
  readonly postgres: { readonly version: number; readonly body: string };
  readonly redis: { readonly version: number; readonly body: string };
}

/** What an evaluator reads of production, from either store. */
async function read(place: PublishPlace, evaluator: Database): Promise<Readers> {
  const [row] = await evaluator.transaction({ as: 'login', organization: null }, (tx) =>
    tx.query<{ version: number; body: string }>(
      `select version, body from flagforge.current_snapshots where environment = 'production'`,
    ),
  );
  const layout = storeLayout({ organization: place.organization, project: 'shop', environment: 'production' });
  const [version, body] = await redis.hmget(layout.snapshot, 'version', 'body');
  if (row === undefined) throw new Error('an evaluator sees nothing');
  return { postgres: row, redis: { version: Number(version), body: body ?? '' } };
}

async function dieAfter(place: PublishPlace, step: PublishStep): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [CHILD, 'flags', step, 'production'], {
    cwd: place.repository.root,
    env: { ...place.env, XDG_CACHE_HOME: `${place.repository.root}/.cache` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

/** The flags of which the audit log has an entry for this version, and how many things wait in the outbox. */
async function written(place: PublishPlace): Promise<{ entries: string[]; waiting: number; seq: string }> {
  const entries = await place.database.query<{ flag: string }>(
    `select flag from audit.entries where environment = 'production' and version = 2 order by seq`,
  );
  const [outbox] = await place.database.query<{ waiting: number }>(
    'select count(*)::int as waiting from flagforge.outbox where done_at is null',
  );
  const [head] = await place.database.query<{ seq: string }>('select seq::text from audit.heads');
  return { entries: entries.map(({ flag }) => flag), waiting: outbox?.waiting ?? -1, seq: head?.seq ?? '' };
}

describe.each([['--resume'], ['publish']])('finished by %s', (finish) => {
  // Half of the points each: what finishes does not depend on where it broke.
  const points = POINTS.filter((_, index) => (index % 2 === 0) === (finish === 'publish'));

  test.each(points)('killed after "%s", readers see the old or the new snapshot, whole', async (step, isCommitted) => {
    const place = await createPublishPlace({ 'flags/a.yaml': booleanFlag('off'), 'flags/b.yaml': booleanFlag('off') });
    const evaluator = await openPostgres(place.database.urlOf(place.evaluator));
    try {
      expect((await place.run(['publish'])).code).toBe(0);
      const old = await read(place, evaluator);
      place.repository.commit({ 'flags/a.yaml': booleanFlag('on'), 'flags/b.yaml': booleanFlag('on') });

      expect(await dieAfter(place, step)).toBe('SIGKILL');
      const crashed = await read(place, evaluator);
      expect(crashed.postgres.version).toBe(isCommitted ? 2 : 1);
      expect(crashed.redis.version).toBeLessThanOrEqual(crashed.postgres.version);
      expect((await written(place)).entries).toEqual(isCommitted ? ['a', 'b'] : []);

      if (finish === '--resume') {
        expect((await place.run(['publish', '--resume'])).code).toBe(0);
        const resumed = await read(place, evaluator);
        expect(resumed.redis).toEqual(resumed.postgres);
        expect(resumed.postgres.version).toBe(crashed.postgres.version);
        expect((await written(place)).waiting).toBe(0);
      }
      expect((await place.run(['publish'])).code).toBe(0);
      const done = await read(place, evaluator);
      expect(done.postgres.version).toBe(2);
      expect(done.redis).toEqual(done.postgres);
      const { entries, waiting, seq } = await written(place);
      expect({ entries, waiting }).toEqual({ entries: ['a', 'b'], waiting: 0 });
      const anchor = place.repository.git('show', `flagforge-audit:${place.organization}.json`);
      expect(JSON.parse(anchor)).toMatchObject({ seq });
      // Never a mix: what was seen in between is one of the two, byte by byte.
      for (const seen of [crashed.postgres, crashed.redis]) expect([old.postgres, done.postgres]).toContainEqual(seen);
    } finally {
      await evaluator.close();
      await place.remove();
    }
  });
});
